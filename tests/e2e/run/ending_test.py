"""What `mockling run` says at the end: of a clean program nothing, of others what they did wrong, with proof."""

import json
import unittest
import xml.etree.ElementTree

from running import PROGRAMS, Folder, run

# The start of a program on Python's own library: submit, ask and fetch, each counted by the reader.
HEAD = """
import json, time, urllib.request, os
API = "https://api.wavespeed.ai/api/v3"
def ask(method, url, body=None, key=True):
    headers = {"Content-Type": "application/json"}
    if key: headers["Authorization"] = "Bearer " + os.environ["WAVESPEED_API_KEY"]
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, headers, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer: return answer.read()
def submit(prompt="a red fox"): return json.loads(ask("POST", API + "/kwaivgi/kling-video-o3-4k/text-to-video", {"prompt": prompt, "duration": 3}))["data"]["id"]
def result(job): return json.loads(ask("GET", f"{API}/predictions/{job}/result"))["data"]
def wait(job):
    while (data := result(job))["status"] not in ("completed", "failed"): time.sleep(0.15)
    return data
def fetch(data): return ask("GET", data["outputs"][0], key=False)
"""


def program(tail, *flags):
    """The ended run and its record."""
    with Folder() as folder:
        report = folder / "report.json"
        done = run("python3", "-c", HEAD + tail, flags=["--report", str(report), *flags], timeout=90)
        return done, json.loads(report.read_text(encoding="utf-8"))


def monitors(record):
    return [finding["monitor"] for finding in record["findings"]]


