"""Every command and snippet of the quickstart guides, as written, with only the address replaced.

quickstart.py Shell | JavaScript | Python | FalShell | FalJavaScript | EvolinkShell: one class for each guide and thing to be installed.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import tools
from media import png, probe
from server import SOURCE, Client, Server

GUIDES = SOURCE / "docs" / "guides"
ADDRESS = "http://127.0.0.1:8787"


class Guide(unittest.TestCase):
    guide = "quickstart-wavespeed.md"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # The guide speaks of the usual clock; a faster one spares its "sleep 1" the second round.
        self.server = Server("--clock", "x20").__enter__()
        self.addCleanup(self.server.__exit__, None)
        (self.folder / "fox.png").write_bytes(png(640, 360))

    def blocks(self, *languages):
        """(language, text) of the guide's code blocks in these languages."""
        found = re.findall(r"^```(\w+)\n(.*?)^```$", (GUIDES / self.guide).read_text(encoding="utf-8"), re.M | re.S)
        return [(language, text.replace(ADDRESS, self.server.url)) for language, text in found if language in languages]

    def run_snippet(self, command):
        done = subprocess.run([str(part) for part in command], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        clip = self.folder / "clip.mp4"
        client = Client(self.server.url, "mk_other")
        clip.write_bytes(client.get(done.stdout.strip(), key=False).body)
        client.connection.close()
        seen = probe(clip)
        self.assertEqual((seen["width"], seen["height"], seen["duration"], seen["sound"]), (3840, 2160, 3.0, None))


class Shell(Guide):
    def test_commands_print_what_the_guide_says(self):
        blocks = self.blocks("sh", "text")
        self.assertGreater(len([text for language, text in blocks if language == "text"]), 2)
        # One shell for the whole guide, as a reader has; a line of its own ends what each block prints.
        commands = [text for language, text in blocks if language == "sh"]
        script = "set -e -o pipefail\n" + "".join(f"{command}\necho; echo END-OF-BLOCK\n" for command in commands)
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        printed = [text.strip() for text in done.stdout.split("END-OF-BLOCK")[:-1]]
        self.assertEqual(len(printed), len(commands))
        at = -1
        for language, text in blocks:
            if language == "sh":
                at += 1
            else:
                self.assertEqual(printed[at], text.strip())


class JavaScript(Guide):
    def test_snippet(self):
        (self.folder / "node_modules").symlink_to(tools.npm(pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])))
        ((_, snippet),) = self.blocks("js")
        (self.folder / "snippet.mjs").write_text(snippet, encoding="utf-8")
        self.run_snippet(["node", "snippet.mjs"])


class Python(Guide):
    def test_snippet(self):
        ((_, snippet),) = self.blocks("python")
        (self.folder / "snippet.py").write_text(snippet, encoding="utf-8")
        self.run_snippet([tools.pypi(pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])), "snippet.py"])


class FalShell(Shell):
    guide = "quickstart-fal.md"


class EvolinkShell(Shell):
    guide = "quickstart-evolink.md"


class FalJavaScript(JavaScript):
    guide = "quickstart-fal.md"


if __name__ == "__main__":
    unittest.main()
