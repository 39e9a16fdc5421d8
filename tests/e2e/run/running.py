"""`mockling run` as the tests start it: with clips from the cache, twenty times as fast, and a time limit."""

import os
import pathlib
import subprocess
import tempfile

from server import CLIPS, PROGRAM

PROGRAMS = pathlib.Path(__file__).parent / "programs"
KEYS = ("WAVESPEED_API_KEY", "WAVESPEED_BASE_URL", "FAL_KEY", "FAL_API_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "EVOLINK_API_KEY")


def clean_environment(**more):
    """Without what the machine of the tests may have set itself."""
    proxies = [name for name in os.environ if name.lower().endswith("_proxy")]
    trust = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "JAVA_TOOL_OPTIONS"]
    return {**{name: value for name, value in os.environ.items() if name not in (*KEYS, *proxies, *trust)}, **more}


def command(*arguments, flags=()):
    return [PROGRAM, "run", "--cache-dir", str(CLIPS), "--clock", "x20", *flags, "--", *map(str, arguments)]


def run(*arguments, flags=(), environment=None, timeout=60, **more):
    return subprocess.run(command(*arguments, flags=flags), env=environment or clean_environment(), capture_output=True,
                          text=True, timeout=timeout, check=False, **more)


def bash(script, **more):
    return run("bash", "-c", script, **more)


class Folder(tempfile.TemporaryDirectory):
    def __enter__(self):
        return pathlib.Path(super().__enter__())
