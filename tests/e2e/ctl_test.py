"""`mockling ctl`: the control plane on the command line, against a running server."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from server import PROGRAM, SUBMIT, Server


def ctl(*arguments, url="", key="mk_ctl", stdin="", token=""):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOCKLING_")}
    environment.update(MOCKLING_URL=url, MOCKLING_KEY=key, MOCKLING_TOKEN=token)
    return subprocess.run([PROGRAM, "ctl", *arguments], input=stdin, capture_output=True, text=True, timeout=30, check=False,
                          env=environment)


class Ctl(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--clock", "manual", "--media", "off").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def setUp(self):
        self.key = "mk_ctl_" + self._testMethodName
        self.client = self.server.client(self.key)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def ctl(self, *arguments, code=0, **more):
        done = ctl(*arguments, url=self.server.url, key=self.key, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if code == 0:
            self.assertEqual(done.stderr, "")
        return done.stdout

    def json(self, *arguments, **more):
        return json.loads(self.ctl("--json", *arguments, **more))

    def test_a_world_is_looked_at_and_moved(self):
        job = self.client.submit(prompt="a cat")["id"]
        self.assertEqual(self.json("world")["requests"], 1)
        text = self.ctl("advance", "1h")
        self.assertIn("succeeded", text)
        self.assertIn(job, text)
        self.assertEqual(self.client.result(job)["status"], "completed")
        self.assertEqual(self.json("clock", "x60")["clock_permille"], 60000)
        self.assertEqual(self.json("clock", "manual")["clock_permille"], 0)
        self.assertEqual(self.json("scenario", "moderated")["scenario"]["endings"][0]["ending"], "moderated")

    def test_a_scenario_may_be_a_file(self):
        path = self.folder / "mine.json"
        path.write_text('{"balance": "1.00"}', encoding="utf-8")
        self.assertEqual(self.json("scenario", str(path))["scenario"]["balance"], "1.00")
        path.write_text("{", encoding="utf-8")
        self.assertEqual(self.ctl("scenario", str(path), code=2), "")

    def test_money_and_requests_are_tables(self):
        self.client.submit(prompt="a cat")
        self.ctl("advance", "1h")
        self.assertRegex(self.ctl("ledger"), r"wavespeed: spent [\d.]+ USD for no clip")
        lines = self.ctl("journal").splitlines()
        self.assertEqual(lines[0].split(), ["number", "at", "method", "path", "operation", "status", "job"])
        self.assertIn(SUBMIT, lines[1])
        self.assertEqual(len(self.json("journal", "method=POST", "limit=5")["entries"]), 1)
        self.assertEqual(self.ctl("journal", "status=500"), "no entries\n")

    def test_an_archive_goes_to_a_file(self):
        self.client.submit(prompt="a cat")
        path = self.folder / "exchanges.har"
        self.assertEqual(self.ctl("har", str(path)), "")
        log = json.loads(path.read_text(encoding="utf-8"))["log"]
        self.assertEqual(log["entries"][0]["request"]["method"], "POST")
        self.assertNotIn(self.key, json.dumps(log))

    def test_a_failed_verdict_is_code_one(self):
        self.client.submit(prompt="a cat")
        met, missed = ({"expect": [{"operation": "submit", "body": {"prompt": prompt}, "count": 1}]} for prompt in ("a cat", "a dog"))
        self.assertIn("pass", self.ctl("verify", "-", stdin=json.dumps(met)))
        told = self.ctl("verify", "-", stdin=json.dumps(missed), code=1)
        self.assertIn('body.prompt: wanted a dog, was a cat', told)

    def test_a_world_is_exported_imported_reset_and_deleted(self):
        self.client.submit(prompt="a cat")
        path = self.folder / "world.json"
        self.ctl("export", str(path))
        before = self.json("world")
        self.assertEqual(self.json("reset", "7")["seed"], 7)
        self.assertEqual(self.json("world")["jobs"], {})
        self.assertEqual(self.json("import", str(path))["jobs"], before["jobs"])
        self.assertIn(before["world"], self.ctl("worlds", "limit=1000"))
        self.assertTrue(self.json("delete")["deleted"])

    def test_the_switches_and_a_limit(self):
        self.assertRegex(self.ctl("switches"), r"wavespeed +outputs +\w+")
        self.assertEqual(self.json("limit", "5.00 USD")["spending_limit"], ["5 USD"])

    def test_complaints_are_one_line_each_with_their_code(self):
        for arguments, code, reason in (
                (["advance", "soon"], 1, "advance"), (["clock", "fast"], 1, "real, manual or xN"), (["scenario", "no-such"], 1, "no-such"),
                (["journal", "state=1"], 1, "operation"), (["journal", "state"], 2, "NAME=VALUE"), (["verify", "/no/such"], 2, "/no/such"),
                (["import", "/no/such"], 2, "/no/such"), (["har", "/no/such/file"], 2, "/no/such/file"), (["reset", "x"], 2, "whole number"),
                (["limit", "much"], 1, "spending_limit"), (["advance"], 2, "VALUE"), (["bogus"], 2, "bogus"), ([], 2, "which verb"),
                (["world", "more"], 2, "more"), (["--url", "nowhere", "world"], 2, "nowhere"),
                (["--url", "http://127.0.0.1:1", "world"], 2, "127.0.0.1:1"), (["--key", "", "world"], 1, "Authorization")):
            with self.subTest(" ".join(arguments)):
                done = ctl(*arguments, url=self.server.url, key=self.key)
                self.assertEqual((done.returncode, done.stdout), (code, ""), done.stderr)
                self.assertRegex(done.stderr, r"\Amockling: [^\n]+\n\Z")
                self.assertIn(reason, done.stderr)


class Access(unittest.TestCase):
    def test_a_server_beyond_loopback_draws_a_token_and_wants_it(self):
        with Server("--host", "0.0.0.0", "--media", "off") as server:
            url = server.url.replace("0.0.0.0", "127.0.0.1")
            token = server.ready["control_token"]
            self.assertRegex(token, r"\A[0-9a-f]{32}\Z")
            self.assertEqual(ctl("world", url=url, token=token).returncode, 0)
            refused = ctl("world", url=url)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("Mockling-Token", refused.stderr)
            self.assertEqual(ctl("health", url=url).returncode, 0)

    def test_a_page_is_kept_out_unless_it_is_allowed(self):
        with Server("--control-origin", "http://localhost:3000", "--media", "off") as server:
            client = server.client("mk_page")
            self.assertEqual(client.get("/_mockling/world", headers={"Origin": "http://evil.example"}).status, 403)
            allowed = client.get("/_mockling/world", headers={"Origin": "http://localhost:3000"})
            self.assertEqual((allowed.status, allowed.headers["Access-Control-Allow-Origin"]), (200, "http://localhost:3000"))


if __name__ == "__main__":
    unittest.main()
