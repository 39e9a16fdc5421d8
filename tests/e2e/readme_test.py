"""The README's commands, as written, with only the address and the place of the program replaced."""

import json
import os
import re
import shlex
import subprocess
import unittest

from server import PROGRAM, SOURCE, Server

README = (SOURCE / "README.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:8787"


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


class Readme(unittest.TestCase):
    def test_requests_are_answered(self):
        with Server("--clock", "x20") as server:
            for block in blocks("sh"):
                done = subprocess.run(["bash", "-e", "-c", block.replace(ADDRESS, server.url)], capture_output=True, text=True,
                                      timeout=60, check=True)
                for answer in re.sub(r"}\s*{", "}\n{", done.stdout.strip()).splitlines():
                    self.assertNotIn("error_code", answer)
                    said = json.loads(answer)
                    self.assertTrue(said.get("code") == 200 or "world" in said, answer)

    def test_the_program_prints_what_it_says(self):
        checked = 0
        for command, printed in re.findall(r"^\$ build/bin/mockling (.*)\n([^$`].*)$", README, re.M):
            done = subprocess.run([PROGRAM, *shlex.split(command)], capture_output=True, text=True, timeout=60, check=True)
            self.assertEqual(done.stdout.strip(), printed)
            checked += 1
        self.assertGreater(checked, 0)

    def test_the_other_commands_exist(self):
        for command in re.findall(r"^\$ build/bin/mockling (\w+)", README, re.M):
            subprocess.run([PROGRAM, command, "--help"], capture_output=True, timeout=60, check=True)
        for script in re.findall(r"^\$ (scripts/\w+)", README, re.M):
            self.assertTrue(os.access(SOURCE / script, os.X_OK), script)

    def test_every_marker_it_names_is_understood(self):
        endings = json.loads((SOURCE / "schemas/wavespeed/provider.json").read_text(encoding="utf-8"))["endings"]
        for words in re.findall(r"\[\[mockling: ([^\]]*)\]\]", README):
            for word in words.split(", "):
                self.assertTrue(word in endings or re.fullmatch(r"(queue|run)=\d+(ms|s|m|h|d)|fault=[a-z-]+", word), word)


if __name__ == "__main__":
    unittest.main()
