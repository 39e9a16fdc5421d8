"""Many clients at once: worlds do not mix, and the limits of an account hold."""

import concurrent.futures
import unittest

from server import SUBMIT, Server

KEYS = 50
JOBS = 4
PRO = "/api/v3/kwaivgi/kling-v3.0-pro/text-to-video"


class Crowd(unittest.TestCase):
    def setUp(self):
        self.server = Server("--clock", "x20", "--media", "small").__enter__()
        self.addCleanup(self.server.__exit__, None)

    def live(self, number):
        """One client's life; returns what it saw."""
        client = self.server.client(f"mk_crowd_{number}")
        jobs = {}
        for index in range(JOBS):
            ending = " [[mockling: moderated]]" if (number + index) % 5 == 0 else ""
            jobs[client.submit(PRO, prompt=f"{number}.{index}{ending}", duration=3 + number % 13)["id"]] = bool(ending)
        ends = {job: client.wait(job) for job in jobs}
        for job, moderated in jobs.items():
            assert ends[job]["status"] == ("failed" if moderated else "completed"), ends[job]
            assert len(ends[job]["outputs"]) == (0 if moderated else 1), ends[job]
        items = client.post("/api/v3/predictions", {"page": 1, "page_size": 100, "include_inputs": True}).data["items"]
        assert {item["id"] for item in items} == set(jobs), "another world's jobs"
        assert {item["inputs"]["prompt"].split(".")[0] for item in items} == {str(number)}
        spent = sum(112 * (3 + number % 13) for moderated in jobs.values() if not moderated)
        balance = client.get("/api/v3/balance").data["balance"]
        assert abs(balance - (1_000_000 - spent / 1000)) < 1e-6, (balance, spent)
        url = next((end["outputs"][0] for end in ends.values() if end["outputs"]), None)
        return set(jobs), url and client.get(url, key=False).body

    def test_fifty_keys_at_once(self):
        with concurrent.futures.ThreadPoolExecutor(KEYS) as pool:
            lives = list(pool.map(self.live, range(KEYS)))
        ids = set().union(*(jobs for jobs, _ in lives))
        self.assertEqual(len(ids), KEYS * JOBS)
        for number, (jobs, clip) in enumerate(lives):
            self.assertEqual(clip[4:8], b"ftyp")
            self.assertTrue(any(job.encode() in clip for job in jobs), f"client {number} was given the clip of another")
        # Nobody sees, or stops, the job of another.
        stranger = self.server.client("mk_stranger")
        for job in list(ids)[:20]:
            self.assertEqual(stranger.get(f"/api/v3/predictions/{job}/result").status, 404)
            self.assertEqual(stranger.send("DELETE", f"/api/v3/predictions/{job}").status, 404)

    def test_one_key_from_many_threads(self):
        def submit(number):
            return self.server.client("mk_shared").submit(PRO, prompt=str(number), duration=5)["id"]

        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            ids = list(pool.map(submit, range(200)))
        self.assertEqual(len(set(ids)), 200)
        client = self.server.client("mk_shared")
        for job in ids:
            client.wait(job)
        self.assertAlmostEqual(client.get("/api/v3/balance").data["balance"], 1_000_000 - 200 * 0.56, places=6)
        account = client.world()["accounts"]["wavespeed"]
        self.assertEqual((account["spent"], account["reserved"]), ("112", "0"))


class Limits(unittest.TestCase):
    def setUp(self):
        self.server = Server("--clock", "manual", "--media", "off").__enter__()
        self.addCleanup(self.server.__exit__, None)
        self.client = self.server.client()

    def bronze(self, **switches):
        lifecycle = {"queued_ms": [0, 0], "running_ms": [600_000, 600_000]}
        change = {"scenario": {"name": "bronze", "level": "bronze", "lifecycle": lifecycle}}
        if switches:
            change["switches"] = {"wavespeed": {name.replace("_", "-"): reading for name, reading in switches.items()}}
        self.client.world(**change)

    def submit(self):
        return self.client.post(SUBMIT, {"prompt": "x", "duration": 3})

    def statuses(self, *jobs):
        return [self.client.result(job)["status"] for job in jobs]

    def test_a_third_job_waits_for_a_slot(self):
        self.bronze()
        first, second = self.submit().data["id"], self.submit().data["id"]
        self.client.world(advance="61s")
        third, fourth = self.submit().data["id"], self.submit().data["id"]
        self.client.world(advance="60s")
        self.assertEqual(self.statuses(first, second, third, fourth), ["processing", "processing", "created", "created"])
        # A deleted job frees its slot at once, an ended one when it ends; the order of arrival holds.
        self.client.send("DELETE", f"/api/v3/predictions/{first}")
        self.client.world(advance="1s")
        self.assertEqual(self.statuses(second, third, fourth), ["processing", "processing", "created"])
        self.client.world(advance="479s")
        self.assertEqual(self.statuses(second, third, fourth), ["completed", "processing", "processing"])
        self.client.world(advance="10m")
        self.assertEqual(self.statuses(second, third, fourth), ["completed", "completed", "completed"])

    def test_by_the_other_reading_a_third_job_is_refused(self):
        self.bronze(over_concurrency="refused")
        first = self.submit().data["id"]
        self.submit()
        self.client.world(advance="61s")
        refused = self.submit()
        self.assertEqual((refused.status, refused.json), (429, {"code": 429, "message": "You have reached your concurrency limit"}))
        self.client.send("DELETE", f"/api/v3/predictions/{first}")
        self.assertEqual(self.submit().status, 200)

    def test_a_third_job_in_a_minute_is_refused(self):
        self.bronze()
        self.submit()
        self.submit()
        refused = self.submit()
        self.assertEqual((refused.status, refused.json), (429, {"code": 429, "message": "You have reached your rate limit"}))
        self.assertNotIn("Retry-After", refused.headers)
        self.client.world(advance="61s")
        self.assertEqual(self.submit().status, 200)
        # Looking is not limited, and other worlds have limits of their own.
        self.assertEqual({self.client.get("/api/v3/balance").status for _ in range(50)}, {200})
        other = self.server.client("mk_unlimited")
        self.assertEqual({other.post(SUBMIT, {"prompt": "x"}).status for _ in range(10)}, {200})


if __name__ == "__main__":
    unittest.main()
