#!/usr/bin/env python3
"""adapter_test.py NAME [REPORT]: the suite on one client, by its adapter in conformance/adapters.

Without REPORT: the whole suite on the reference client ("refclient"); on another the cases that conformance/baselines/evidence.json knows of it, against its baseline. A case that is newer is not
held against a client before its evidence has been looked at. What is not as the baseline says is asked again, alone: a busy machine makes
failures of its own, and only what fails each time counts. With REPORT: the whole suite, its report written there, which is what
scripts/sdk-matrix takes evidence from.
Environment: MOCKLING_CONFORM (the program), MOCKLING_E2E_TOOLS (where the clients are installed).
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import tools

SOURCE = pathlib.Path(__file__).resolve().parents[3]
ADAPTERS = SOURCE / "conformance" / "adapters"
BASELINES = SOURCE / "conformance" / "baselines"


def door(name, environment):
    """How the runner reaches this client; what is not there yet is installed."""
    folder = pathlib.Path(os.environ["MOCKLING_E2E_TOOLS"])
    if name == "refclient":
        return ["--driver", os.environ["MOCKLING_REFCLIENT"]]
    if name == "curl-sh":
        return ["--cmd", f"'{ADAPTERS / name / 'generate.sh'}'"]
    if name.startswith("node-"):
        environment["NODE_PATH"] = str(tools.npm(folder))
        return ["--driver", f"node '{ADAPTERS / name / 'adapter.cjs'}'"]
    python = sys.executable if name == "python-stdlib" else tools.pypi(folder)
    return ["--driver", f"'{python}' -B '{ADAPTERS / name / 'adapter.py'}'"]


def main():
    name, *report = sys.argv[1:]
    environment = dict(os.environ)
    for variable in ("PYTHONPATH", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        environment.pop(variable, None)
    command = [os.environ["MOCKLING_CONFORM"], *door(name, environment), "--seed", "1", "--reporter", "compact"]
    if report:
        return subprocess.run([*command, "--jobs", "4", "--report", report[0]], env=environment, check=False).returncode
    names = []  # all
    if name != "refclient":
        known = json.loads((BASELINES / "evidence.json").read_text(encoding="utf-8"))[name]["cases"]
        names = [address for address, verdict in known.items() if verdict != "not_claimed"]
        command += ["--baseline", str(BASELINES / f"{name}.expect")]
    with tempfile.TemporaryDirectory() as folder:
        for jobs in (16 if name == "refclient" else 4, 1, 1):
            status, names = asked(command + ["--jobs", str(jobs)], names, environment, pathlib.Path(folder, "report.json"))
            if status == 0 or not names:
                break
    return status


def asked(command, names, environment, report):
    """The exit status for these cases, and those of them that are not as the baseline says."""
    report.unlink(missing_ok=True)
    chosen = [",".join(names)] if names else []
    done = subprocess.run([*command, "--report", str(report), *chosen], env=environment, check=False)
    cases = json.loads(report.read_text(encoding="utf-8"))["cases"] if report.exists() else []
    wrong = ("fail", "xpass", "inconclusive", "harness_error")
    return done.returncode, [case["id"] for case in cases if any(check["verdict"] in wrong for check in case["checks"])]


if __name__ == "__main__":
    sys.exit(main())
