"""What was acknowledged survives kill -9: jobs, money and uploads, killed at random moments under load."""

import http.client
import os
import pathlib
import random
import shutil
import tempfile
import threading
import time
import unittest

from media import png
from server import Server

ROUNDS = int(os.environ.get("MOCKLING_KILL_ROUNDS", "12"))
WRITERS = 4
PRICE = 1.26


class Writer(threading.Thread):
    """Submits and uploads in its own world until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, number, record):
        super().__init__()
        self.client, self.number, self.record = server.client(f"mk_writer_{number}"), number, record

    def run(self):
        try:
            while True:
                # Looking into an uploaded file takes a while, so jobs are what a kill mostly meets.
                for _ in range(20):
                    self.submit()
                self.upload()
        except (OSError, http.client.HTTPException):
            pass  # killed: what was under way was not acknowledged

    def submit(self):
        prompt = f"shot {len(self.record['jobs'])} of {self.number}"
        job = self.client.submit(prompt=prompt, duration=3)["id"]
        self.record["jobs"][job] = prompt

    def upload(self):
        picture = png(16 + len(self.record["files"]) % 64, 16 + self.number)
        ticket = self.client.post("/api/v3/media/uploads", {"filename": "a.png", "size": len(picture), "content_type": "image/png"}).data
        self.record["tickets"].append((ticket, picture))
        put = self.client.send("PUT", ticket["upload"]["url"], picture, headers=ticket["upload"]["headers"], key=False)
        if put.status == 200:
            self.record["files"][ticket["download_url"]] = picture
            self.record["tickets"].pop()


class KeptState(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.folder = str(pathlib.Path(folder) / "state")
        self.records = [{"jobs": {}, "files": {}, "tickets": []} for _ in range(WRITERS)]

    # The clock stands still, so that nothing ends by itself and every amount is known.
    def server(self):
        return Server("--state-dir", self.folder, "--clock", "manual", "--media", "off")

    def test_kill_at_random_moments_under_load(self):
        moments = random.Random(20261121)
        for number in range(ROUNDS):
            with self.server() as server:
                self.check(server, number)
                writers = [Writer(server, index, record) for index, record in enumerate(self.records)]
                for writer in writers:
                    writer.start()
                time.sleep(moments.uniform(0.005, 0.4))
                server.kill()
                for writer in writers:
                    writer.join(20)
                    self.assertFalse(writer.is_alive())
        with self.server() as server:
            self.check(server, ROUNDS)
        jobs = sum(len(record["jobs"]) for record in self.records)
        files = sum(len(record["files"]) for record in self.records)
        print(f"{ROUNDS} kills: {jobs} jobs and {files} uploads acknowledged, all there", flush=True)
        self.assertGreater(jobs, 20 * ROUNDS)
        self.assertGreater(files, ROUNDS)

    def check(self, server, number):
        for index, record in enumerate(self.records):
            client = server.client(f"mk_writer_{index}")
            seen = self.history(client)
            where = f"after {number} kills, writer {index}"
            for job, prompt in record["jobs"].items():
                self.assertEqual(seen.get(job), prompt, where)
            # A submit whose answer was cut off may have been taken, and is then paid for: at most one for each kill.
            unheard = len(seen) - len(record["jobs"])
            self.assertIn(unheard, range(0, number + 1), where)
            account = client.world()["accounts"].get("wavespeed")
            if account:
                self.assertEqual((account["reserved"], account["spent"]), (self.dollars(len(seen)), "0"), where)
                self.assertEqual(client.get("/api/v3/balance").data["balance"], round(1_000_000 - PRICE * len(seen), 2), where)
            for url, picture in list(record["files"].items())[-20:]:
                answer = client.get(url, key=False)
                self.assertEqual((answer.status, answer.body), (200, picture), where)
            self.finish_uploads(client, record, where)

    def finish_uploads(self, client, record, where):
        """A ticket from before the kill still takes its file, unless the file had arrived though nobody was told."""
        for ticket, picture in record["tickets"]:
            put = client.send("PUT", ticket["upload"]["url"], picture, headers=ticket["upload"]["headers"], key=False)
            self.assertIn(put.status, (200, 412), f"{where}: {put}")
            answer = client.get(ticket["download_url"], key=False)
            self.assertEqual((answer.status, answer.body), (200, picture), where)
            record["files"][ticket["download_url"]] = picture
        record["tickets"].clear()

    def history(self, client):
        """Prompt by id, of every job of this world. An id that came twice fails."""
        found, page = {}, 1
        while True:
            items = client.post("/api/v3/predictions", {"page": page, "page_size": 100, "include_inputs": True}).data["items"]
            for item in items:
                self.assertNotIn(item["id"], found)
                found[item["id"]] = item["inputs"]["prompt"]
            if len(items) < 100:
                return found
            page += 1

    @staticmethod
    def dollars(count):
        return f"{round(PRICE * 100) * count / 100:.2f}".rstrip("0").rstrip(".")

    def test_everything_else_of_a_world_is_kept(self):
        with self.server() as server:
            client = server.client()
            client.world(scenario={"name": "s", "endings": [{"nth": 2, "ending": "moderated"}], "balance": "50", "level": "silver"},
                         switches={"wavespeed": {"after-delete": "deleted"}})
            first = client.submit(prompt="[[mockling: run=10ms, queue=0s]]", duration=3)["id"]
            deleted = client.submit(prompt="x", duration=3)["id"]
            client.send("DELETE", f"/api/v3/predictions/{deleted}")
            client.world(advance="1h")
            secret = client.get("/api/v3/webhook/secret").data
            before, done = client.world(), client.result(first)
            self.assertEqual(done["status"], "completed")
            server.kill()
        with self.server() as server:
            client = server.client()
            after = client.world()
            self.assertEqual({key: value for key, value in after.items() if key != "requests"},
                             {key: value for key, value in before.items() if key != "requests"})
            port = server.url.rpartition(":")[2]
            again = client.result(first)
            self.assertEqual({**again, "outputs": 0, "urls": 0}, {**done, "outputs": 0, "urls": 0})
            self.assertTrue(again["outputs"][0].startswith(f"http://127.0.0.1:{port}/"))
            self.assertEqual(client.result(deleted)["status"], "deleted")
            self.assertEqual(client.get("/api/v3/webhook/secret").data, secret)
            self.assertEqual(client.get("/api/v3/balance").data, {"balance": 48.74})
            self.assertNotIn(client.submit(prompt="x", duration=3)["id"], (first, deleted))

    def test_an_orderly_end_keeps_the_same(self):
        with self.server() as server:
            job = server.client().submit(prompt="kept")["id"]
        with self.server() as server:
            self.assertEqual(server.client().result(job)["status"], "created")


if __name__ == "__main__":
    unittest.main()
