#!/usr/bin/env python3
"""run.py npm|pypi|both SCRIPT [--real-names]: runs one SDK's script against a server of its own, with the SDK as published.

With --real-names the server has a trusted certificate at port 443 of every provider's own host names, for SDKs that know
no other address.
Environment: MOCKLING (the program), MOCKLING_E2E_TOOLS (where the SDKs are installed). The script is given MOCKLING_URL
and, with npm, NODE_PATH; with both, it is a Python script.
"""

import os
import pathlib
import subprocess
import sys

import tools
from real_names import INSIDE
from server import Server

REAL_NAMES = pathlib.Path(__file__).parent / "real_names.py"


def main():
    registry, script, *flags = sys.argv[1:]
    real_names = "--real-names" in flags
    folder = pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(__file__).parent))
    for name in ("EVOLINK_API_KEY", "FAL_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "WAVESPEED_API_KEY", "WAVESPEED_CLIENT_NAME",
                 "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        environment.pop(name, None)
    if registry in ("npm", "both"):
        environment["NODE_PATH"] = str(tools.npm(folder))
    if registry == "npm":
        command = ["node", "--test", script]
    else:
        command = [str(tools.pypi(folder)), "-B", script, "-v"]
    if real_names and not os.environ.get(INSIDE):
        again = [sys.executable, "-B", __file__, *sys.argv[1:]]  # with the SDK installed: inside there is no registry
        return subprocess.run([sys.executable, "-B", REAL_NAMES, *again], env=os.environ, check=False).returncode
    # Twenty times as fast, so that a clip takes as long as it takes to make it.
    with Server("--clock", "x20", *(["--https-port", "443"] if real_names else [])) as server:
        environment["MOCKLING_URL"] = server.url
        if real_names:
            environment.update(dict.fromkeys(("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "CURL_CA_BUNDLE"), server.ready["ca"]))
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
