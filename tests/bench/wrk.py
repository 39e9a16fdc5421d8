"""wrk: as many requests as a server takes from so many connections."""

import json
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("load.lua")


@dataclass
class Load:
    rate: float      # answers a second
    p99: float       # milliseconds
    requests: int
    failures: int    # refused connections, broken answers, statuses other than 2xx and 3xx, time-outs


def wrk(url, seconds, connections=64, method="GET", body=None, keys=None, headers=()):
    """Runs wrk once. `body` and `keys` are files; see load.lua."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
    for name, value in headers:
        command += ["-H", f"{name}: {value}"]
    command += [url, "--", method, str(body or "-")] + ([str(keys)] if keys else [])
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30)
    told = json.loads(done.stdout.rstrip().rsplit("\n", 1)[1])
    failures = sum(told[kind] for kind in ("connect", "read", "write", "status", "timeout"))
    return Load(told["requests"] / told["micros"] * 1e6, told["p99"] / 1e3, told["requests"], failures)


def middle(loads):
    """The median of several rounds, each number by itself; what failed in any round counts."""
    return Load(statistics.median(load.rate for load in loads), statistics.median(load.p99 for load in loads),
                sum(load.requests for load in loads), sum(load.failures for load in loads))
