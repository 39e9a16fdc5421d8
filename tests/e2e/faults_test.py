"""Every kind of fault, as curl, Node's fetch and Python's http.client meet it, with its receipt (faults/cases.json)."""

import base64
import concurrent.futures
import gzip
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from server import SUBMIT, Server

HERE = pathlib.Path(__file__).resolve().parent / "faults"
CASES = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))["cases"]
DONE = "[[mockling: queue=0s, run=0s]]"
PATIENCE, ENOUGH = 1.5, 30


class Outcome:
    """What a client had of an exchange: an error of its own, or an answer."""

    def __init__(self, error=None, status=None, headers=None, body=b""):
        self.error, self.status, self.body = error, status, body
        self.headers = {name.lower(): value for name, value in (headers or {}).items()}

    def __repr__(self):
        return f"{self.error or self.status} {self.headers} {self.body[:200]}"


class Asked:
    """One case by one client: a world of its own, with a finished job to ask about."""

    def __init__(self, server, client, number, case):
        self.case, self.client, self.on = case, client, case["on"]
        self.key = f"mk_fault_{client}_{number}"
        self.helper = server.client(self.key)
        self.url = server.url + SUBMIT
        if self.on != "submit":
            job = self.helper.submit(prompt=DONE, duration=3)["id"]
            self.url = f"{server.url}/api/v3/predictions/{job}/result"
        if self.on == "file":
            self.url = self.helper.result(job)["outputs"][0]
            self.clip = self.helper.get(self.url, key=False).body
        self.method = "POST" if self.on == "submit" else "GET"
        self.body = json.dumps({"prompt": "x", "duration": 3}) if self.on == "submit" else None
        self.headers = {"Authorization": f"Bearer {self.key}", "Mockling-Fault": case["fault"]}
        if self.body:
            self.headers["Content-Type"] = "application/json"
        if "range" in case:
            self.headers["Range"] = case["range"]
        self.follow = case.get("follow", True)

    @property
    def expected(self):
        return self.case.get(self.client, [self.case["status"]] if "status" in self.case else None)

    @property
    def seconds(self):
        return PATIENCE if self.case.get("curl") == [28] else ENOUGH


class Probe:
    """A plain GET without a world."""

    case, client, method, body, headers, follow, seconds = {}, "probe", "GET", None, {"Authorization": "Bearer mk_probe"}, False, ENOUGH

    def __init__(self, url):
        self.url = url


def by_python(asked):
    parts = urllib.parse.urlsplit(asked.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=asked.seconds)
    try:
        if asked.case.get("reused"):
            connection.request("GET", "/api/v3/balance", headers={"Authorization": asked.headers["Authorization"]})
            connection.getresponse().read()
        connection.request(asked.method, parts.path, asked.body, asked.headers)
        answer = connection.getresponse()
        names = {name: ", ".join(answer.headers.get_all(name)) for name in answer.headers}
        body = answer.read()
        if names.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Outcome(status=answer.status, headers=names, body=body)
    except (OSError, http.client.HTTPException, EOFError) as error:
        return Outcome(error=type(error).__name__)
    finally:
        connection.close()


