"""EvoLink by curl: the example values of its page, as printed, in a request; the page itself prints none."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

from media import probe
from server import Server

PAGES = pathlib.Path(__file__).resolve().parent / "pages" / "evolink"
HOST = "https://api.evolink.ai"


class Curl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--clock", "x20").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None)

    def setUp(self):
        self.key = "sk-page-" + self._testMethodName

    def submit(self, page, **changes):
        """Runs the page's request in a shell, with (old, new) texts replaced in it: what it prints."""
        command = (PAGES / f"{page}.sh").read_text(encoding="utf-8")
        self.assertEqual(command.count(HOST), 1)
        command = command.replace(HOST, self.server.url)
        for old, new in changes.values():
            self.assertEqual(command.count(old), 1)
            command = command.replace(old, new)
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True,
                              env={"PATH": os.environ["PATH"], "EVOLINK_API_KEY": self.key})
        return json.loads(done.stdout)

    def finished(self, task):
        client = self.server.client(self.key)
        until = time.monotonic() + 20
        while (said := client.get(f"/v1/tasks/{task}").json)["status"] in ("pending", "processing"):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.02)
        return said

    def clip(self, url):
        with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
            file.write(self.server.client("sk-other").get(url, key=False).body)
            file.flush()
            return probe(file.name)

    def used(self):
        return self.server.client(self.key).get("/v1/credits").json["data"]["user"]["used_credits"]

    def test_the_examples_of_the_page(self):
        made = self.submit("text-to-video")
        self.assertEqual(made, {
            "created": made["created"], "id": made["id"], "model": "kling-o3-text-to-video", "object": "video.generation.task",
            "progress": 0, "status": "pending",
            "task_info": {"can_cancel": True, "estimated_time": 300, "video_duration": 5}, "type": "video",
            "usage": {"billing_rule": "per_second", "credits_reserved": 27, "user_group": "default"}})
        self.assertRegex(made["id"], f"^task-unified-{made['created']}-[a-z0-9]{{8}}$")
        done = self.finished(made["id"])
        self.assertEqual((done["status"], done["progress"]), ("completed", 100))
        (url,) = done["results"]
        seen = self.clip(url)
        self.assertEqual((seen["width"], seen["height"], seen["duration"], seen["sound"]), (1280, 720, 5.0, None))
        self.assertEqual(self.used(), 27)

    def test_the_shots_of_the_page_do_not_fit_its_default_length(self):
        self.assertEqual(self.submit("multi-shot")["error"]["code"], "invalid_request")
        self.assertEqual(self.used(), 0)

    def test_the_shots_of_the_page_in_ten_seconds_with_sound(self):
        made = self.submit("multi-shot", length=('"duration": 5,', '"duration": 10,'), sound=('"off"', '"on"'))
        done = self.finished(made["id"])
        seen = self.clip(done["results"][0])
        self.assertEqual((seen["width"], seen["height"], seen["duration"], seen["sound"]), (1280, 720, 10.0, "aac"))
        self.assertEqual(self.used(), 72.036)


if __name__ == "__main__":
    unittest.main()
