"""The curl commands of the provider's pages, as printed, with only the host and the key replaced."""

import json
import os
import pathlib
import re
import subprocess
import unittest

from server import Server

PAGES = pathlib.Path(__file__).resolve().parent / "pages"
HOST = "https://api.wavespeed.ai"


class Curl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--clock", "x20").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None)

    def curl(self, page, part, **variables):
        """Runs one of the page's two commands in a shell: what it prints."""
        submit, result = (PAGES / f"{page}.sh").read_text(encoding="utf-8").split("# Get the result\n")
        command = {"submit": submit, "result": result}[part]
        self.assertEqual(command.count(HOST), 1)
        script = command.replace(HOST, self.server.url)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=30, check=True,
                              env={"PATH": os.environ["PATH"], "WAVESPEED_API_KEY": f"mk_{page}", **variables})
        return json.loads(done.stdout)

    def accepted(self, page, model, price):
        answer = self.curl(page, "submit")
        self.assertEqual(list(answer), ["code", "message", "data"])
        self.assertEqual((answer["code"], answer["message"]), (200, "success"))
        data = answer["data"]
        self.assertRegex(data["id"], "^[0-9a-f]{32}$")
        self.assertEqual(data, {
            "id": data["id"], "model": model, "outputs": [], "has_nsfw_contents": [], "status": "created",
            "urls": {"get": f"{self.server.url}/api/v3/predictions/{data['id']}/result"},
            "created_at": data["created_at"], "code": 0, "error": "", "executionTime": 0, "timings": {"inference": 0}})
        client = self.server.client(f"mk_{page}")
        client.wait(data["id"])
        result = self.curl(page, "result", requestId=data["id"])["data"]
        self.assertEqual(result["status"], "completed")
        self.assertEqual(len(result["outputs"]), 1)
        self.assertEqual(client.get(result["outputs"][0], key=False).body[4:8], b"ftyp")
        self.assertAlmostEqual(client.get("/api/v3/balance").data["balance"], 1_000_000 - price, places=6)

    def test_text_to_video_4k(self):
        self.accepted("kling-video-o3-4k-text-to-video", "kwaivgi/kling-video-o3-4k/text-to-video", 2.10)

    def test_text_to_video_pro(self):
        self.accepted("kling-v3.0-pro-text-to-video", "kwaivgi/kling-v3.0-pro/text-to-video", 0.56)

    def test_image_to_video_4k_lacks_its_image(self):
        self.assertEqual(self.curl("kling-video-o3-4k-image-to-video", "submit"),
                         {"code": 400, "message": 'field "image" is required and must not be empty'})

    def test_what_the_server_says_to_type_next(self):
        said = ""
        with Server() as server:
            for line in iter(server.process.stderr.readline, b""):
                said += line.decode()
                if b"Ctrl-C" in line:
                    break
            answers = []
            for command in re.findall(r"  curl .*?(?=\n\n)", said, re.S):
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=True)
                answers.append(json.loads(done.stdout))
            first, second, third = answers
            self.assertEqual((first["status"], second["status"], third["data"]["status"]), ("pending", "IN_QUEUE", "created"))

    def test_result_of_nothing(self):
        self.assertEqual(self.curl("kling-v3.0-pro-text-to-video", "result", requestId="0" * 32),
                         {"code": 404, "message": "prediction not found"})


if __name__ == "__main__":
    unittest.main()