def by_curl(asked):
    with tempfile.TemporaryDirectory() as folder:
        heads, body = pathlib.Path(folder, "heads"), pathlib.Path(folder, "body")
        command = ["curl", "-sS", "--compressed", "-m", str(asked.seconds), "-X", asked.method, "-D", heads, "-o", body, "-w", "%{http_code}"]
        command += ["-L", "--max-redirs", "5"] if asked.follow else []
        for name, value in asked.headers.items():
            command += ["-H", f"{name}: {value}"]
        command += ["-d", asked.body] if asked.body else []
        done = subprocess.run([*command, asked.url], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return Outcome(error=done.returncode)
        names = {}
        for line in heads.read_bytes().decode("latin-1").split("\r\n\r\n")[-2].splitlines()[1:]:
            name, value = line.split(":", 1)
            names[name.lower()] = ", ".join([*filter(None, [names.get(name.lower())]), value.strip()])
        return Outcome(status=int(done.stdout), headers=names, body=body.read_bytes() if body.exists() else b"")


def by_node(all_asked):
    listed = [{"url": one.url, "method": one.method, "headers": one.headers, "body": one.body, "follow": one.follow, "seconds": one.seconds}
              for one in all_asked]
    done = subprocess.run(["node", str(HERE / "ask.mjs")], input=json.dumps(listed), capture_output=True, text=True, timeout=120, check=True)
    return [Outcome(one.get("error"), one.get("status"), one.get("headers"), base64.b64decode(one.get("body", ""))) for one in json.loads(done.stdout)]


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("--media", "small").__enter__()
        cls.addClassCleanup(cls.server.__exit__, None)
        cls.pool = concurrent.futures.ThreadPoolExecutor(12)
        cls.addClassCleanup(cls.pool.shutdown)

    def prepare(self, client):
        cases = [(number, case) for number, case in enumerate(CASES) if client == "python" or not case.get("reused")]
        return list(self.pool.map(lambda one: Asked(self.server, client, *one), cases))

    def judge(self, asked, outcome, took):
        with self.subTest(client=asked.client, **asked.case):
            self.assertIn(outcome.error or outcome.status, asked.expected, outcome)
            self.assertGreaterEqual(took, asked.case.get("seconds", 0))
            if outcome.error is None and outcome.status == asked.case.get("status"):
                self.judge_answer(asked, outcome)
            page = asked.helper.get("/_mockling/faults").json
            receipt = page["receipts"][-1]
            self.assertEqual((receipt["do"], receipt["source"], receipt["delivered"]), (asked.case["fault"].split()[0], "header", True), page)
            if "jobs" in asked.case:
                self.assertEqual(sum(asked.helper.world()["jobs"].values()), asked.case["jobs"])
                self.assertEqual(receipt["accepted"], asked.case["jobs"] == 1)

    def judge_answer(self, asked, outcome):
        if "header" in asked.case:
            name, pattern = asked.case["header"]
            self.assertRegex(outcome.headers.get(name.lower(), ""), pattern)
        kind = asked.case.get("body")
        if kind in ("json", "bom"):
            text = outcome.body.decode("utf-8-sig" if kind == "bom" else "utf-8")
            self.assertIn(asked.case.get("member", ""), ["", *json.loads(text)])
        if kind == "bom" and asked.client != "node":
            self.assertTrue(outcome.body.startswith(b"\xef\xbb\xbf"))
        if kind == "empty":
            self.assertEqual(outcome.body, b"")
        if kind == "other":
            self.assertRaises(ValueError, json.loads, outcome.body.decode())
        if kind == "clip":
            self.assertEqual(outcome.body, asked.clip)
        if kind == "noise":
            self.assertEqual(len(outcome.body), len(asked.clip))
            self.assertNotEqual(outcome.body[:64], asked.clip[:64])

    def each(self, client, ask):
        def timed(asked):
            start = time.monotonic()
            return ask(asked), time.monotonic() - start
        prepared = self.prepare(client)
        for asked, (outcome, took) in zip(prepared, self.pool.map(timed, prepared)):
            self.judge(asked, outcome, took)

    def test_python(self):
        self.each("python", by_python)

    @unittest.skipUnless(shutil.which("curl"), "needs curl")
    def test_curl(self):
        self.each("curl", by_curl)

    @unittest.skipUnless(shutil.which("node"), "needs node")
    def test_node(self):
        prepared = self.prepare("node")
        for asked, outcome in zip(prepared, by_node(prepared)):
            self.judge(asked, outcome, ENOUGH)

    def test_connections_are_refused_and_taken_again(self):
        with Server("--media", "off") as server:
            client = server.client("mk_refused")
            armed = client.post("/_mockling/faults", {"do": "refuse", "for": "4s"})
            self.assertEqual((armed.status, armed.json["refusing_ms"]), (200, 4000))
            closed = time.monotonic()
            asked = Probe(f"{server.url}/_mockling/health")
            met = [by_python(asked).error, by_curl(asked).error, by_node([asked])[0].error]
            if time.monotonic() - closed > 4:
                self.skipTest("this machine is too slow to judge")
            self.assertEqual(met, ["ConnectionRefusedError", 7, "ECONNREFUSED"])
            self.assertEqual(client.get("/_mockling/health").status, 200, "a connection that is there goes on")
            while by_python(asked).error and time.monotonic() < closed + 20:
                time.sleep(0.05)
            self.assertGreaterEqual(time.monotonic() - closed, 3.9)
            self.assertEqual(by_python(asked).status, 200)
            self.assertIn("60s", client.post("/_mockling/faults", {"do": "refuse", "for": "2m"}).json["error"])

    def submit(self, client, prompt="x", fault=None):
        answer = client.post(SUBMIT, {"prompt": prompt, "duration": 3}, headers={"Mockling-Fault": fault} if fault else {})
        return answer.status

    def test_whoever_arms_a_fault_the_nearest_wins(self):
        with tempfile.TemporaryDirectory() as folder:
            scenario = pathlib.Path(folder, "odd.json")
            scenario.write_text(json.dumps({"name": "odd", "faults": ["status@submit:1-4 code=501"]}), encoding="utf-8")
            with Server("--media", "off", "--scenario", str(scenario), "--fault", "status@submit:5 code=505", "--state-dir", f"{folder}/kept") as server:
                client = server.client("mk_arming")
                self.assertEqual(self.submit(client), 501)
                armed = client.post("/_mockling/faults", ["status@submit:1-3 code=502", {"do": "status", "id": "mine", "at": "poll", "code": 503}]).json
                self.assertEqual(armed["ids"][1], "mine")
                self.assertEqual(self.submit(client), 502)
                prompt = "[[mockling: fault=status@submit:1-2 code=599]]"
                self.assertEqual(self.submit(client, prompt), 599)
                self.assertEqual(self.submit(client, prompt, "status@submit code=598"), 598)
                self.assertEqual([self.submit(client), self.submit(client)], [505, 200])
                sources = [receipt["source"] for receipt in client.get("/_mockling/faults").json["receipts"]]
                self.assertEqual(sources, ["scenario", "admin", "marker", "header", "scenario"])
                before = client.get("/_mockling/faults").json
            with Server("--media", "off", "--state-dir", f"{folder}/kept") as server:
                client = server.client("mk_arming")
                self.assertEqual(client.get("/_mockling/faults").json, before)
                self.assertEqual(client.send("DELETE", "/_mockling/faults?id=mine").status, 200)
                self.assertEqual(client.send("DELETE", "/_mockling/faults?id=mine").status, 404)
                self.assertEqual(client.send("DELETE", "/_mockling/faults").json["faults"], [])

    def test_a_wrong_fault_is_told_and_changes_nothing(self):
        client = self.server.client("mk_wrong")
        for body, part in (({"do": "explode"}, "one of: lost-response"), (["reset", "reset x"], "NAME=VALUE"), ({"do": "reset", "at": "nowhere"}, "nowhere"),
                           ({"do": "reset", "at": "amazon/any"}, "wavespeed"), ({"do": "reset", "code": 5}, "has no \"code\""), (5, "a JSON object"),
                           (b"{", "JSON"), ([{"do": "reset", "id": "a"}] * 2, "\"a\""), (["reset"] * 201, "200")):
            answer = client.post("/_mockling/faults", body)
            self.assertEqual(answer.status, 400, answer)
            self.assertIn(part, answer.json["error"])
        page = client.get("/_mockling/faults").json
        self.assertEqual((page["faults"], page["receipts"]), ([], []))

    def test_every_kind_is_here(self):
        armed = self.server.client("mk_kinds").send("POST", "/_mockling/faults", {"do": "?"}).json["error"]
        kinds = set(re.split(r"[ ,]+", armed.split("one of:")[1].strip()))
        self.assertEqual(kinds - {case["fault"].split()[0] for case in CASES}, {"refuse"})


if __name__ == "__main__":
    unittest.main()
