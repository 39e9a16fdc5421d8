"""mockling-conform beside its cases: any program observed, other readings of the pages, a client held against other data.

Environment: MOCKLING_CONFORM, MOCKLING_REFCLIENT (the programs).
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
CONFORM = os.environ["MOCKLING_CONFORM"]
REFCLIENT = os.environ["MOCKLING_REFCLIENT"]
IMPATIENT = """
import json, urllib.request
URL = "https://api.wavespeed.ai/api/v3/kwaivgi/kling-video-o3-4k/text-to-video"
ASK = urllib.request.Request(URL, json.dumps({"prompt": "a fox"}).encode(), {"Authorization": "Bearer mk_observed", "Content-Type": "application/json"})
for attempt in range(2):
    try:
        urllib.request.urlopen(ASK).read()
        break
    except OSError:
        pass
"""


def conform(*arguments):
    return subprocess.run([CONFORM, *arguments], capture_output=True, text=True, timeout=120, check=False)


class Observe(unittest.TestCase):
    def observed(self, *more):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder, "report.json")
            done = conform("--observe", "--report", str(report), *more, "--", sys.executable, "-c", IMPATIENT)
            return done, json.loads(report.read_text(encoding="utf-8"))

    def test_a_submit_that_is_repeated_after_its_answer_was_lost_fails(self):
        done, report = self.observed("--fault", "lost-response@submit:1")
        self.assertEqual(done.returncode, 1, done.stderr)
        verdicts = {case["case"]: case["verdict"] for case in report["cases"]}
        self.assertEqual(verdicts["observe/dup-submit"], "fail", verdicts)
        self.assertEqual(report["door"], "observe")

    def test_the_same_program_without_the_fault_passes(self):
        done, report = self.observed()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({case["verdict"] for case in report["cases"]} - {"pass", "warn"}, set())


class Against(unittest.TestCase):
    def changed(self, folder):
        data = pathlib.Path(folder, "schemas")
        shutil.copytree(ROOT / "schemas", data)
        dear = data / "wavespeed/models/kling-video-o3-4k/text-to-video.json"
        dear.write_text(dear.read_text(encoding="utf-8").replace('"per_second": "0.42"', '"per_second": "0.50"'), encoding="utf-8")
        narrow = data / "fal/models/kling-video/o3/4k/text-to-video.json"
        model = json.loads(narrow.read_text(encoding="utf-8"))
        model["input"]["properties"]["duration"]["enum"].remove("5")
        model["input"]["properties"]["duration"]["default"] = "6"
        narrow.write_text(json.dumps(model), encoding="utf-8")
        return str(data)

    def test_what_would_cost_more_or_be_refused_is_told_with_the_case_that_asks_for_it(self):
        with tempfile.TemporaryDirectory() as folder:
            done = conform("--driver", REFCLIENT, "submit/once", "--against", self.changed(folder))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("submit/once[wavespeed] line 1, kwaivgi/kling-video-o3-4k/text-to-video: costs 2.5 USD instead of 2.1 USD", done.stdout)
        self.assertIn("submit/once[fal] line 1, fal-ai/kling-video/o3/4k/text-to-video: is refused", done.stdout)
        self.assertIn("2 of 3 different submits would change", done.stdout)

    def test_the_same_data_changes_nothing(self):
        done = conform("--driver", REFCLIENT, "submit/once", "--against", str(ROOT / "schemas"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 of 3 different submits would change", done.stdout)

    def test_no_data_is_said_before_anything_runs(self):
        done = conform("--driver", "false", "--against", "/nowhere/at/all")
        self.assertIn("--against /nowhere/at/all", done.stderr)


# What a reading takes away: where no flag is ever told, none can reach the caller.
UNTOLD = {"nsfw-flags": "nsfw"}


class Universes(unittest.TestCase):
    def test_the_reference_client_holds_in_every_reading_of_the_pages(self):
        """The areas in which a reading can matter to a client, for the provider whose page it is."""
        for provider in ("wavespeed", "fal", "evolink"):
            switches = json.loads((ROOT / f"schemas/{provider}/switches.json").read_text(encoding="utf-8"))["switches"]
            for switch in switches:
                for reading in switch["readings"]:
                    if reading == switch["default"]:
                        continue
                    areas = ",".join([f"submit/once[{provider}]"] + [f"[{area}][{provider}]" for area in ("end", "fwd", "nsfw")
                                                                    if area != UNTOLD.get(switch["name"])])
                    with self.subTest(provider=provider, switch=switch["name"], reading=reading):
                        for _ in range(2):  # a busy machine may fail it once
                            done = conform("--driver", REFCLIENT, "--switch", f"{provider}:{switch['name']}={reading}", "--jobs", "32", "-r", "compact",
                                           areas)
                            if done.returncode == 0:
                                break
                        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class Mistakes(unittest.TestCase):
    def test_each_has_one_line_and_its_own_exit_code(self):
        for arguments, status, words in (
                (("--driver", "true"), 4, "never said hello"),
                (("submit/once",), 2, "--driver CMD, --cmd CMD and --observe"),
                (("--driver", "true", "--cmd", "true"), 2, "one of --driver CMD"),
                (("--driver", "true", "--seed", "x"), 2, "--seed takes a whole number"),
                (("--driver", "true", "--jobs", "0"), 2, "--jobs takes 1 to 256"),
                (("--driver", "true", "--basis", "opinion"), 2, "documented,standard,safety,convention"),
                (("--driver", "true", "--shard", "6/5"), 2, "--shard takes"),
                (("--driver", "true", "--report", "x.pdf"), 2, ".html"),
                (("--driver", "true", "no/such-case"), 2, "--list"),
                (("--driver", "true", "--update-baseline"), 2, "--baseline"),
                (("--observe",), 2, "--observe -- PROGRAM"),
                (("--driver", "true", "--switch", "nothing=here"), 3, "there is no switch nothing")):
            with self.subTest(arguments=arguments):
                done = conform(*arguments)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