class Ending(unittest.TestCase):
    def test_a_clean_program_is_reported_clean(self):
        done, record = program("fetch(wait(submit()))", "--fail-on", "should")
        self.assertEqual((done.returncode, record["findings"]), (0, []), done.stderr)
        self.assertEqual((record["jobs"], record["clips"]), (1, 1))
        self.assertRegex(done.stderr, r"mockling: \d+ requests, 1 job, 1 clip; (USD )?\$?1\.26( USD)? not spent\nmockling: nothing amiss was noticed\n")

    def test_paying_twice_is_proved(self):
        done, record = program("submit(); fetch(wait(submit()))", "--fail-on", "must")
        self.assertEqual(done.returncode, 99, done.stderr)
        self.assertEqual(monitors(record)[0], "dup-submit")
        finding = record["findings"][0]
        self.assertEqual((finding["level"], finding["basis"], len(finding["lines"])), ("must", "safety", 2))
        for line in finding["lines"]:
            self.assertIn("POST /api/v3/kwaivgi/kling-video-o3-4k/text-to-video -> 200", line)
            self.assertIn(line, done.stderr)

    def test_two_clips_that_are_wanted_are_no_mistake(self):
        done, record = program("[fetch(wait(job)) for job in [submit(), submit()]]", "--fail-on", "should")
        self.assertEqual((done.returncode, record["findings"]), (0, []), done.stderr)

    def test_polling_after_the_end_is_proved(self):
        done, record = program("job = submit(); fetch(wait(job))\nfor _ in range(4): result(job); time.sleep(0.15)", "--fail-on", "should")
        self.assertEqual((done.returncode, monitors(record)), (99, ["poll-after-terminal"]), done.stderr)
        self.assertEqual(len(record["findings"][0]["lines"]), 3)

    def test_busy_polls_are_proved(self):
        # On one connection, so that a busy machine does not make the client look patient.
        tail = """
import http.client
job = submit("[[mockling: run=30s]]")
api = http.client.HTTPConnection(os.environ["MOCKLING_URL"].removeprefix("http://"))
for _ in range(20):
    api.request("GET", f"/api/v3/predictions/{job}/result", headers={"Authorization": "Bearer " + os.environ["WAVESPEED_API_KEY"]})
    api.getresponse().read()
fetch(wait(job))"""
        done, record = program(tail)
        self.assertEqual((done.returncode, monitors(record)), (0, ["poll-floor"]), done.stderr)

    def test_a_key_for_a_foreign_host_is_proved(self):
        tail = """
try: ask("POST", "http://telemetry.example.com/v1/events", {})
except Exception as error: print(error)
fetch(wait(submit()))"""
        done, record = program(tail, "--fail-on", "must")
        self.assertEqual((done.returncode, monitors(record)), (99, ["key-to-foreign-host"]), done.stderr)
        self.assertIn("mockling refuses telemetry.example.com", done.stdout)
        self.assertEqual(record["findings"][0]["lines"], ["POST http://telemetry.example.com/v1/events HTTP/1.1 -> 403, refused by mockling"])

    def test_clips_that_nobody_takes_are_wasted_money(self):
        done, record = program("wait(submit())", "--fail-on", "waste")
        self.assertEqual((done.returncode, monitors(record)), (99, ["waste", "unconsumed-output"]), done.stderr)
        self.assertIn("would have been wasted", done.stderr)

    def test_the_commands_own_failure_comes_first(self):
        done, _ = program("submit(); fetch(wait(submit())); raise SystemExit(5)", "--fail-on", "must")
        self.assertEqual(done.returncode, 5)

    def test_reports_are_what_their_names_say(self):
        with Folder() as folder:
            paths = [folder / name for name in ("report.xml", "report.html", "report.json")]
            flags = [word for path in paths for word in ("--report", str(path))]
            done = run("curl", "-sS", "-m", "5", "http://<b>.example.com/<x>", flags=["--quiet", *flags])
            self.assertNotIn("mockling: ", done.stderr)
            suite = xml.etree.ElementTree.parse(paths[0]).getroot()
            self.assertEqual((suite.tag, suite.get("failures")), ("testsuite", "0"))
            page = paths[1].read_text(encoding="utf-8")
            self.assertTrue(page.startswith("<!doctype html>"))
            self.assertNotRegex(page, r"(?i)<(script|link|img)|http://(?!&lt;)[a-z]+\.[a-z]+/\S*\.(js|css)")
            self.assertEqual(json.loads(paths[2].read_text(encoding="utf-8"))["command"]["outlived"], 0)
        done = run("echo", "ran", flags=["--report", "report.pdf"])
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(".json, .xml (JUnit), .html or .har", done.stderr)

    def test_failures_in_junit_carry_their_proof(self):
        with Folder() as folder:
            report = folder / "report.xml"
            run("python3", "-c", HEAD + "submit(); fetch(wait(submit()))", flags=["--report", str(report)])
            suite = xml.etree.ElementTree.parse(report).getroot()
            case = suite.find("testcase[@name='dup-submit']")
            self.assertIn("are the same submit", case.find("failure").get("message"))
            self.assertEqual(case.find("failure").text.count("POST /api/v3/"), 2)

    def test_a_fault_that_nothing_met_is_told(self):
        done, record = program("fetch(wait(submit()))", "--fault", "status@cancel:1 code=500")
        self.assertEqual((done.returncode, monitors(record)), (0, ["forced-fault-untested"]), done.stderr)

    def test_a_submit_repeated_after_a_lost_answer_is_proved(self):
        tail = """
def insist():
    try: return submit()
    except Exception: return submit()
fetch(wait(insist()))"""
        done, record = program(tail, "--fault", "lost-response@submit:1", "--fail-on", "must")
        self.assertEqual((done.returncode, monitors(record)), (99, ["dup-submit", "waste"]), done.stderr)
        self.assertIn("after the first answer was lost", record["findings"][0]["says"])
        self.assertEqual(len(record["findings"][0]["lines"]), 2)

    def test_a_key_at_a_link_or_in_a_url_is_proved(self):
        tail = """
data = wait(submit())
ask("GET", data["outputs"][0])
key = os.environ["WAVESPEED_API_KEY"]
ask("GET", f"{API}/predictions/{data['id']}/result?api_key={key}")"""
        done, record = program(tail, "--fail-on", "must")
        self.assertEqual((done.returncode, monitors(record)), (99, ["key-at-file-host", "key-in-url"]), done.stderr)
        self.assertNotIn("api_key=mk_run", done.stderr)

    def test_impatience_is_proved(self):
        tail = """
job = submit()
try: result(job)
except Exception: pass
fetch(wait(job))"""
        done, record = program(tail, "--fault", "status@poll:1 code=429 retry_after=600s", "--fail-on", "must")
        self.assertEqual((done.returncode, monitors(record)), (99, ["retry-after"]), done.stderr)
        self.assertIn("was told to wait 600000 ms", done.stderr)

    def test_a_download_that_broke_off_is_proved(self):
        tail = """
data = wait(submit())
try: fetch(data)
except Exception as error: print(type(error).__name__)"""
        done, record = program(tail, "--fault", "close@file:1 phase=mid_body@50%", "--fail-on", "must")
        self.assertEqual((done.returncode, done.stdout, monitors(record)), (99, "IncompleteRead\n", ["short-download", "waste"]), done.stderr)

    def test_the_exchanges_are_an_archive(self):
        with Folder() as folder:
            archive = folder / "run.har"
            done = run("python3", "-c", HEAD + "fetch(wait(submit()))", flags=["--report", str(archive)])
            self.assertEqual(done.returncode, 0, done.stderr)
            text = archive.read_text(encoding="utf-8")
            entries = json.loads(text)["log"]["entries"]
            self.assertEqual(entries[0]["request"]["method"], "POST")
            self.assertEqual(entries[-1]["request"]["method"], "GET")
            self.assertNotIn("Bearer mk_run", text)

    def test_the_same_seed_gives_the_same_ids(self):
        first, second = (run("python3", "-c", HEAD + "print(submit())", flags=["--seed", "7", "--quiet"]).stdout for _ in range(2))
        self.assertEqual(len(first.strip()), len(second.strip()))
        self.assertTrue(first.strip())

    def test_a_scenario_applies(self):
        done, record = program("print(wait(submit())['status'])", "--scenario", "moderated")
        self.assertEqual(done.stdout, "failed\n", done.stderr)
        self.assertEqual((record["jobs"], record["clips"], monitors(record)), (1, 0, []))


if __name__ == "__main__":
    assert PROGRAMS.is_dir()
    unittest.main()
