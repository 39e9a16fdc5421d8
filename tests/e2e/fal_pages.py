"""The JavaScript, Python and curl samples of fal's page, as printed: at the real names, with nothing set but the key."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from media import probe
from server import Client

PAGES = pathlib.Path(__file__).resolve().parent / "pages" / "fal"
# Two samples use the client that the first one imports.
IMPORT = 'import { fal } from "@fal-ai/client";\n'


class Samples(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "node_modules").symlink_to(os.environ["NODE_PATH"])
        self.key = "mk_page:" + self._testMethodName

    def run_sample(self, *command):
        environment = dict(os.environ, FAL_KEY=self.key)
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def run_module(self, name, prologue="", epilogue=""):
        text = prologue + (PAGES / name).read_text(encoding="utf-8") + epilogue
        (self.folder / "sample.mjs").write_text(text, encoding="utf-8")
        return self.run_sample("node", "sample.mjs")

    def assert_clip(self, url, seconds):
        self.assertTrue(url.startswith("https://v3.fal.media/files/"), url)
        path = self.folder / "clip.mp4"
        with urllib.request.urlopen(url, timeout=30) as answer:
            path.write_bytes(answer.read())
        clip = probe(path)
        self.assertEqual((clip["width"], clip["height"], clip["duration"], clip["sound"]), (3840, 2160, seconds, "aac"))

    def assert_spent(self, amount):
        world = Client(os.environ["MOCKLING_URL"], self.key)
        self.assertEqual(world.world()["accounts"]["fal"]["spent"], amount)
        world.connection.close()

    def test_text_to_video_in_javascript(self):
        done = self.run_module("text-to-video.mjs")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_clip(done.stdout.split()[-1], 5.0)
        self.assert_spent("2.1")

    def test_several_shots_in_javascript(self):
        done = self.run_module("multi-shot.mjs", IMPORT, "console.log(result.data.video.url);\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_clip(done.stdout.strip(), 11.0)
        self.assert_spent("4.62")

    def test_the_long_running_sample_asks_too_early(self):
        done = self.run_module("long-running.mjs", IMPORT)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Request is still in progress", done.stderr)

    def test_curl(self):
        done = self.run_sample("bash", "-c", (PAGES / "run.sh").read_text(encoding="utf-8"))
        self.assertEqual(done.returncode, 0, done.stderr)
        video = json.loads(done.stdout)["video"]
        self.assertEqual((video["file_name"], video["content_type"]), ("output.mp4", "video/mp4"))
        self.assert_clip(video["url"], 5.0)

    def test_python(self):
        done = self.run_sample(sys.executable, str(PAGES / "subscribe.py"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assert_clip(done.stdout.split("'url': '")[1].split("'")[0], 5.0)


if __name__ == "__main__":
    unittest.main()
