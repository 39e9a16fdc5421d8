"""fal's official Python client, as published, at the real host names over TLS: it knows no others."""

import asyncio
import os
import pathlib
import tempfile
import unittest
import urllib.request
import warnings

import fal_client

from media import png, probe
from server import Client

URL = os.environ["MOCKLING_URL"]
T2V = "fal-ai/kling-video/o3/4k/text-to-video"
I2V = "fal-ai/kling-video/o3/4k/image-to-video"


class FalSdk(unittest.TestCase):
    def setUp(self):
        warnings.simplefilter("ignore", ResourceWarning)  # the SDK leaves its connections to the collector
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # A key is a world of its own, so every test has its own account.
        self.key = f"mk_pypi:{self._testMethodName}"
        self.api = Client(URL, self.key)
        self.addCleanup(self.api.connection.close)
        self.client = fal_client.SyncClient(key=self.key)

    def spent(self):
        return self.api.world()["accounts"]["fal"]["spent"]

    def assert_clip(self, result, size, seconds, sound=None):
        video = result["video"]
        self.assertEqual((video["content_type"], video["file_name"]), ("video/mp4", "output.mp4"))
        path = self.folder / "clip.mp4"
        with urllib.request.urlopen(video["url"], timeout=30) as answer:
            path.write_bytes(answer.read())
        self.assertEqual(path.stat().st_size, video["file_size"])
        clip = probe(path)
        self.assertEqual((clip["width"], clip["height"], clip["duration"], clip["sound"]), (*size, seconds, sound))

    def failure(self, **inputs):
        with self.assertRaises(fal_client.FalClientHTTPError) as caught:
            self.client.subscribe(T2V, arguments=inputs)
        return caught.exception

    def test_subscribe_tells_every_step_and_its_logs(self):
        seen = []
        result = self.client.subscribe(
            T2V, arguments={"prompt": "a fox ❄ [[mockling: queue=6s, run=12s]]", "duration": "5", "generate_audio": True},
            with_logs=True, on_queue_update=seen.append)
        self.assert_clip(result, (3840, 2160), 5.0, "aac")
        kinds = list(dict.fromkeys(type(update).__name__ for update in seen))
        self.assertEqual(kinds, ["Queued", "InProgress", "Completed"])
        self.assertEqual(len(seen[-1].logs), 3)
        self.assertEqual(self.spent(), "2.1")

    def test_submit_status_result_and_cancel(self):
        handle = self.client.submit(T2V, arguments={"prompt": "x", "duration": "3", "aspect_ratio": "9:16"})
        for _ in handle.iter_events(with_logs=True):
            pass
        self.assertIsInstance(handle.status(), fal_client.Completed)
        self.assert_clip(handle.get(), (2160, 3840), 3.0)
        self.assertEqual(self.client.result(T2V, handle.request_id), handle.get())

        stalled = self.client.submit(T2V, arguments={"prompt": "[[mockling: stalled]]"})
        stalled.cancel()
        ended = stalled.status()
        self.assertEqual((type(ended), ended.error_type), (fal_client.Completed, "client_cancelled"))
        with self.assertRaises(fal_client.FalClientHTTPError) as caught:
            stalled.get()
        self.assertEqual((caught.exception.status_code, caught.exception.error_type), (499, "client_cancelled"))

    def test_run_waits_in_one_request(self):
        self.assert_clip(self.client.run(T2V, arguments={"prompt": "x", "duration": "3"}), (3840, 2160), 3.0)

    def test_several_shots(self):
        shots = [{"prompt": "one", "duration": "4"}, {"prompt": "two", "duration": "4"}, {"prompt": "three", "duration": "3"}]
        self.assert_clip(self.client.subscribe(T2V, arguments={"multi_prompt": shots}), (3840, 2160), 11.0)
        self.assertEqual(self.spent(), "4.62")

    def test_upload_and_image_to_video(self):
        picture = self.folder / "bild 1.png"
        picture.write_bytes(png(360, 640))
        for url in (self.client.upload_file(picture), self.client.upload(png(360, 640), "image/png", "b.png")):
            self.assertTrue(url.startswith("https://v3.fal.media/files/"), url)
            with urllib.request.urlopen(url, timeout=30) as answer:
                self.assertEqual((answer.headers["Content-Type"], answer.read()), ("image/png", picture.read_bytes()))
        result = self.client.subscribe(I2V, arguments={"image_url": url, "prompt": "it moves", "duration": "3"})
        self.assert_clip(result, (2160, 3840), 3.0)

    def test_a_large_file_goes_up_in_parts(self):
        large = self.folder / "large.bin"
        with open(large, "wb") as file:
            file.truncate(101 * 1024 * 1024)
        url = self.client.upload_file(large)
        self.assertTrue(url.startswith("https://v3.fal.media/files/"), url)
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=30) as answer:
            self.assertGreater(int(answer.headers["Content-Length"]), 100 * 1024 * 1024)

    def test_asynchronous_client(self):
        async def life():
            client = fal_client.AsyncClient(key=self.key)
            return await client.subscribe(T2V, arguments={"prompt": "x", "duration": "3"})
        self.assert_clip(asyncio.run(life()), (3840, 2160), 3.0)

    def test_validation_error_is_told_by_the_result(self):
        error = self.failure(prompt="x", duration=5)
        self.assertEqual(error.status_code, 422)
        self.assertIn("literal_error", str(error))
        self.assertEqual(self.spent(), "0")

    def test_moderation(self):
        error = self.failure(prompt="x [[mockling: moderated]]")
        self.assertEqual(error.status_code, 422)
        self.assertIn("content_policy_violation", str(error))

    def test_timeout_has_its_type(self):
        error = self.failure(prompt="x [[mockling: request_timeout]]")
        self.assertEqual((error.status_code, error.error_type, str(error)), (504, "request_timeout", "Request timed out"))

    def test_start_timeout_is_not_tried_again(self):
        with self.assertRaises(fal_client.FalClientHTTPError) as caught:
            self.client.subscribe(T2V, arguments={"prompt": "x [[mockling: queue=1h]]"}, start_timeout=2)
        self.assertEqual((caught.exception.status_code, caught.exception.error_type), (504, "startup_timeout"))

    def test_account_without_money_is_locked_out(self):
        self.api.world(scenario={"name": "poor", "balance": "2.09"})
        error = self.failure(prompt="x", duration="5")
        self.assertEqual(error.status_code, 403)
        self.assertTrue(str(error).startswith("User is locked. Reason: Exhausted balance."), error)

    def test_malformed_key(self):
        with self.assertRaises(fal_client.FalClientHTTPError) as caught:
            fal_client.SyncClient(key="nokey").submit(T2V, arguments={"prompt": "x"})
        self.assertEqual(caught.exception.status_code, 401)
        self.assertIn("Expected '<key_id>:<key_secret>'", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
