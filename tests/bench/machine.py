"""What the kernel says of a process and of the machine (Linux)."""

import os
import platform
import socket
import subprocess
import time
from pathlib import Path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def resident(pid):
    """Bytes of memory that are the process's own or shared with others."""
    return status_bytes(pid, "VmRSS")


def peak(pid):
    """The most that `resident` has been since `forget_peak`."""
    return status_bytes(pid, "VmHWM")


def forget_peak(pid):
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def status_bytes(pid, name):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"no {name} of process {pid}")


def cpu_seconds(pid, ended_children=False):
    """Processor time a process has used so far, all its threads together, and if wanted that of children it had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15 if ended_children else 13])) / os.sysconf("SC_CLK_TCK")


def cores_used(pid, seconds):
    """Waits, and returns how many cores the process kept busy meanwhile."""
    before, started = cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / (time.monotonic() - started)


def describe():
    """The machine and the versions of the yardsticks, for the report."""
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "kernel": platform.release(),
            "nginx": version("nginx", "-v"), "wrk": version("wrk", "-v"), "ffmpeg": version("ffmpeg", "-version"),
            "load_average": os.getloadavg()[0]}


def version(program, flag):
    try:
        done = subprocess.run([program, flag], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "missing"
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0].split(" Copyright")[0] if lines else "unknown"
