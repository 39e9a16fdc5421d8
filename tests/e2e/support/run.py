#!/usr/bin/env python3
"""run.py npm|pypi SCRIPT: runs one SDK's script against a server of its own, with the SDK as published.

Environment: MOCKLING (the program), MOCKLING_E2E_TOOLS (where the SDKs are installed). The script is given MOCKLING_URL
and, for npm, NODE_PATH.
"""

import os
import pathlib
import subprocess
import sys

import tools
from server import Server


def main():
    registry, script = sys.argv[1:3]
    folder = pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(__file__).parent))
    for name in ("FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "WAVESPEED_API_KEY", "WAVESPEED_CLIENT_NAME", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        environment.pop(name, None)
    if registry == "npm":
        environment["NODE_PATH"] = str(tools.npm(folder))
        command = ["node", "--test", script]
    else:
        command = [str(tools.pypi(folder)), "-B", script, "-v"]
    # Twenty times as fast, so that a clip takes as long as it takes to make it.
    with Server("--clock", "x20") as server:
        environment["MOCKLING_URL"] = server.url
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
