"""mockling drift: what it reads, prints and returns; recorded requests; the edit; the new world served."""

import json
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

from server import PROGRAM, SOURCE, Server

PAGES = SOURCE / "fixtures" / "drift" / "pages"
V3 = PAGES / "v3.0-pro-text-to-video.txt"
MODEL = "kwaivgi/kling-v3.0-pro/text-to-video"


def drift(*arguments, code):
    done = subprocess.run([PROGRAM, "drift", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != code:
        raise AssertionError(f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout if code != 2 else done.stderr


class Drift(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def changed_page(self):
        page = self.folder / "page.txt"
        text = V3.read_text(encoding="utf-8").replace("$1.680$2.520", "$1.680$2.600").replace("16:9, 9:16, 1:1The", "16:9, 9:16The")
        page.write_text(text, encoding="utf-8")
        return page

    def test_formats_and_approvals(self):
        self.assertIn("0 breaking", drift("embedded", V3, code=0))
        page = self.changed_page()
        report = json.loads(drift("embedded", page, "--json", code=1))
        self.assertEqual({change["name"] for change in report["changes"] if change["severity"] == "breaking"},
                         {"aspect_ratio", '{"sound":true}'})
        price = next(change["price"] for change in report["changes"] if "price" in change)
        self.assertEqual((price["before"], price["after"], price["difference"]), ("2.52", "2.6", "+0.08"))
        self.assertTrue(all(change["where"]["after"].startswith("line ") for change in report["changes"]))
        suite = xml.etree.ElementTree.fromstring(drift("embedded", page, "--junit", code=1))[0]
        self.assertEqual((suite.get("tests"), suite.get("failures")), (str(len(report["changes"])), "2"))
        self.assertEqual(drift("embedded", page, "--github", code=1).count("::error "), 2)
        self.assertEqual(drift("embedded", page, "--markdown", code=1).count("| breaking |"), 2)
        approvals = self.folder / "approved.json"
        approvals.write_text(json.dumps({"approved": [
            {"fingerprint": change["fingerprint"], "reason": "agreed", "expires": "2026-12-31"} for change in report["changes"]]}))
        drift("embedded", page, "--approve", approvals, "--today", "2026-12-31", code=0)
        self.assertIn("expired on 2026-12-31", drift("embedded", page, "--approve", approvals, "--today", "2027-01-01", code=1))

    def test_unusable_input(self):
        for arguments, reason in ((("embedded", "/no/such"), "no such file"), (("embedded", SOURCE / "CHANGELOG.md"), "parameters"),
                                  (("embedded", "http://example.com/x"), "this machine"), (("embedded", "https://localhost/x"), "http URLs"),
                                  (("embedded", V3, "--approve", V3), "not valid JSON"), (("embedded", V3, "--today", "soon"), "--today"),
                                  (("embedded", V3, "--serve", "0"), "--write"), (("embedded", V3, "--requests", V3), "not valid JSON"),
                                  ((V3, V3, "--write", self.folder / "x.json"), "no provider data")):
            with self.subTest(arguments):
                self.assertRegex(drift(*arguments, code=2), rf"\Amockling: [^\n]*{reason}[^\n]*\n\Z")

    def test_a_running_emulator_is_as_the_data_say(self):
        with Server("--media", "off", "--log", "none", "--clock", "manual") as server:
            for path in ("/api/v3/models", "/fal.ai/api/openapi/queue/openapi.json?endpoint_id=fal-ai/kling-video/o3/4k/text-to-video"):
                with self.subTest(path):
                    report = json.loads(drift("embedded", server.url + path, "--json", code=0))
                    self.assertEqual([change for change in report["changes"] if change["severity"] != "compatible"], [])
                    self.assertGreater(report["after"]["facts"], 40)

    def test_recorded_requests_the_edit_and_the_new_world(self):
        page = self.changed_page()
        url = f"https://api.wavespeed.ai/api/v3/{MODEL}"
        har = self.folder / "calls.har"
        har.write_text(json.dumps({"log": {"entries": [
            {"request": {"method": "POST", "url": url, "postData": {"text": json.dumps({"prompt": "a", **more})}}}
            for more in ({"aspect_ratio": "1:1"}, {"sound": True, "duration": 15}, {})]}}))
        data = self.folder / "data"
        report = json.loads(drift("embedded", page, "--json", "--requests", har, "--write", data, code=1))
        self.assertEqual(report["requests"]["judged"], 3)
        self.assertEqual(len(report["requests"]["findings"]), 1)
        self.assertRegex(report["requests"]["findings"][0], r"entry 0, .*is refused: .*aspect_ratio")
        with Server("--spec-dir", str(data), "--media", "off", "--log", "none", "--clock", "manual") as server:
            report = json.loads(drift(data, server.url + "/api/v3/models", "--json", code=0))
            self.assertEqual(report["breaking"], 0)
        patch = self.folder / "edit.json"
        drift("embedded", page, "--write", patch, code=1)
        proposal = json.loads(patch.read_text())
        self.assertIn({"file": "wavespeed/models/kling-v3.0-pro/text-to-video.json", "op": "replace",
                       "path": "/input/properties/aspect_ratio/enum", "value": ["16:9", "9:16"]}, proposal["patch"])
        self.assertTrue(any("price" in line for line in proposal["untouched"]))  # one row of four: no rate agrees with all

    def dearer_data(self):
        """Our data with another default and other prices for one model."""
        data = self.folder / "dearer"
        shutil.copytree(SOURCE / "schemas", data)
        file = data / "wavespeed" / "models" / "kling-v3.0-pro" / "text-to-video.json"
        model = json.loads(file.read_text(encoding="utf-8"))
        model["input"]["properties"]["aspect_ratio"]["default"] = "9:16"
        for row in model["price"]["rows"]:
            row["per_second"] = {"0.168": "0.17", "0.112": "0.112"}[row["per_second"]]
        file.write_text(json.dumps(model), encoding="utf-8")
        return data

    def test_requests_of_a_journal(self):
        with Server("--media", "off", "--log", "none", "--clock", "manual") as server:
            client = server.client()
            client.submit(f"/api/v3/{MODEL}", prompt="a", aspect_ratio="1:1")
            client.submit(f"/api/v3/{MODEL}", prompt="a", sound=True, duration=15)
            client.get("/api/v3/balance")
            recorded = {"journal.json": client.get("/_mockling/journal").body, "journal.har": client.get("/_mockling/journal.har").body}
        for name, body in recorded.items():
            with self.subTest(name):
                journal = self.folder / name
                journal.write_bytes(body)
                report = json.loads(drift("embedded", self.dearer_data(), "--json", "--requests", journal, code=1))
                shutil.rmtree(self.folder / "dearer")
                self.assertEqual(report["requests"]["judged"], 2)
                second = next(line.split(",")[0] for line in report["requests"]["findings"] if "costs" in line)
                self.assertEqual([line for line in report["requests"]["findings"]], [
                    f'{second}, {MODEL}: means aspect_ratio = "9:16" instead of "16:9"',
                    f"{second}, {MODEL}: costs 2.55 USD instead of 2.52 USD"])


if __name__ == "__main__":
    unittest.main()
