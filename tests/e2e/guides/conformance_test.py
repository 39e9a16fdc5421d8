"""docs/guides/conformance.md, followed to the letter: its files saved under the names in their first lines, its commands typed in one shell.

Each line of a text block has to be printed by the command before it, in this order; … stands for anything.
Environment: MOCKLING_CONFORM (the program).
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

GUIDE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "guides" / "conformance.md"
END = "END-OF-BLOCK"


class Guide(unittest.TestCase):
    def test_every_command_does_what_the_guide_says(self):
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
        with tempfile.TemporaryDirectory() as folder:
            for language, text in blocks:
                if language == "python":
                    (pathlib.Path(folder) / re.match(r"# (\S+)\n", text).group(1)).write_text(text, encoding="utf-8")
            commands = "".join(f"{text}\necho {END}\n" for language, text in blocks if language == "sh")
            program = pathlib.Path(os.environ["MOCKLING_CONFORM"])
            done = subprocess.run(["bash", "-c", "set -e -o pipefail; exec 2>&1\n" + commands], cwd=folder, capture_output=True, text=True,
                                  timeout=200, check=False, env={"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": folder})
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertGreater((pathlib.Path(folder) / "report.html").stat().st_size, 1000)
        printed = done.stdout.split(END)[:-1]
        self.assertEqual(len(printed), sum(language == "sh" for language, _ in blocks))
        self.compare(blocks, printed)

    def compare(self, blocks, printed):
        at, compared = -1, 0
        for language, text in blocks:
            if language == "sh":
                at += 1
            elif language == "text":
                wanted = ".*?".join(".*?".join(map(re.escape, line.strip().split("…"))) for line in text.strip().splitlines())
                self.assertRegex(printed[at], re.compile(wanted, re.S))
                compared += 1
        self.assertGreater(compared, 3)


if __name__ == "__main__":
    unittest.main()
