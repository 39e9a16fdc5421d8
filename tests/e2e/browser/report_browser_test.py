"""The HTML page of a conformance report, opened from a file by a real browser without a window."""

import itertools
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
from html.parser import HTMLParser
from urllib.parse import quote

from chromium import Chromium

RENDER = os.environ["RENDER_REPORT"]
FIXTURE = pathlib.Path(__file__).resolve().parents[3] / "fixtures" / "conformance" / "report.json"
FAILED = "submit/lost-response[fal]"


class Page(HTMLParser):
    """What a dumped document holds: elements with their attributes, and texts outside of scripts and styles."""

    def __init__(self, document):
        super().__init__()
        self.elements, self.texts, self.raw, self.title = [], [], None, None
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.raw = tag if tag in ("script", "style") else self.raw

    def handle_endtag(self, tag):
        self.raw = None if tag == self.raw else self.raw

    def handle_data(self, data):
        if self.title is None and self.elements[-1:] == [("title", {})]:
            self.title = data
        if self.raw is None:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(self.texts)

    def having(self, tag, name=""):
        return [attrs for this, attrs in self.elements if this == tag and (not name or name in (attrs.get("class") or "").split())]


class ReportInABrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Chromium()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.report = json.loads(FIXTURE.read_text(encoding="utf-8"))
        self.pages = itertools.count()

    def show(self, report, case=""):
        """The document after its script has run. Whatever the browser complains of is a failure."""
        source, page = self.folder / "report.json", self.folder / f"report{next(self.pages)}.html"
        source.write_text(json.dumps(report), encoding="utf-8")
        subprocess.run([RENDER, source, page], check=True, timeout=60)
        self.browser.open(page.as_uri() + ("#case=" + quote(case, safe="!'()*") if case else ""))
        return self.seen()

    def seen(self):
        self.assertEqual(self.browser.said, [])
        return Page(self.browser.run("document.documentElement.outerHTML"))

    def count(self, selector):
        return self.browser.run(f"document.querySelectorAll({json.dumps(selector)}).length")

    def test_summary_and_matrix(self):
        page = self.show(self.report)
        self.assertIn("Conformance of acme-video 2.3.0", page.text)
        for words in ("14/21", "$23.10 + 81 credits", "$4.20", "line 4: file/short[evolink]#no-half-file: it passes now"):
            self.assertIn(words, page.text)
        self.assertEqual(len(page.having("tr", "case-row")), len({case["case"] for case in self.report["cases"]}))
        cells = page.having("button", "cell")
        self.assertEqual(len(cells), len(self.report["cases"]))
        for verdict in {case["verdict"] for case in self.report["cases"]}:
            self.assertTrue([cell for cell in cells if "v-" + verdict in cell["class"]], verdict)
        heads = [attrs for tag, attrs in page.elements if tag == "th" and attrs.get("scope") == "col"]
        self.assertEqual(len(heads), 1 + 3)
        self.assertEqual(page.having("svg"), [])

    def test_one_case_in_full(self):
        page = self.show(self.report, FAILED)
        case = next(case for case in self.report["cases"] if case["id"] == FAILED)
        self.assertTrue([attrs for attrs in page.having("dialog") if "open" in attrs])
        self.assertEqual(len(page.having("article", "check")), 2)
        self.assertEqual(len(page.having("g", "exchange")), 5)
        # Each exchange goes there and comes back, but the one that was broken off.
        self.assertEqual(len(page.having("path", "head")), 2 * 5 - 1)
        self.assertEqual(len(page.having("path", "cross")), 1)
        self.assertEqual(len(page.having("g", "key")), 4, "the file is fetched without a key")
        self.assertEqual(len(page.having("g", "entry")), 2)
        self.assertEqual(len(page.having("tr", "entry-row")), len(case["ledger"]))
        self.assertEqual(len([attrs for attrs in page.having("tr") if "data-line" in attrs]), len(case["wire"]))
        for words in (case["title"], case["about"], case["repro"], case["stderr"].strip(), "at most 1 billable submit", "retry-post-on-reset",
                      "no provider here has idempotency keys", "f1: no answer", "job 5d9d3f6e", "charge $2.10", "the client says: ok", "$2.10 wasted",
                      "at queue.fal.run", "POST /fal-ai/kling-video/o3/4k/text-to-video", "GET d1q70pf5vjeyhc.cloudfront.net/"):
            self.assertIn(words, page.text)

    def test_cases_without_exchanges_or_answer(self):
        for name in ("hook/valid[fal]", "cancel/queued[evolink]", "hook/duplicate[fal]"):
            case = next(case for case in self.report["cases"] if case["id"] == name)
            page = self.show(self.report, name)
            self.assertIn(case["title"], page.text)
            self.assertEqual(len(page.having("g", "exchange")), len(case["wire"]))
            self.assertEqual("the client gave no answer" in page.text, case["result"] is None)

    def test_a_hostile_report_runs_nothing_and_breaks_nothing(self):
        attack = ("</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><svg onload=alert(1)>"
                  "{{script}}<!--<script>]]>&lt;b&gt;'\"`${alert(1)} \x00\x1b[31m\u202e\u2028\ufeff\U0001f3ac javascript:alert(1) ")
        keep = {"verdict", "level", "basis", "direction", "door", "started"}

        def spoil(value, name=""):
            if isinstance(value, dict):
                return {key + ("" if name != "result" else attack): spoil(inner, key) for key, inner in value.items()}
            if isinstance(value, list):
                return [spoil(inner, name) for inner in value]
            return attack + value if isinstance(value, str) and name not in keep else value

        hostile = spoil(self.report)
        hostile["client"]["url"] = "javascript:document.title='owned'"
        hostile["cases"][0]["checks"][0]["ref"] = "javascript:alert(1)"
        for number, case in enumerate(hostile["cases"]):
            case["id"] = f"case {number} {attack}"
        hostile["cases"][0]["stderr"] = "x" * 300_000
        hostile["cases"][0]["checks"][0]["actual"] = "\u202e" * 50_000
        hostile["cases"][0]["wire"] *= 400
        for case in ("", hostile["cases"][0]["id"], hostile["cases"][3]["id"]):
            page = self.show(hostile, case)
            tags = {tag for tag, _ in page.elements}
            self.assertFalse(tags & {"img", "iframe", "object", "b", "link"}, tags)
            self.assertEqual(len(page.having("script")), 2)
            self.assertEqual([name for _, attrs in page.elements for name in attrs if name.startswith("on")], [])
            self.assertEqual([attrs["href"] for attrs in page.having("a") if not attrs["href"].startswith("https://")], [])
            self.assertEqual(len(page.having("button", "cell")), len(hostile["cases"]))
            self.assertTrue(page.title.startswith("mockling: </script><script>document.title='owned'"), page.title)
            self.assertIn("\\u{202e}", page.text)
            self.assertNotIn("\u202e", page.text)
            if case:
                self.assertTrue([attrs for attrs in page.having("dialog") if "open" in attrs])
                self.assertEqual(len(page.having("svg", "wire")), 1)

    def test_odd_numbers_and_missing_members_still_draw(self):
        case = self.report["cases"][3]
        case["wire"][0].update(at_ms=1e300, number=0, bytes=0)
        del case["wire"][1]["credentials"]
        del case["wire"][1]["took_ms"]
        case["money"]["waste"] = "0.000000001"
        case["result"] = {"type": "result"}
        self.report["client"] = None
        page = self.show(self.report, case["id"])
        self.assertIn("a client without a name", page.text)
        self.assertEqual(len(page.having("g", "exchange")), 5)

    def test_dark_and_narrow(self):
        ground = "getComputedStyle(document.body).backgroundColor"
        self.show(self.report, FAILED)
        light = self.browser.run(ground)
        self.browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.browser.ask("Emulation.setDeviceMetricsOverride", width=380, height=700, deviceScaleFactor=1, mobile=False)
        self.addCleanup(self.browser.ask, "Emulation.setEmulatedMedia", features=[])
        self.addCleanup(self.browser.ask, "Emulation.clearDeviceMetricsOverride")
        self.assertNotEqual(self.browser.run(ground), light)
        self.show(self.report)
        self.assertLessEqual(self.browser.run("document.documentElement.scrollWidth"), 380, "the table scrolls, not the page")

    def test_filters(self):
        self.show(self.report)
        cells = len(self.report["cases"])
        passed = sum(case["verdict"] == "pass" for case in self.report["cases"])
        self.browser.run("document.querySelector('button.chip.v-pass').click()")
        self.assertEqual(self.count("button.cell"), cells - passed)
        self.assertEqual(self.browser.run("document.querySelector('button.chip.v-pass').getAttribute('aria-pressed')"), "false")
        self.browser.run("document.querySelector('button.chip.v-pass').click()")
        choose = "(() => {{ const one = document.querySelectorAll('select')[{0}]; one.value = '{1}'; one.dispatchEvent(new Event('change')); }})()"
        self.browser.run(choose.format(0, "file"))
        self.assertEqual(self.count("button.cell"), sum(case["area"] == "file" for case in self.report["cases"]))
        self.browser.run(choose.format(0, ""))
        self.browser.run(choose.format(1, "should"))
        # The case fails in what it must do, and warns of what it should: under the level "should" it warns.
        self.assertEqual(self.count("button.cell"), 3)
        self.assertEqual(self.count("button.cell.v-warn"), 1)
        self.browser.run(choose.format(1, ""))
        self.browser.run("(() => { const one = document.querySelector('input'); one.value = 'LOST'; one.dispatchEvent(new Event('input')); })()")
        self.assertEqual(self.count("button.cell"), 3)
        self.assertEqual(self.count("tr.case-row"), 1)
        self.seen()

    def test_keys_alone_reach_everything(self):
        self.show(self.report)
        focus = "document.activeElement.title || document.activeElement.textContent"
        self.browser.run("document.querySelector('tr.case-row button.cell').focus()")
        self.assertEqual(self.browser.run(focus), "Open cancel/queued[evolink]")
        self.browser.press("ArrowDown", 40)
        self.assertEqual(self.browser.run(focus), "Open file/short[evolink]")
        self.browser.press("ArrowRight", 39)
        self.assertEqual(self.browser.run(focus), "Open file/short[fal]")
        self.browser.press("Enter", 13)
        self.assertTrue(self.browser.run("document.getElementById('case').open"))
        self.assertEqual(self.browser.run(focus), "Close")
        self.assertEqual(self.browser.run("decodeURIComponent(location.hash)"), "#case=file/short[fal]")
        self.browser.run("[...document.querySelectorAll('dialog button')].find((button) => button.textContent === 'Next').click()")
        self.browser.run("new Promise((done) => setTimeout(done, 50))")
        self.assertEqual(self.browser.run("document.querySelector('dialog code').textContent"), "file/short[evolink]")
        self.browser.press("Escape", 27)
        self.assertFalse(self.browser.run("document.getElementById('case').open"))
        self.assertEqual(self.browser.run("location.hash"), "")
        self.assertEqual(self.browser.run(focus), "Open file/short[fal]", "back where one was")
        self.seen()

    def test_the_command_is_copied(self):
        self.show(self.report, FAILED)
        self.browser.run("document.querySelector('button.copy').focus()")
        self.browser.press("Enter", 13)
        self.browser.run("new Promise((done) => setTimeout(done, 100))")
        self.assertIn(self.browser.run("document.querySelector('button.copy').textContent"), ("Copied", "Selected"))
        self.seen()


if __name__ == "__main__":
    unittest.main()
