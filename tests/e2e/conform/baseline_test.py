"""mockling-conform with a baseline, on the reference client and one of its mutants: what is known to fail may, and must."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

CONFORM, CLIENT = os.environ["MOCKLING_CONFORM"], os.environ["MOCKLING_REFCLIENT"]
CASE = "submit/once[fal]"
BROKEN = ["--mutant", "submit-twice"]


class Baseline(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.expect = self.folder / "conformance.expect"

    def conform(self, *arguments):
        """(exit code, what it said on stderr, its report)"""
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        done = subprocess.run([CONFORM, "--driver", CLIENT, "--report", report, *arguments], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stderr, json.loads(report.read_text(encoding="utf-8")) if report.exists() else None

    def verdicts(self, report):
        return {check["check"]: check["verdict"] for case in report["cases"] for check in case["checks"]}

    def test_a_failure_is_known_until_it_is_gone(self):
        update = ["--baseline", self.expect, "--update-baseline"]
        code, said, report = self.conform(CASE, *BROKEN, *update)
        self.assertEqual(code, 1, said)
        failed = sorted(name for name, verdict in self.verdicts(report).items() if verdict == "fail")
        self.assertTrue(failed)
        lines = self.expect.read_text(encoding="utf-8").splitlines()
        self.assertEqual(sorted(line.split()[0] for line in lines), [f"{CASE}#{name}" for name in failed])
        for line in lines:
            self.assertIn("+" + line + "\n", said)

        code, said, report = self.conform(CASE, *BROKEN, "--baseline", self.expect)
        self.assertEqual(code, 0, said)
        self.assertEqual({self.verdicts(report)[name] for name in failed}, {"xfail"})

        code, said, report = self.conform(CASE, "--baseline", self.expect)
        self.assertEqual(code, 1, said)
        self.assertEqual({self.verdicts(report)[name] for name in failed}, {"xpass"})
        self.assertEqual(len(report["stale"]), len(failed))
        self.assertIn("passes now", said)

        code, said, _ = self.conform(CASE, *update)
        self.assertEqual((code, self.expect.read_text(encoding="utf-8")), (1, ""), said)
        self.assertEqual(self.conform(CASE, "--baseline", self.expect)[0], 0)

    def test_lines_without_meaning_or_time_fail_the_run(self):
        self.expect.write_text("no/such[fal] # a typing error\nfile/* until=2020-01-01 # long gone\npoll/* # left out of this run\n", encoding="utf-8")
        code, _, report = self.conform(CASE, "--baseline", self.expect)
        self.assertEqual(code, 1)
        self.assertEqual(report["stale"], ["line 1: no/such[fal]: means no check of the suite", "line 2: file/*: expired on 2020-01-01"])

    def test_mistakes_are_told_before_anything_runs(self):
        self.expect.write_text("submit/once[fal]\nsubmit/once[ # why\n", encoding="utf-8")
        code, said, report = self.conform(CASE, "--baseline", self.expect)
        self.assertEqual((code, report), (2, None))
        self.assertIn("conformance.expect:1: it does not say why", said)
        self.assertIn("conformance.expect:2:", said)
        for wrong in (["--update-baseline"], ["--baseline", self.folder / "none"], ["--report", self.folder / "report.pdf"], ["--shard", "3/2"]):
            self.assertEqual(self.conform(CASE, *wrong)[::2], (2, None), wrong)

    def test_every_form_is_written_at_once(self):
        forms = [self.folder / name for name in ("a.html", "a.md", "a.badge.json", "a.ctrf.json", "a.github.txt", "a.txt")]
        code, said, report = self.conform(CASE, *(word for form in forms for word in ("--report", form)))
        self.assertEqual(code, 0, said)
        must = report["totals"]["must"]
        self.assertEqual(must["held"], must["of"])
        for form in forms:
            self.assertIn("mockling", form.read_text(encoding="utf-8"), form)
        self.assertEqual(json.loads(forms[2].read_text(encoding="utf-8"))["color"], "brightgreen")


if __name__ == "__main__":
    unittest.main()
