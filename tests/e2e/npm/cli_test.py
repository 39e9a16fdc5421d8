"""The official command line, as published, pointed here by `wavespeed config --base-url`."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tools
from media import png, probe
from server import Server

T2V = "kwaivgi/kling-video-o3-4k/text-to-video"
I2V = "kwaivgi/kling-v3.0-pro/image-to-video"


class WaveSpeedCli(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.modules = tools.npm(pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"]))
        cls.server = Server("--clock", "x20").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None)

    def setUp(self):
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = pathlib.Path(home.name)
        self.key = "mk_cli_" + self._testMethodName
        self.api = self.server.client(self.key)
        self.cli("config", "--base-url", self.server.url)

    def cli(self, *arguments, code=0, key=None):
        """What the command prints. Its settings and cache live in a home folder of this test."""
        environment = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config"), "PATH": os.environ["PATH"],
                       "WAVESPEED_API_KEY": key or self.key}
        done = subprocess.run(["node", self.modules / "@wavespeed" / "cli" / "dist" / "cli.js", *arguments], cwd=self.home,
                              env=environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def json(self, *arguments, **more):
        return json.loads(self.cli(*arguments, "--json", **more))

    def test_version_and_settings(self):
        self.assertEqual(self.cli("--version").strip(), "0.2.2")
        self.assertIn(self.server.url, self.cli("status"))

    def test_login_accepts_any_key_and_refuses_a_real_looking_one(self):
        self.assertIn("mk_me", self.cli("login", "--no-browser", "--api-key", "mk_me_on_this_machine_0123456789"))
        self.cli("login", "--no-browser", "--api-key", "c3" * 32, code=1)

    def test_catalog(self):
        models = self.json("models", "--no-cache")
        with_schema = {model["model_id"] for model in models if model["api_schema"]["api_schemas"][0]["request_schema"]["properties"]}
        self.assertEqual(len(models), len(with_schema))
        self.assertIn(T2V, with_schema)
        files = list((pathlib.Path(__file__).resolve().parents[3] / "schemas" / "wavespeed" / "models").rglob("*.json"))
        self.assertEqual(len(models), len(files))
        found = self.json("models", "o3-4k", "--type", "text-to-video")
        self.assertEqual([(model["model_id"], model["base_price"]) for model in found], [(T2V, 2.1)])
        self.assertIn(f"{T2V:52} ", self.cli("models", "o3-4k"))

    def test_schema_of_a_model(self):
        schema = self.json("schema", T2V)
        self.assertEqual(list(schema["properties"]), schema["x-order-properties"])
        self.assertEqual(schema["properties"]["duration"]["enum"], list(range(3, 16)))
        self.assertNotIn("required", schema)
        text = self.cli("run", I2V, "--help")
        self.assertIn("1 required", text)
        self.assertIn("enum: customize | intelligent", text)

    def test_price(self):
        self.assertEqual(self.json("price", T2V, "-i", "duration=15"),
                         {"model_id": T2V, "unit_price": 6.3, "currency": "USD"})
        self.assertEqual(self.json("price", "kwaivgi/kling-v3.0-pro/text-to-video", "-i", "duration=10", "sound=true")["unit_price"], 1.68)
        self.assertIn("$2.1", self.cli("price", T2V))
        self.assertEqual(self.json("price", T2V, "-i", "duration=16", code=1), {"error": "POST /api/v3/model/pricing failed: 400 Bad Request"})

    def test_run_download_history_show_delete_and_balance(self):
        ran = self.json("run", T2V, "-p", "a lighthouse at night", "-i", "duration=3", "sound=true", "--download", "./{slug}-{index}.{ext}")
        self.assertEqual(ran["saved"], [str(self.home.resolve() / "a-lighthouse-at-night-1.mp4")])
        clip = probe(ran["saved"][0])
        self.assertEqual((clip["width"], clip["height"], clip["frames"], clip["duration"], clip["sound"]), (3840, 2160, 72, 3.0, "aac"))
        self.assertEqual(self.json("balance")["balance"], 1_000_000 - 1.26)
        self.assertIn("Balance: $999998.74", self.cli("balance"))

        # The world of this server runs ahead of the machine's clock, so "the last 24 hours" is asked in its own time.
        items = self.json("history", "--until", "2099-01-01T00:00:00Z")["items"]
        self.assertEqual([(item["model"], item["status"], item["inputs"]["prompt"], item["outputs"]) for item in items],
                         [(T2V, "completed", "a lighthouse at night", ran["outputs"])])
        self.assertIn("a lighthouse at night", self.cli("history", "--until", "2099-01-01T00:00:00Z", "--status", "completed"))
        self.assertEqual(self.json("history", "--status", "pending", code=1), {"error": "POST /api/v3/predictions failed: 400 Bad Request"})

        job = items[0]["id"]
        self.assertEqual(self.json("show", job)["outputs"], ran["outputs"])
        fetched = self.json("download", ran["outputs"][0], "-o", "again.mp4")["saved"][0]
        self.assertEqual(pathlib.Path(fetched).read_bytes(), pathlib.Path(ran["saved"][0]).read_bytes())
        self.assertEqual(self.json("delete", job, "--yes"), {"deleted": [job]})
        self.assertEqual(self.json("history", "--until", "2099-01-01T00:00:00Z")["items"], [])
        self.assertEqual(self.json("show", job, code=1), {"error": f"GET /api/v3/predictions/{job}/result failed: 404 Not Found"})

    def test_upload_and_image_to_video(self):
        (self.home / "tall.png").write_bytes(png(360, 640))
        url = self.json("upload", "tall.png")["url"]
        ran = self.json("run", I2V, "-i", f"image={url}", "prompt=it moves", "duration=4", "--download", "tall.mp4")
        clip = probe(ran["saved"][0])
        self.assertEqual((clip["width"] * 16, clip["frames"], clip["sound"]), (clip["height"] * 9, 96, None))

    def test_failures_end_with_code_one_and_the_text(self):
        self.assertIn('HTTP 400: {"code":400,"message":"field \\"image\\" is required and must not be empty"}',
                      self.json("run", I2V, "-p", "no image", code=1)["error"])
        self.assertRegex(self.json("run", T2V, "-p", "[[mockling: moderated]]", code=1)["error"],
                         r"^Prediction failed \(task_id: [0-9a-f]{32}\): Content flagged as potentially sensitive\.")
        self.api.world(scenario={"name": "poor", "balance": "0"})
        self.assertIn("Insufficient credits. Please top up.", self.json("run", T2V, "-p", "x", code=1)["error"])


if __name__ == "__main__":
    unittest.main()
