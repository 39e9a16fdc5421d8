"""The control plane keeps what its OpenAPI document says: schemathesis, as published, asks it anything that could be asked."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import tools
from server import Server

# Any key opens a world, so no key is a wrong one: what ignored_auth looks for is how mockling works.
SETTINGS = """
# A method that HTTP servers do not know is a 501, as RFC 9110 has it.
[phases.coverage]
unexpected-methods = ["DELETE", "PATCH", "POST", "PUT"]

[checks]
ignored_auth.enabled = false
# What a schema cannot say: that a scenario, a switch or a currency is none of the data's.
positive_data_acceptance.expected-statuses = [200, 400, 401, 403, 404]
"""


class ControlPlane(unittest.TestCase):
    def test_every_verb_does_what_the_document_says(self):
        python = tools.pypi(pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"]), "schemathesis")
        with Server("--clock", "manual", "--media", "off") as server, tempfile.TemporaryDirectory() as folder:
            client = server.client("mk_fuzz")
            client.submit(prompt="something to look at")
            settings = pathlib.Path(folder, "schemathesis.toml")
            settings.write_text(SETTINGS, encoding="utf-8")
            done = subprocess.run(
                [str(python.parent / "st"), "--config-file", str(settings), "run", f"{server.url}/_mockling/openapi.json", "--header",
                 "Authorization: Bearer mk_fuzz", "--seed", "1", "--max-examples", "20", "--phases", "examples,coverage,fuzzing",
                 "--generation-database", "none", "--request-timeout", "10", "--continue-on-failure", "--no-color"],
                cwd=folder, capture_output=True, text=True, timeout=240, check=False)
            self.assertEqual(done.returncode, 0, done.stdout[-20000:] + done.stderr[-5000:])
            self.assertEqual(client.get("/_mockling/health").status, 200)


if __name__ == "__main__":
    unittest.main()
