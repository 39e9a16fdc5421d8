"""Adapters that hang, crash, flood or lie: none stalls the suite, none looks good in it, none leaves anything behind."""

import concurrent.futures
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE.parents[2] / "conformance" / "cases"
CONFORM, REFCLIENT = os.environ["MOCKLING_CONFORM"], os.environ["MOCKLING_REFCLIENT"]

SOME = "submit/once,submit/lost-response,submit/no-credit,end/failed,file/short"
FEW = "submit/once[fal],submit/lost-response[fal],end/failed[wavespeed],file/short[evolink]"
SPOILED = "submit/once"

# mode: (cases, exit code). None: the whole suite.
MODES = {
    "never-hello": (FEW, 4), "exits-at-once": (FEW, 4), "wrong-protocol": (FEW, 4),
    "claims-nothing": (None, 1), "ok-at-once": (None, 1), "error-at-once": (None, 1), "ok-to-all-ops": (None, 1), "made-up-file": (None, 1),
    "submits-and-makes-up": (SOME, 1), "crashes-in-each": (SOME, 1), "hangs-on-all": (None, 1), "deaf": (None, 1),
    "closes-stdout": (SOME, 1), "floods-one-line": (SOME, 1), "floods-garbage": (SOME, 1), "floods-events": (FEW, 1),
    "unsupported": (None, 1), "adapter-error": (SOME, 3),
    "honest": (FEW, 0), "crashes-on-one": (FEW, 1), "hangs-on-one": (FEW, 1), "answers-twice": (FEW, 1), "answers-for-another": (FEW, 1),
    "floods-stderr": (FEW, 0), "leaves-grandchildren": (FEW, 0),
}
# Those that no run of theirs takes part in.
IDLE = ("claims-nothing", "ok-at-once", "made-up-file", "hangs-on-all", "deaf", "unsupported")
# What a client has to wait for that never answers; with it a whole run is short.
DEADLINE_MS = 1500
HASTY = ("hangs-on-all", "deaf", "closes-stdout", "floods-events", "answers-for-another")


def hasty_cases(folder, only=None):
    """The suite with short deadlines; with `only`, for that case alone."""
    copy = folder / "cases"
    shutil.copytree(CASES, copy)
    for path in copy.rglob("*.json"):
        case = json.loads(path.read_text(encoding="utf-8"))
        if only in (None, case["id"]):
            path.write_text(json.dumps({**case, "deadline_ms": DEADLINE_MS}), encoding="utf-8")
    return copy


