"""Many deliveries to a slow receiver: everybody else notices nothing. MOCKLING_FLOOD says how many (10000 takes two minutes)."""

import os
import statistics
import time
import unittest
import urllib.parse

from receiver import Receiver
from server import SUBMIT, Server

FLOOD = int(os.environ.get("MOCKLING_FLOOD", "300"))
DELAY = 0.1  # of the receiver
WORLD = {"clock": "manual"}


def latencies(client, job, seconds):
    """Milliseconds of polls, one after the other."""
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.monotonic()
        client.result(job)
        taken.append((time.monotonic() - started) * 1000)
    return taken


def figures(taken):
    cuts = statistics.quantiles(taken, n=100)
    return {"polls": len(taken), "p50": round(statistics.median(taken), 2), "p99": round(cuts[98], 2)}


class Flood(unittest.TestCase):
    def test_polls_keep_their_latency_while_a_slow_receiver_is_told_of_everything(self):
        with Receiver(delay=DELAY) as receiver, Receiver() as other, Server("--media", "off") as server:
            poller = server.client("mk_poller")
            job = poller.submit(duration=3)["id"]
            before = figures(latencies(poller, job, 1))
            client = server.client("mk_flood")
            client.world(**WORLD)
            path = SUBMIT + "?webhook=" + urllib.parse.quote(receiver.url, safe="")
            for _ in range(FLOOD):
                client.submit(path, duration=3)
            client.world(clock="x100")
            receiver.wait(10)
            started = time.monotonic()
            during = figures(latencies(poller, job, 1))
            self.assertLess(len(receiver.calls), FLOOD, "the flood was over too soon to say anything")
            poller.submit(SUBMIT + "?webhook=" + urllib.parse.quote(other.url, safe=""), duration=3, prompt="[[mockling: queue=0s, run=0s]]")
            asked = time.monotonic()
            other.wait(1, 10)
            waited = time.monotonic() - asked
            receiver.wait(FLOOD, 60 + FLOOD * DELAY)
            seconds = time.monotonic() - started
            self.assertEqual(len({call.headers["webhook-id"] for call in receiver.calls}), FLOOD)
            print(f"{FLOOD} deliveries in {seconds:.1f} s; polls before {before}, during {during}; another target {waited * 1000:.0f} ms")
            self.assertLess(during["p50"], before["p50"] * 4 + 5)
            self.assertLess(waited, 2)


if __name__ == "__main__":
    unittest.main()
