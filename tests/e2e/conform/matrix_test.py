#!/usr/bin/env python3
"""docs/reference/sdk-matrix.md is what scripts/sdk-matrix writes; every line of source it cites stands in the installed clients."""

import os
import pathlib
import subprocess
import sys

import tools

SOURCE = pathlib.Path(__file__).resolve().parents[3]

if __name__ == "__main__":
    folder = pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])
    tools.npm(folder)
    tools.pypi(folder)
    sys.exit(subprocess.run([sys.executable, "-B", SOURCE / "scripts" / "sdk-matrix", "--check"], check=False).returncode)
