"""The commands that print and end: help, versions, refusals, price, catalog, validate."""

import json
import re
import subprocess
import unittest

from server import PROGRAM, SOURCE

T2V = "kling-video-o3-4k/text-to-video"
COMMANDS = ("serve", "price", "catalog", "validate", "ca", "ctl", "drift")


def run(*arguments, stdin=""):
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=20, check=False)


class Commands(unittest.TestCase):
    def printed(self, *arguments, code=0, stdin=""):
        done = run(*arguments, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (code, ""))
        return done.stdout

    def test_help_everywhere(self):
        text = self.printed("--help")
        for command in COMMANDS:
            self.assertRegex(text, rf"\n  {command} ")
            self.assertIn(f"Usage: mockling {command}", self.printed(command, "--help"))
            self.assertEqual(self.printed(command, "-h"), self.printed(command, "--help"))

    def test_version_everywhere(self):
        header = (SOURCE / "include" / "mockling" / "version.hpp").read_text(encoding="utf-8")
        version = re.search(r'kVersion = "([\d.]+)"', header)[1]
        for command in ([], *([name] for name in COMMANDS)):
            self.assertEqual(self.printed(*command, "--version"), f"mockling {version}\n")

    def test_refusals_are_one_line_and_code_two(self):
        for arguments, reason in (
                ([], "ca, catalog, ctl"), (["bogus"], "bogus"), (["--bogus"], "--bogus"),
                (["serve", "--bogus"], "--bogus"), (["serve", "--port", "x"], "--port"), (["serve", "--port", "65536"], "65535"),
                (["serve", "--seed", "-1"], "--seed"), (["serve", "--seed", "abc"], "--seed"),
                (["serve", "--clock", "fast"], "real, manual or xN"), (["serve", "--clock", "x0"], "x0"),
                (["serve", "--media", "huge"], "exact, labelled, small or off"), (["serve", "--log", "all"], "requests"),
                (["serve", "--switch", "prompt"], "NAME=READING"), (["serve", "--switch", "no=such"], "no switch no"),
                (["serve", "--switch", "prompt=maybe"], "optional, required"), (["serve", "--scenario", "no-such"], "happy"),
                (["serve", "--spec-dir", "/no/such"], "/no/such"), (["serve", "--host", "no-such.invalid"], "no such address"),
                (["serve", "--https-port", "x"], "--https-port"), (["serve", "--ca-dir", "/no/such"], "--https-port"),
                (["serve", "--port", "0", "--https-port", "0", "--ca-dir", "/proc/no"], "/proc/no"),
                (["ca"], "--ca-dir"), (["ca", "--ca-dir", "/proc/no"], "/proc/no"),
                (["price"], "provider"), (["price", "wavespeed"], "model"), (["price", "nobody", T2V], "wavespeed"),
                (["price", "wavespeed", "no-such"], "no-such"), (["price", "wavespeed", "text-to-video"], "could be"),
                (["price", "wavespeed", T2V, "{"], "JSON"), (["price", "wavespeed", T2V, "[]"], "JSON object"),
                (["price", "wavespeed", T2V, "{}", "--length", "https://a.example/b.mp4"], "URL=TIME"),
                (["catalog", "nobody"], "nobody"), (["catalog", "wavespeed", "no-such"], "no-such"), (["catalog", "--bogus"], "--bogus"),
                (["validate"], "--provider"), (["validate", "--provider", "wavespeed"], "MODEL"),
                (["validate", "--provider", "wavespeed", T2V, "{"], "JSON")):
            with self.subTest(" ".join(arguments)):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertRegex(done.stderr, r"\Amockling: [^\n]+\n\Z")
                self.assertIn(reason, done.stderr)

    def test_every_price_of_the_fixtures(self):
        rows = json.loads((SOURCE / "fixtures" / "prices.json").read_text(encoding="utf-8"))
        self.assertGreater(len(rows), 100)
        for row in rows:
            with self.subTest(row["source"], model=row["model"]):
                lengths = [part for url, file in row.get("files", {}).items() for part in ("--length", f"{url}={file['length_ms']}ms")]
                amount, currency = self.printed("price", row["provider"], row["model"], json.dumps(row["input"]), *lengths).split()
                self.assertEqual((self.scaled(amount), currency), (self.scaled(row["amount"]), row["currency"]))

    def test_price_as_json_and_by_the_end_of_a_name(self):
        self.assertEqual(json.loads(self.printed("price", "wavespeed", T2V, '{"duration": 15}', "--json")),
                         {"model": "kwaivgi/" + T2V, "amount": "6.3", "currency": "USD"})
        # This one is also the start of another model's name.
        self.assertEqual(self.printed("price", "wavespeed", "kling-elements"), "0.01 USD\n")
        self.assertEqual(self.printed("price", "wavespeed", T2V), "2.1 USD\n")

    @staticmethod
    def scaled(text):
        """An amount as an integer of billionths, read without floating point."""
        whole, _, part = text.partition(".")
        return int(whole) * 10**9 + int(part.ljust(9, "0"))

    def test_price_of_what_is_not_sold(self):
        done = run("price", "wavespeed", T2V, '{"duration": 16}')
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertEqual(done.stderr, 'mockling: field "duration" must be one of [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]\n')

    def test_catalog_of_models(self):
        files = {json.loads(path.read_text(encoding="utf-8"))["id"] for path in (SOURCE / "schemas" / "wavespeed" / "models").rglob("*.json")}
        lines = [line.split() for line in self.printed("catalog").splitlines() if line.startswith("wavespeed ")]
        self.assertEqual({line[1] for line in lines}, files)
        self.assertTrue(all(re.fullmatch(r"[\d.]+", price) and currency == "USD" for _, _, price, currency in lines))
        self.assertEqual(self.printed("catalog", "wavespeed").splitlines(), [line for line in self.printed("catalog").splitlines()
                                                                           if line.startswith("wavespeed ")])
        listed = json.loads(self.printed("catalog", "wavespeed", "--json"))
        self.assertEqual([[entry["provider"], entry["model"], entry["base_price"], entry["currency"]] for entry in listed], lines)

    def test_catalog_of_one_model(self):
        text = self.printed("catalog", "wavespeed", T2V)
        self.assertRegex(text, r'\n  duration +integer +default 5 +enum=\[3,4,5,6,7,8,9,10,11,12,13,14,15\]\n')
        self.assertIn("\n  0.42 a second\n", text)
        # A long place must not run into the word that follows it.
        self.assertRegex(text, r"\n  /input/properties/multi_prompt/items +observed ")
        document = json.loads(self.printed("catalog", "wavespeed", T2V, "--json"))
        path = SOURCE / "schemas" / "wavespeed" / "models" / f"{T2V}.json"
        self.assertEqual(document, json.loads(path.read_text(encoding="utf-8")))

    def test_catalog_of_assumptions_and_switches(self):
        assumed = self.printed("catalog", "--assumed").splitlines()
        self.assertIn("wavespeed /links/upload: a signed storage URL at the provider", assumed)
        self.assertGreater(len(assumed), 20)
        switches = json.loads((SOURCE / "schemas" / "wavespeed" / "switches.json").read_text(encoding="utf-8"))
        entries = switches["switches"] if isinstance(switches, dict) else switches
        text = self.printed("catalog", "--switches")
        for entry in entries:
            self.assertIn(f"wavespeed/{entry['name']}: {entry['about']}\n", text)
            for reading in entry["readings"]:
                self.assertRegex(text, rf"\n  {re.escape(reading)}( \(\w+\))?: ")

    def test_validate(self):
        ask = ("validate", "--provider", "wavespeed", T2V)
        self.assertEqual(json.loads(self.printed(*ask, '{"duration": 5}')), {"valid": True, "violations": []})
        self.assertEqual(json.loads(self.printed(*ask, '{"duration": 16, "sound": 1}', code=1)),
                         {"valid": False, "violations": [{"path": "/duration", "keyword": "enum"}, {"path": "/sound", "keyword": "type"}]})
        lines = ['{"model": "kwaivgi/%s", "input": {}}' % T2V, '{"model": "no-such", "input": {}}', "{"]
        verdicts = [json.loads(line) for line in self.printed("validate", "--provider", "wavespeed", "--batch",
                                                              stdin="\n".join(lines) + "\n", code=1).splitlines()]
        self.assertEqual(verdicts[0], {"valid": True, "violations": []})
        self.assertEqual([list(verdict) for verdict in verdicts[1:]], [["error"], ["error"]])


if __name__ == "__main__":
    unittest.main()
