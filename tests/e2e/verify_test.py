"""mockling verify --live: against a second mockling, the same and with changed data; what it refuses; keys; promotion."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from server import PROGRAM, SOURCE, Server

SECRET = "sk_this-key-is-to-be-seen-nowhere"
KEYS = {"WAVESPEED_API_KEY": SECRET, "FAL_KEY": "0123456789:" + SECRET, "EVOLINK_API_KEY": SECRET}
NONE = {name: value for name, value in os.environ.items() if name not in KEYS and name != "FAL_API_KEY"}


def verify(*arguments, code, keys=KEYS):
    done = subprocess.run([PROGRAM, "verify", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False,
                          env={**NONE, **keys})
    if done.returncode != code:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    if SECRET in done.stdout + done.stderr:
        raise AssertionError("the key was printed")
    return done.stdout if code != 2 else done.stderr


class VerifyLive(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def other(self, *flags):
        server = Server("--media", "off", "--log", "none", *flags)
        self.addCleanup(server.__exit__, None, None, None)
        return server.__enter__()

    @staticmethod
    def moves(server, key):
        accounts = server.client(key).get("/_mockling/ledger").json["accounts"]
        return [line["move"] for account in accounts.values() for line in account["lines"]]

    def test_what_it_refuses(self):
        for arguments, keys, reason in (
                ((), KEYS, "say so with --live"), (("--live",), {}, "WAVESPEED_API_KEY"),
                (("--live",), {"FAL_KEY": "mk:test"}, "FAL_KEY holds a key of mockling's own"),
                (("--live", "--provider", "fal"), {"EVOLINK_API_KEY": "x"}, "environment: FAL_KEY"),
                (("--live", "--provider", "nobody"), KEYS, "nobody"),
                (("--live", "--spend", "1", "--against", "http://127.0.0.1:1"), KEYS, "--provider"),
                (("--live", "--provider", "wavespeed", "--spend", "much", "--against", "http://127.0.0.1:1"), KEYS, "amount"),
                (("--live", "--provider", "wavespeed", "--spend", "0.01", "--against", "http://127.0.0.1:1"), KEYS, "costs 0.*allows 0.01"),
                (("--live", "--against", "http://192.0.2.1"), KEYS, "unencrypted"), (("--live", "--against", "ftp://x"), KEYS, "no address"),
                (("--live", "--against", "http://127.0.0.1:1", "--today", "soon"), KEYS, "--today")):
            with self.subTest(arguments):
                self.assertRegex(verify(*arguments, code=2, keys=keys), rf"\Amockling: [^\n]*{reason}[^\n]*\n\Z")

    def test_the_same_data_agree_and_assumed_facts_are_promoted(self):
        there = self.other()
        trace, patch, data = self.folder / "trace.json", self.folder / "patch.json", self.folder / "data"
        text = verify("--live", "--against", there.url, "--trace", trace, "--promote", patch, "--today", "2026-12-31", code=0)
        self.assertNotRegex(text, "differs|silent|not so: ")
        record = json.loads(trace.read_text())
        self.assertTrue(record["agrees"])
        self.assertEqual({run["provider"] for run in record["runs"]}, {"wavespeed", "fal", "evolink"})
        for run in record["runs"]:
            self.assertEqual(run["asked"], f"{there.url} in place of {run['provider']}")
            # Every fact of the suite shows in an answer: none is claimed that cannot be seen.
            suite = json.loads((SOURCE / "conformance" / "live" / f"{run['provider']}.json").read_text())
            seen = {fact["fact"] for fact in run["facts"]}
            self.assertEqual({fact for check in suite["checks"] for fact in check.get("facts", {})} - seen, set())
        written = trace.read_text() + patch.read_text()
        self.assertNotIn(SECRET, written)
        proposal = json.loads(patch.read_text())
        self.assertEqual(proposal["untouched"], [])
        self.assertGreater(len(proposal["patch"]), 30)
        for step in proposal["patch"]:
            self.assertTrue(step["path"].startswith("/sources/"))
            self.assertEqual((step["op"], step["value"]["confidence"]), ("add", "observed"))
            self.assertIn("seen live on 2026-12-31", step["value"]["source"])
        # The edit makes data that load, with exactly these facts observed.
        verify("--live", "--provider", "wavespeed", "--against", there.url, "--promote", data, code=0)
        sources = json.loads((data / "wavespeed" / "provider.json").read_text())["sources"]
        self.assertEqual(sources["/errors/unknown_job/body"]["confidence"], "observed")
        self.assertEqual(sources["/errors"]["confidence"], "assumed")
        again = json.loads(verify("--live", "--provider", "wavespeed", "--against", there.url, "--spec-dir", data, "--promote",
                                  self.folder / "again.json", "--json", code=0))
        self.assertEqual(json.loads((self.folder / "again.json").read_text())["patch"], [])
        self.assertEqual({fact["confidence"] for fact in again["runs"][0]["facts"]} & {"assumed"}, set())

    def test_changed_data_are_found_and_named(self):
        data = self.folder / "schemas"
        shutil.copytree(SOURCE / "schemas", data)
        provider = data / "wavespeed" / "provider.json"
        facts = json.loads(provider.read_text())
        facts["errors"]["unknown_job"]["body"]["message"] = "no such task"
        facts["errors"]["unauthorized"]["status"] = 403
        facts["json_type"] = "application/json"
        provider.write_text(json.dumps(facts))
        model = data / "wavespeed" / "models" / "kling-v3.0-pro" / "text-to-video.json"
        facts = json.loads(model.read_text())
        facts["price"]["base"] = "0.6"
        model.write_text(json.dumps(facts))
        there = self.other("--spec-dir", str(data))
        patch = self.folder / "patch.json"
        record = json.loads(verify("--live", "--provider", "wavespeed", "--against", there.url, "--promote", patch, "--json", code=1))
        calls = {call["check"]: call["differences"] for call in record["runs"][0]["calls"]}
        self.assertIn({"place": "body/message", "here": '"prediction not found"', "there": '"no such task"'}, calls["unknown-job"])
        self.assertIn({"place": "status", "here": "401", "there": "403"}, calls["no-key"])
        self.assertIn({"place": "body/data/kwaivgi~1kling-v3.0-pro~1text-to-video/base_price", "here": "0.56", "there": "0.6"},
                      calls["catalog"])
        self.assertTrue(all({"place": "type", "here": "application/json; charset=utf-8", "there": "application/json"} in differences
                            for differences in calls.values()))
        self.assertEqual({each["place"] for each in calls["unknown-path"]}, {"type"})
        proposal = json.loads(patch.read_text())
        promoted = {(step["file"], step["path"]) for step in proposal["patch"]}
        self.assertIn(("wavespeed/provider.json", "/sources/~1errors~1unknown_job~1status"), promoted)
        self.assertNotIn(("wavespeed/provider.json", "/sources/~1errors~1unknown_job~1body"), promoted)
        self.assertNotIn(("wavespeed/provider.json", "/sources/~1json_type"), promoted)
        for fact in ("/errors/unknown_job/body", "/errors/unauthorized/status", "/json_type", "/price/base"):
            self.assertTrue(any(fact in line for line in proposal["untouched"]), fact)

    def test_nothing_but_free_calls_unless_money_is_given(self):
        there = self.other("--clock", "x50")
        verify("--live", "--against", there.url, code=0)
        for key in (SECRET, KEYS["FAL_KEY"]):
            self.assertLessEqual(set(self.moves(there, key)), {"fund"})
        for provider, amount in (("wavespeed", "5"), ("fal", "5"), ("evolink", "500")):
            with self.subTest(provider):
                text = verify("--live", "--provider", provider, "--against", there.url, "--spend", amount, "--poll-ms", "50", code=0)
                self.assertRegex(text, r"agrees   submit  POST")
                self.assertRegex(text, r"agrees   poll (completed|COMPLETED)  GET")
        self.assertEqual(self.moves(there, SECRET).count("reserve"), 2)  # WaveSpeed's and EvoLink's: the same key
        self.assertEqual(self.moves(there, KEYS["FAL_KEY"]).count("reserve"), 1)

    def test_over_tls_only_who_is_trusted(self):
        there = self.other("--https-port", "0")
        ask = ("--live", "--provider", "evolink", "--against", there.ready["https"])
        self.assertIn("agrees   no-key", verify(*ask, "--ca", there.ready["ca"], code=0))
        text = verify(*ask, code=1)
        self.assertNotIn("agrees", text)
        self.assertIn("silent   no-key", text)


if __name__ == "__main__":
    unittest.main()
