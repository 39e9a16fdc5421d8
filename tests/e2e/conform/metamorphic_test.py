"""What cannot change a verdict: the order, how many cases run at once, how the suite is split, the seed, the door, and chance."""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
CONFORM, REFCLIENT = os.environ["MOCKLING_CONFORM"], os.environ["MOCKLING_REFCLIENT"]
CURL = f"bash {shlex.quote(str(ROOT / 'conformance' / 'adapters' / 'curl-sh' / 'generate.sh'))}"

# Enough of every kind for what is repeated: faults, receipts, ends, odd answers.
SOME = "[submit][fal],[end][fal],[fwd],[nsfw]"
REPETITIONS = 20


def reported(*arguments, cases=None, client=("--driver", REFCLIENT), jobs=16, seed=1):
    """The cases of a run's report; its exit code is of no interest here."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "report.json")
        command = [CONFORM, *client, "--jobs", str(jobs), "--seed", str(seed), "--report", str(report), "--reporter", "compact", *arguments]
        done = subprocess.run(command + ([cases] if cases else []), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300, check=False)
        if not report.exists():
            raise AssertionError(done.stderr)
        return json.loads(report.read_text(encoding="utf-8"))["cases"]


def verdicts(cases):
    return {f"{case['id']}#{check['check']}": check["verdict"] for case in cases for check in case["checks"]}


def settled(*arguments, expected=None, **options):
    """The verdicts of a run. What differs from the expected ones (by default: passes) is played once more, and is as it was then: a busy
    machine makes failures of its own, but not the same ones twice."""
    first = verdicts(reported(*arguments, **options))
    wanted = expected or dict.fromkeys(first, "pass")
    if all(first[name] == wanted.get(name) for name in first):
        return first
    again = verdicts(reported(*arguments, **options))
    return {name: verdict if verdict == wanted.get(name) else again[name] for name, verdict in first.items()}


class Metamorphic(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.whole = settled()
        cls.some = settled(cases=SOME)

    def test_the_whole_is_judged(self):
        self.assertGreater(len(self.whole), 250)
        self.assertGreater(len(self.some), 50)
        self.assertEqual(self.some, {name: self.whole[name] for name in self.some})

    def test_order(self):
        self.assertEqual(settled("--order", "rand", "--rng-seed", "1", expected=self.whole), self.whole)
        for seed in ("2", "3"):
            self.assertEqual(settled("--order", "rand", "--rng-seed", seed, cases=SOME, expected=self.some), self.some)

    def test_how_many_at_once(self):
        for jobs in (1, 4):
            self.assertEqual(settled(cases=SOME, jobs=jobs, expected=self.some), self.some)

    def test_parts(self):
        parts = [settled("--shard", f"{part}/3", expected=self.whole) for part in (1, 2, 3)]
        self.assertEqual(sum(len(part) for part in parts), len(self.whole))
        self.assertEqual({**parts[0], **parts[1], **parts[2]}, self.whole)

    def test_seed(self):
        self.assertEqual(settled(cases=SOME, seed=2, expected=self.some), self.some)

    def test_repetition(self):
        for time in range(REPETITIONS):
            self.assertEqual(settled(cases=SOME, expected=self.some), self.some, f"repetition {time + 1}")

    def test_a_broken_client(self):
        def failed(*arguments, **options):
            return {name for name, verdict in verdicts(reported("--mutant", "retry-post-on-reset", *arguments, cases="[submit]", **options)).items() if verdict != "pass"}
        usual = failed()
        self.assertIn("submit/lost-response[fal]#billable-once", usual)
        self.assertEqual(failed(jobs=2), usual)
        self.assertEqual(failed("--order", "rand", "--rng-seed", "7", seed=3), usual)

    def test_doors(self):
        """One program, as a command and behind a driver: what both can be asked in the same words is answered alike."""
        def answers(client):
            return {f"{case['id']}#{check['check']}": (check["expected"], check["verdict"])
                    for case in reported(cases="[submit][fal],[end][fal],[file][wavespeed]", client=client, jobs=8) for check in case["checks"]
                    if check["verdict"] != "not_claimed"}
        driver = answers(("--driver", shlex.join([sys.executable, "-B", str(HERE / "driver_of_command.py"), CURL])))
        command = answers(("--cmd", CURL))
        both = {name for name in driver.keys() & command.keys() if driver[name][0] == command[name][0]}
        self.assertGreater(len(both), 15)
        self.assertEqual({name: driver[name][1] for name in both}, {name: command[name][1] for name in both})


if __name__ == "__main__":
    unittest.main()
