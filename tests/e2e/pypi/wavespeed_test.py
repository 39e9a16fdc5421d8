"""The official Python SDK, as published, pointed here by its own option."""

import os
import pathlib
import tempfile
import threading
import time
import unittest
import urllib.request

import wavespeed
from wavespeed.api import client as sdk

from media import png, probe
from server import Client

URL = os.environ["MOCKLING_URL"]
T2V = "kwaivgi/kling-video-o3-4k/text-to-video"
I2V = "kwaivgi/kling-video-o3-4k/image-to-video"
REFUSED = 'Failed to submit prediction: HTTP {}: {{"code":{},"message":"{}"}}'


class WaveSpeedSdk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # A key is a world of its own, so every test has its own account.
        self.key = "mk_pypi_" + self._testMethodName
        self.api = Client(URL, self.key)
        self.addCleanup(self.api.connection.close)
        self.client = wavespeed.Client(api_key=self.key, base_url=URL)

    def run_model(self, model, **inputs):
        return self.client.run(model, inputs, poll_interval=0.05)

    def clip(self, outputs):
        """What ffprobe says of the only output. Fetched without the key, which has no business at a file host."""
        self.assertEqual(len(outputs), 1)
        path = self.folder / "clip.mp4"
        with urllib.request.urlopen(outputs[0], timeout=30) as answer:
            self.assertEqual(answer.headers["Content-Type"], "video/mp4")
            path.write_bytes(answer.read())
        return probe(path)

    def failure(self, model, **inputs):
        with self.assertRaises(Exception) as caught:
            self.run_model(model, **inputs)
        return caught.exception

    def assert_refused(self, status, text, model, **inputs):
        """Both faces of one refusal: what run() raises, and what run_no_throw() tells."""
        error = self.failure(model, **inputs)
        self.assertIs(type(error), sdk._SubmissionError)
        self.assertEqual(str(error), REFUSED.format(status, status, text))
        told = self.client.run_no_throw(model, inputs)
        self.assertEqual(told, {"status": "failed", "outputs": None, "task_id": "unknown", "error": str(error)})

    def test_version_is_the_pinned_one(self):
        self.assertEqual(wavespeed.__version__, "2.0.5")

    def test_text_to_video_with_sound(self):
        clip = self.clip(self.run_model(T2V, prompt="ein Fuchs im Schnee ❄", duration=5, sound=True)["outputs"])
        self.assertEqual((clip["width"], clip["height"], clip["codec"]), (3840, 2160, "h264"))
        self.assertEqual((clip["frames"], clip["rate"], clip["duration"], clip["seconds"]), (120, "24/1", 5.0, 5.0))
        self.assertEqual((clip["sound"], clip["sound_seconds"]), ("aac", 5.0))
        self.assertAlmostEqual(self.api.get("/api/v3/balance").data["balance"], 1_000_000 - 2.10, places=6)

    def test_text_to_video_in_portrait_and_square_without_sound(self):
        for shape, size in (("9:16", (2160, 3840)), ("1:1", (2880, 2880))):
            with self.subTest(shape):
                clip = self.clip(self.run_model(T2V, prompt="a tower", aspect_ratio=shape, duration=3)["outputs"])
                self.assertEqual((clip["width"], clip["height"]), size)
                self.assertEqual((clip["frames"], clip["duration"], clip["sound"]), (72, 3.0, None))

    def upload(self, width, height):
        path = self.folder / f"picture {width}.png"
        path.write_bytes(png(width, height))
        url = self.client.upload(str(path))
        with urllib.request.urlopen(url, timeout=30) as answer:
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            self.assertEqual(answer.read(), path.read_bytes())
        return url

    def test_image_to_video_follows_the_uploaded_picture(self):
        for width, height, size in ((360, 640, (2160, 3840)), (640, 640, (2880, 2880)), (640, 360, (3840, 2160))):
            with self.subTest(f"{width}x{height}"):
                clip = self.clip(self.run_model(I2V, image=self.upload(width, height), prompt="it moves", duration=4)["outputs"])
                self.assertEqual((clip["width"], clip["height"]), size)
                self.assertEqual((clip["frames"], clip["duration"], clip["sound"]), (96, 4.0, None))

    def test_upload_of_an_open_file(self):
        path = self.folder / "open.png"
        path.write_bytes(png(320, 320))
        with path.open("rb") as stream, urllib.request.urlopen(self.client.upload(stream), timeout=30) as answer:
            self.assertEqual(answer.read(), path.read_bytes())

    def test_missing_image(self):
        self.assert_refused(400, 'field \\"image\\" is required and must not be empty', I2V, prompt="no image")

    def test_value_outside_its_enum(self):
        self.assert_refused(400, 'field \\"aspect_ratio\\" must be one of [16:9, 9:16, 1:1]', T2V, aspect_ratio="4:3")

    def test_wrong_type(self):
        self.assert_refused(400, 'field \\"sound\\" must be a boolean', T2V, prompt="x", sound="yes")

    def test_unknown_model(self):
        self.assert_refused(400, "model not found", "kwaivgi/no-such-model", prompt="x")

    def test_insufficient_balance(self):
        self.api.world(scenario={"name": "poor", "balance": "1.25"})
        self.assert_refused(400, "Insufficient credits. Please top up.", T2V, prompt="x", duration=3)
        self.assertEqual(self.api.get("/api/v3/balance").data["balance"], 1.25)

    def test_suspended_account(self):
        self.api.world(scenario={"name": "out", "standing": "suspended"})
        error = self.failure(T2V, prompt="x")
        self.assertIs(type(error), sdk._SubmissionError)
        self.assertEqual(str(error), 'Failed to submit prediction: HTTP 403: {"code":403,"message":"account suspended",'
                                     '"error_code":"permission_denied"}')

    def test_unauthorized_key(self):
        client = wavespeed.Client(api_key="b2" * 32, base_url=URL)
        with self.assertRaises(sdk._SubmissionError) as caught:
            client.run(T2V, {"prompt": "x"})
        self.assertTrue(str(caught.exception).startswith(
            'Failed to submit prediction: HTTP 401: {"code":401,"message":"unauthorized: '), caught.exception)
        path = self.folder / "a.png"
        path.write_bytes(png(300, 300))
        with self.assertRaisesRegex(RuntimeError, '^Failed to create upload: HTTP 401: {"code":401'):
            client.upload(str(path))

    def test_no_key_never_leaves_the_sdk(self):
        with self.assertRaisesRegex(ValueError, "^API key is required"):
            wavespeed.Client(base_url=URL).run(T2V, {})

    def assert_ends(self, ending, status, text, kind):
        error = self.failure(T2V, prompt=f"a storm [[mockling: {ending}]]")
        self.assertIs(type(error), kind)
        self.assertRegex(str(error), f"^Prediction {status} \\(task_id: [0-9a-f]{{32}}\\): {text}$")
        told = self.client.run_no_throw(T2V, {"prompt": f"[[mockling: {ending}]]"}, poll_interval=0.05)
        self.assertEqual((told["status"], told["outputs"]), ("failed", None))
        self.assertEqual(told["error"], f"Prediction {status} (task_id: {told['task_id']}): {text}")
        self.assertEqual(self.api.get("/api/v3/balance").data["balance"], 1_000_000)

    def test_moderated_job(self):
        text = "Content flagged as potentially sensitive. Please try different prompts or images."
        self.assert_ends("moderated", "failed", text, sdk._TaskFailedError)

    def test_cancelled_job(self):
        self.assert_ends("cancelled", "cancelled", "Task was cancelled by user", RuntimeError)

    def test_timed_out_job(self):
        self.assert_ends("timeout", "timeout", "Unknown error", RuntimeError)

    def test_unreadable_image_fails_the_job(self):
        error = self.failure(I2V, image="https://pictures.invalid/cat.png", prompt="x")
        self.assertIs(type(error), sdk._TaskFailedError)
        self.assertRegex(str(error), r"^Prediction failed \(task_id: [0-9a-f]{32}\): Failed to download image from the provided URL\.$")

    def running_job(self):
        """Starts run() of a job that never ends in a thread; gives its id and what run() raised in the end."""
        raised = []

        def work():
            try:
                self.run_model(T2V, prompt="[[mockling: stalled]]")
            except Exception as error:
                raised.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        until = time.monotonic() + 10
        while not (items := self.api.post("/api/v3/predictions", {"page": 1, "page_size": 10}).data["items"]):
            self.assertLess(time.monotonic(), until)
        return items[0]["id"], thread, raised

    def test_job_deleted_while_it_runs(self):
        job, thread, raised = self.running_job()
        self.assertEqual(self.api.send("DELETE", f"/api/v3/predictions/{job}").data, {"id": job, "status": "deleted"})
        thread.join(10)
        self.assertEqual([str(error) for error in raised],
                         [f'Failed to get result for task {job}: HTTP 404: {{"code":404,"message":"prediction not found"}}'])

    def test_job_deleted_by_the_other_reading(self):
        self.api.world(switches={"wavespeed": {"after-delete": "deleted"}})
        job, thread, raised = self.running_job()
        self.api.send("DELETE", f"/api/v3/predictions/{job}")
        thread.join(10)
        self.assertEqual([str(error) for error in raised], [f"Prediction deleted (task_id: {job}): Unknown error"])

    def test_client_deadline(self):
        with self.assertRaisesRegex(TimeoutError, r"^Prediction timed out after 0\.3 seconds \(task_id: [0-9a-f]{32}\)$"):
            self.client.run(T2V, {"prompt": "[[mockling: stalled]]"}, timeout=0.3, poll_interval=0.05)

    def test_result_of_an_unknown_id(self):
        with self.assertRaisesRegex(RuntimeError, 'HTTP 404: {"code":404,"message":"prediction not found"}$'):
            self.client.get_result("0" * 32)

    def test_sync_mode_gives_the_finished_job(self):
        self.api.world(switches={"wavespeed": {"sync-mode": "honoured"}})
        outputs = self.client.run(T2V, {"prompt": "at once", "duration": 3}, enable_sync_mode=True, timeout=15)["outputs"]
        self.assertEqual(self.clip(outputs)["duration"], 3.0)

    def test_sync_wait_that_runs_out(self):
        self.api.world(switches={"wavespeed": {"sync-mode": "honoured"}})
        # Ninety seconds of the world are four and a half of ours.
        told = self.client.run_no_throw(T2V, {"prompt": "[[mockling: stalled]]"}, enable_sync_mode=True, timeout=15)
        job = told["task_id"]
        self.assertEqual((told["status"], told["outputs"]), ("processing", None))
        self.assertEqual(told["error"], f"Sync mode timed out (task_id: {job}): Sync mode timed out after 90 seconds. The prediction "
                                        f"is still processing asynchronously. Query the result later at: {URL}/api/v3/predictions/{job}/result")
        self.assertEqual(self.client.get_result(job)["data"]["status"], "processing")


if __name__ == "__main__":
    unittest.main()
