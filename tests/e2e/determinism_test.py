"""The same seed and the same inputs give the same bytes in two processes: answers, headers, journal, ledger, export."""

import random
import unittest

from server import SUBMIT, Server

ENDPOINTS = (
    (SUBMIT, "Bearer", "/api/v3/predictions/{id}/result", lambda body: body["data"]["id"]),
    ("/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video", "Key", "/queue.fal.run/fal-ai/kling-video/requests/{id}/status", lambda body: body["request_id"]),
    ("/v1/videos/generations", "Bearer", "/v1/tasks/{id}", lambda body: body["id"]),
)
VIEWS = ("journal", "ledger", "world", "world/export")
FLAGS = ("--seed", "7", "--clock", "manual", "--epoch", "2026-08-18T12:00:00Z", "--media", "off")


class Tape:
    """Everything a server said, with the head lines that a client can see."""

    def __init__(self, server, key):
        self.client, self.said = server.client(key), []

    def ask(self, method, path, body=None, scheme="Bearer"):
        # Both servers are addressed by the same name, because links repeat it.
        headers = {"Host": "mockling.test", "Authorization": f"{scheme} {self.client.key}"}
        answer = self.client.send(method, path, body, headers)
        self.said.append((method, path, answer.status, sorted(answer.headers.items()), answer.body))
        return answer


def play(tape, seed):
    """One session, drawn from `seed`: submits, polls and steps of the clock."""
    moves, jobs = random.Random(seed), []
    tape.ask("PATCH", "/_mockling/world", {"scenario": {"endings": [{"every": 3, "ending": "failed"}]}})
    for number in range(25):
        path, scheme, poll, id_of = moves.choice(ENDPOINTS)
        body = {"prompt": f"shot {number}", **({"model": "kling-o3-text-to-video"} if path.startswith("/v1/") else {})}
        answer = tape.ask("POST", path, body, scheme)
        if answer.status == 200:
            jobs.append((poll.format(id=id_of(answer.json)), scheme))
        tape.ask("PATCH", "/_mockling/world", {"advance": moves.choice(("1500ms", "next", "5s"))})
        poll, scheme = moves.choice(jobs)
        tape.ask("GET", poll, None, scheme)
    tape.ask("PATCH", "/_mockling/world", {"advance": "25h"})
    for view in VIEWS:
        tape.ask("GET", f"/_mockling/{view}")
    return jobs


class TwoProcesses(unittest.TestCase):
    def test_same_bytes(self):
        with Server(*FLAGS) as one, Server(*FLAGS) as two:
            tapes = [Tape(server, "mk_twice:pair") for server in (one, two)]
            for tape in tapes:
                jobs = play(tape, 11)
            self.assertEqual(len(jobs), 25, "some submit was refused")
            for first, second in zip(*(tape.said for tape in tapes)):
                self.assertEqual(first, second)
            # The test would see a difference: another seed gives other ids.
            tapes[1].ask("POST", "/_mockling/world/reset", {"seed": 8})
            tapes[1].said.clear()
            play(tapes[1], 11)
            self.assertNotEqual(tapes[0].said[1], tapes[1].said[1])


if __name__ == "__main__":
    unittest.main()