class Run:
    """One run of the suite with an adapter of a mode: how it ended, what it reported, what it took."""

    def __init__(self, mode):
        cases, _ = MODES[mode]
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            target = folder / "pids" if mode == "leaves-grandchildren" else SPOILED
            adapter = shlex.join([sys.executable, "-B", str(HERE / "degenerate.py"), mode, REFCLIENT, str(target), name])
            command = [CONFORM, "--driver", adapter, "--seed", "1", "--jobs", "64" if mode == "deaf" else "8", "--reporter", "compact",
                       "--report", str(folder / "report.json"),
                       "--cases", str(hasty_cases(folder, None if mode in HASTY else SPOILED if mode == "hangs-on-one" else "none"))]
            began = time.monotonic()
            with (folder / "out").open("w+b") as out:
                process = subprocess.Popen(command + ([cases] if cases else []), stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                out.seek(0)
                self.said = out.read().decode(errors="replace")
            self.seconds, self.exit, self.mib = time.monotonic() - began, process.returncode, usage.ru_maxrss / 1024
            report = folder / "report.json"
            self.report = json.loads(report.read_text(encoding="utf-8")) if report.exists() else None
            self.named = sorted(commands_with(name))
            self.left = (folder / "pids").read_text(encoding="ascii").split() if (folder / "pids").exists() else []

    def verdicts(self):
        return {f"{case['id']}#{check['check']}": check["verdict"] for case in self.report["cases"] for check in case["checks"]}

    def checks(self):
        return [(case, check) for case in self.report["cases"] for check in case["checks"]]


def commands_with(word):
    """The processes in whose command line this word stands."""
    for entry in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if word in command:
            yield command.replace("\0", " ")


def lives(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Degenerate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            cls.runs = dict(zip(MODES, pool.map(Run, MODES)))

    def each(self, *modes):
        for mode in modes or MODES:
            with self.subTest(mode):
                yield self.runs[mode]

    def test_the_exit_code_is_the_one_of_the_design(self):
        for run, (mode, (_, code)) in zip(self.each(), MODES.items()):
            self.assertEqual(run.exit, code, mode + ": " + run.said[-1500:])

    def test_who_takes_no_part_holds_nothing(self):
        for run in self.each(*IDLE):
            self.assertEqual(run.report["totals"]["must"]["held"], 0, [f"{case['id']}#{check['check']}" for case, check in run.checks() if check["verdict"] == "pass"])
            self.assertEqual(run.report["totals"]["verdicts"]["pass"], 0)

    def test_who_claims_all_and_does_nothing_holds_only_what_asks_for_silence(self):
        for run in self.each("ok-to-all-ops"):
            for case, check in run.checks():
                if check["verdict"] == "pass":
                    self.assertIn("no ", check["expected"], case["id"])

    def test_who_refuses_everything_delivers_nothing(self):
        for run in self.each("error-at-once"):
            for case, check in run.checks():
                if "byte for byte" in check["expected"] or check["receipt"]:
                    self.assertNotEqual(check["verdict"], "pass", f"{case['id']}#{check['check']}")

    def test_made_up_files_are_no_videos(self):
        for run in self.each("submits-and-makes-up", "made-up-file"):
            for case, check in run.checks():
                if "file" in check["check"] or "whole" in check["requires"]:
                    self.assertNotEqual(check["verdict"], "pass", case["id"])

    def test_who_comes_to_no_end_holds_nothing(self):
        for run in self.each("crashes-in-each", "closes-stdout", "floods-one-line", "floods-garbage", "floods-events", "answers-for-another"):
            self.assertEqual(run.report["totals"]["must"]["held"], 0)
            self.assertTrue(all(case["verdict"] == "fail" for case in run.report["cases"]))

    def test_one_bad_case_leaves_the_others_their_verdicts(self):
        honest = self.runs["honest"].verdicts()
        self.assertEqual(set(honest.values()), {"pass"})
        for run in self.each("crashes-on-one", "hangs-on-one"):
            verdicts = run.verdicts()
            self.assertEqual(verdicts[f"{SPOILED}[fal]#answers"], "fail")
            for name, verdict in honest.items():
                if not name.startswith(SPOILED):
                    self.assertEqual(verdicts[name], verdict, name)

    def test_a_broken_protocol_is_named(self):
        self.assertIn("second result for run", self.runs["answers-twice"].said)
        self.assertIn("which there was none of", self.runs["answers-for-another"].said)
        self.assertIn("a line that is no JSON", self.runs["floods-garbage"].said)
        self.assertIn("more than 1 MiB", self.runs["floods-one-line"].said)
        self.assertIn("never said hello", self.runs["wrong-protocol"].said)
        self.assertIn("nothing was judged", self.runs["claims-nothing"].said)

    def test_the_fault_of_an_adapter_is_not_the_clients(self):
        for case in self.runs["adapter-error"].report["cases"]:
            self.assertEqual([check["verdict"] for check in case["checks"]], ["harness_error"], case["id"])

    def test_what_is_claimed_must_be_supported(self):
        for case in self.runs["unsupported"].report["cases"]:
            if case["verdict"] != "not_claimed":
                self.assertEqual(case["verdict"], "fail", case["id"])

    def test_time_and_memory_are_bounded(self):
        for run, mode in zip(self.each(), MODES):
            self.assertLess(run.seconds, 200, mode)
            self.assertLess(run.mib, 600, mode)

    def test_nothing_is_left_behind(self):
        self.assertEqual(len(self.runs["leaves-grandchildren"].left) % 2, 0)
        self.assertGreater(len(self.runs["leaves-grandchildren"].left), 1)
        for run in self.each():
            self.assertEqual([pid for pid in run.left if lives(pid)], [])
            self.assertEqual(run.named, [])


if __name__ == "__main__":
    unittest.main()
