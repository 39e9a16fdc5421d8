"""The lab against real receivers: good ones pass, and each mistake fails exactly the cases that it should."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

from server import PROGRAM

HERE = pathlib.Path(__file__).resolve().parent / "webhooks"
SECRET = "whsec_bG9jYWwtZW11bGF0b3Itc2VjcmV0LTAxMjM0NTY3ODk="
ACK_LIMIT_MS = "1500"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def has_cryptography():
    return subprocess.run([sys.executable, "-c", "import cryptography"], capture_output=True, check=False).returncode == 0


class Lab(unittest.TestCase):
    def play(self, language, provider, mistake="", more=()):
        """The exit code and the verdicts by case."""
        port = free_port()
        command = ["node", HERE / "receiver.cjs"] if language == "node" else [sys.executable, "-B", HERE / "receiver.py"]
        environment = dict(os.environ, PROVIDER=provider, SECRET=SECRET, PROVIDER_URL=f"http://127.0.0.1:{port}", MISTAKE=mistake)
        receiver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        try:
            at = f"http://127.0.0.1:{int(receiver.stdout.readline())}"
            secret = ["--secret", SECRET] if provider == "wavespeed" else []
            done = subprocess.run([PROGRAM, "webhook-lab", "--provider", provider, "--target", at + "/hook", "--port", str(port), *secret,
                                   "--count-url", at + "/count?id={id}", "--ack-limit-ms", ACK_LIMIT_MS, "--json", "-", *more],
                                  capture_output=True, text=True, timeout=120, check=False)
        finally:
            receiver.kill()
            receiver.wait()
            receiver.stdout.close()
        self.assertIn(done.returncode, (0, 1), done.stderr)
        found = {case["id"]: case for case in json.loads(done.stdout)["cases"]}
        return done.returncode, found

    def assert_all_fail(self, rows):
        """Each row is a language, a provider, a mistake and the cases that must fail; a few at a time, as they mostly wait."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            played = [(row, pool.submit(self.play, *row[:3])) for row in rows]
            for (language, provider, mistake, expected), result in played:
                with self.subTest(language=language, provider=provider, mistake=mistake):
                    self.assert_failed(expected, *result.result())

    def assert_failed(self, expected, code, found):
        failed = {name: case["why"] for name, case in found.items() if case["verdict"] != "pass"}
        self.assertEqual(set(failed), set(expected), failed)
        self.assertEqual(code, 1 if expected else 0)

    def test_good_receivers_pass(self):
        rows = [("node", provider, "", set()) for provider in ("wavespeed", "fal", "evolink")]
        rows += [("python", provider, "", set()) for provider in ("wavespeed", "evolink")]
        self.assert_all_fail(rows + [("python", "fal", "", set())] * has_cryptography())

    def test_every_provider_has_the_cases_that_fit_its_signature(self):
        for provider, cases in (("wavespeed", 16), ("fal", 17), ("evolink", 12)):
            target = ["--target", f"http://127.0.0.1:{free_port()}/"]
            done = subprocess.run([PROGRAM, "webhook-lab", "--provider", provider, "--json", "-", *target], capture_output=True, text=True,
                                  check=False)
            self.assertEqual((done.returncode, len(json.loads(done.stdout)["cases"])), (1, cases))

    def test_each_mistake_fails_its_cases_and_no_others(self):
        unverified = {"tampered", "forged", "wrong-key", "stale"}
        rows = [("node", "wavespeed", "no-verification", unverified),
                ("node", "fal", "no-verification", unverified),
                ("node", "evolink", "no-verification", {"forged-unsigned"}),
                ("python", "wavespeed", "reserialised-body", {"odd-json"}),
                ("node", "wavespeed", "no-timestamp-check", {"stale"}),
                ("python", "wavespeed", "no-dedupe", {"replayed", "duplicate", "out-of-order"}),
                ("node", "wavespeed", "ack-after-work", {"ack-time"}),
                ("python", "evolink", "ack-after-work", {"ack-time"})]
        self.assert_all_fail(rows)

    def test_nobody_there_fails_every_case_quickly(self):
        done = subprocess.run([PROGRAM, "webhook-lab", "--provider", "wavespeed", "--target", f"http://127.0.0.1:{free_port()}/"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("connection refused", done.stdout)
        self.assertNotIn("pass ", done.stdout)

    def test_verdicts_as_junit_and_only_some_cases(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        path = pathlib.Path(folder) / "lab.xml"
        code, found = self.play("node", "wavespeed", "no-dedupe", ["--junit", str(path), "--case", "duplicate", "--case", "valid"])
        suite = xml.etree.ElementTree.parse(path).getroot()
        self.assertEqual((code, set(found)), (1, {"duplicate", "valid"}))
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))

    def test_wrong_words_are_explained(self):
        for provider, more, word in (("wavespeed", ["--target", "nonsense"], "--target is not an HTTP address"),
                                     ("fal", ["--target", "http://127.0.0.1:9/", "--case", "lost"], "--case takes: valid"),
                                     ("nobody", ["--target", "http://127.0.0.1:9/"], "nobody")):
            done = subprocess.run([PROGRAM, "webhook-lab", "--provider", provider, *more], capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main()
