"""Programs with the published clients, not one word in them about mockling: `mockling run` is all it takes."""

import os
import pathlib
import shutil
import subprocess
import unittest

import tools
from media import probe
from running import PROGRAMS, Folder, clean_environment, run

TOOLS = pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])


class Clients(unittest.TestCase):
    def assert_delivers(self, *program, **variables):
        with Folder() as folder:
            clip = folder / "clip.mp4"
            done = run(*program, clip, environment=clean_environment(**variables), timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            seen = probe(clip)
            self.assertEqual((seen["width"], seen["height"], seen["seconds"], seen["codec"]), (3840, 2160, 3.0, "h264"))
            return done

    def test_node_on_fal(self):
        self.assert_delivers("node", PROGRAMS / "fal.cjs", NODE_PATH=str(tools.npm(TOOLS)))

    def test_node_on_wavespeed(self):
        self.assert_delivers("node", PROGRAMS / "wavespeed.cjs", NODE_PATH=str(tools.npm(TOOLS)))

    def test_python_on_fal(self):
        self.assert_delivers(tools.pypi(TOOLS), "-B", PROGRAMS / "fal.py")

    def test_python_on_wavespeed(self):
        self.assert_delivers(tools.pypi(TOOLS), "-B", PROGRAMS / "wavespeed_run.py")

    def test_curl(self):
        self.assert_delivers("bash", PROGRAMS / "wavespeed.sh")

    @unittest.skipUnless(shutil.which("go"), "no Go")
    def test_go_on_its_own_library(self):
        with Folder() as folder:
            program = folder / "fox"
            subprocess.run(["go", "build", "-o", program, "."], cwd=PROGRAMS, check=True, timeout=200,
                           env=dict(os.environ, GOFLAGS="-mod=mod", GOTOOLCHAIN="local", GO111MODULE="on"))
            self.assert_delivers(program)

    @unittest.skipUnless(shutil.which("java"), "no Java")
    def test_java_on_its_own_library(self):
        done = run("java", PROGRAMS / "Fox.java", timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"balance":', done.stdout)

    def test_node_is_refused_other_hosts_by_name(self):
        script = """fetch('https://telemetry.example.com/').catch((error) => console.log(error.cause.message));
                    require('https').get('https://other.example.com/').on('error', (error) => console.log(error.message));"""
        done = run("node", "-e", script)
        self.assertIn("telemetry.example.com is no provider's host", done.stdout)
        self.assertIn("other.example.com is no provider's host", done.stdout)


if __name__ == "__main__":
    unittest.main()
