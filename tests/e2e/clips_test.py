"""Clips over HTTP: whole, in parts, unchanged; one rendering for all jobs of a shape, yet each file its own."""

import concurrent.futures
import hashlib
import pathlib
import shutil
import tempfile
import unittest

from media import png, probe
from server import Server

I2V = "/api/v3/kwaivgi/kling-video-o3-4k/image-to-video"
PRO = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video"


class Clips(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Server("--clock", "x20", cache=cls.folder / "cache").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None)

    def setUp(self):
        self.client = self.server.client("mk_" + self._testMethodName)

    def url(self, **inputs):
        """The URL and the id of a finished job."""
        data = self.client.wait(self.client.submit(**inputs)["id"])
        return data["outputs"][0], data["id"]

    def fetch(self, url, method="GET", **headers):
        return self.client.send(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()}, key=False)

    def seen(self, body):
        path = self.folder / (hashlib.sha256(body).hexdigest() + ".mp4")
        path.write_bytes(body)
        return probe(path)

    def rendered(self):
        return {path for path in (self.folder / "cache").rglob("*.mp4")}

    def test_whole_and_head(self):
        url, _ = self.url(prompt="x", duration=3)
        whole, head = self.fetch(url), self.fetch(url, "HEAD")
        for answer in (whole, head):
            self.assertEqual((answer.status, answer.headers["Content-Type"], answer.headers["Accept-Ranges"]), (200, "video/mp4", "bytes"))
            self.assertEqual(int(answer.headers["Content-Length"]), len(whole.body))
            self.assertEqual(answer.headers["ETag"], whole.headers["ETag"])
        self.assertEqual(head.body, b"")
        self.assertRegex(whole.headers["ETag"], r'^"[0-9a-f]+"$')

    def test_ranges(self):
        url, _ = self.url(prompt="parts ✂", duration=3)
        whole = self.fetch(url).body
        size = len(whole)
        for asked, start, end in (("0-0", 0, 0), ("0-1023", 0, 1023), ("100-", 100, size - 1), ("-500", size - 500, size - 1),
                                  (f"{size - 1}-{size + 100}", size - 1, size - 1)):
            with self.subTest(asked):
                part = self.fetch(url, Range=f"bytes={asked}")
                self.assertEqual((part.status, part.headers["Content-Range"]), (206, f"bytes {start}-{end}/{size}"))
                self.assertEqual(part.body, whole[start:end + 1])
        beyond = self.fetch(url, Range=f"bytes={size}-")
        self.assertEqual((beyond.status, beyond.headers["Content-Range"]), (416, f"bytes */{size}"))
        # A file put together from parts, as a player or a resumed download does, metadata and all.
        step = size // 7 + 1
        pieces = [self.fetch(url, Range=f"bytes={at}-{at + step - 1}").body for at in range(0, size, step)]
        self.assertEqual(b"".join(pieces), whole)

    def test_conditional_requests(self):
        url, _ = self.url(prompt="x", duration=3)
        tag = self.fetch(url).headers["ETag"]
        unchanged = self.fetch(url, If_None_Match=tag)
        self.assertEqual((unchanged.status, unchanged.body, unchanged.headers["ETag"]), (304, b"", tag))
        self.assertEqual(self.fetch(url, If_None_Match='"else"').status, 200)
        self.assertEqual(self.fetch(url, Range="bytes=0-9", If_Range=tag).status, 206)
        self.assertEqual(self.fetch(url, Range="bytes=0-9", If_Range='"else"').status, 200)

    def test_one_rendering_for_a_shape_and_a_file_of_its_own_for_each_job(self):
        prompts = ["ein Fuchs 🦊 im Schnee – 雪の中の狐", 'quotes " and \\ and\nlines']
        before = self.rendered()
        jobs = [self.client.submit(prompt=prompt, duration=4, sound=True) for prompt in prompts]
        clips = [self.client.wait(job["id"])["outputs"][0] for job in jobs]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            bodies = list(pool.map(lambda url: self.server_fetch(url), clips * 4))
        self.assertEqual(len(self.rendered() - before), 1)
        self.assertEqual(len(set(bodies)), 2)
        self.assertEqual(len({len(body) for body in bodies}), 1)
        self.assertNotEqual(*(self.fetch(url).headers["ETag"] for url in clips))
        for body, job, prompt in zip(bodies, jobs, prompts):
            clip = self.seen(body)
            self.assertEqual((clip["width"], clip["height"], clip["frames"], clip["duration"], clip["sound"]), (3840, 2160, 96, 4.0, "aac"))
            self.assertEqual(clip["tags"]["title"], job["id"])
            self.assertEqual(clip["tags"]["comment"], prompt)
            self.assertEqual(clip["tags"]["description"], job["model"])

    def server_fetch(self, url):
        client = self.server.client("mk_other")
        return client.get(url, key=False).body

    def test_every_length_of_a_page_is_exact(self):
        for seconds in (3, 8, 15):
            for sound in (False, True):
                with self.subTest(seconds=seconds, sound=sound):
                    url, _ = self.url(path=PRO, prompt="x", duration=seconds, sound=sound)
                    clip = self.seen(self.fetch(url).body)
                    self.assertEqual((clip["width"], clip["height"], clip["rate"]), (1920, 1080, "24/1"))
                    self.assertEqual((clip["frames"], clip["seconds"], clip["duration"]), (24 * seconds, seconds, seconds))
                    self.assertEqual((clip["sound"], clip["sound_seconds"]), ("aac", seconds) if sound else (None, None))

    def test_both_ways_to_upload_and_the_shape_of_the_picture(self):
        picture = png(500, 300)
        boundary = "mockling-test-boundary"
        form = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="wide.png"\r\nContent-Type: image/png\r\n\r\n'
                .encode() + picture + f"\r\n--{boundary}--\r\n".encode())
        data = self.client.send("POST", "/api/v3/media/upload/binary", form,
                                headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}).data
        self.assertEqual((data["type"], data["size"]), ("image", len(picture)))
        kept = self.fetch(data["download_url"])
        self.assertEqual((kept.body, kept.headers["Content-Type"]), (picture, "image/png"))
        self.assertEqual(self.fetch(data["download_url"], Range="bytes=1-3").body, b"PNG")
        url, _ = self.url(path=I2V, image=data["download_url"], prompt="x", duration=3)
        clip = self.seen(self.fetch(url).body)
        # Even sides, as H.264 wants them, so the ratio is met to the nearest pixel pair.
        self.assertAlmostEqual(clip["width"] / clip["height"], 500 / 300, delta=2 / clip["height"])

    def test_unknown_and_foreign_clips(self):
        url, job = self.url(prompt="x", duration=3)
        self.assertEqual(self.fetch(url.replace(job, "0" * 32)).status, 404)
        world = url.split("/")[-2]
        self.assertEqual(self.fetch(url.replace(world, "0" * len(world))).status, 404)
        self.client.send("DELETE", f"/api/v3/predictions/{job}")
        self.assertEqual(self.fetch(url).status, 404)

    def test_shapes_outlive_the_process(self):
        url, _ = self.url(prompt="x", duration=3)
        shape = self.fetch(url)
        before = {path: path.stat().st_mtime_ns for path in self.rendered()}
        with Server("--clock", "x20", cache=self.folder / "cache") as again:
            client = again.client()
            data = client.wait(client.submit(prompt="y", duration=3)["id"])
            self.assertEqual(len(client.get(data["outputs"][0], key=False).body), len(shape.body))
        self.assertEqual({path: path.stat().st_mtime_ns for path in before}, before)
        self.assertEqual(self.rendered(), set(before))


if __name__ == "__main__":
    unittest.main()
