"""What the process itself costs: time to start, also inside a test, memory when idle, memory of a finished job."""

import json
import pathlib
import statistics
import subprocess
import time

from machine import resident
from measure_rates import BODY
from servers import AT_ONCE, AUTHORIZATION, SUBMIT, Client
from wrk import wrk

WARM_UP = 2_000  # jobs, so that buffers and the bounded journal have their size before memory is compared


def measure(yard, scale, figures):
    starts(yard, scale, figures)
    embedded_starts(yard, scale, figures)
    job_memory(yard, scale, figures)


def starts(yard, scale, figures):
    kinds = {"mockling": yard.mockling, "nginx": yard.nginx, "cpp-httplib": lambda: yard.echo("sensible")}
    times, memory = {name: [] for name in kinds}, {name: [] for name in kinds}
    for _ in range(scale.starts):
        for name, start in kinds.items():
            with start() as server:
                times[name].append(server.milliseconds_to_first_200)
                memory[name].append(resident(server.pid) / 1e6)
    middle = {name: statistics.median(values) for name, values in times.items()}
    figures.add("start", f"start to first 200, median of {scale.starts}", middle.pop("mockling"), "ms", middle)
    figures.add("idle_memory", "memory when idle", statistics.median(memory["mockling"]), "MB",
                {"cpp-httplib": statistics.median(memory["cpp-httplib"])})


def embedded_starts(yard, scale, figures):
    program = pathlib.Path(yard.echo_program).with_name("bench_start")
    took = json.loads(subprocess.run([program, str(scale.starts)], check=True, capture_output=True, timeout=120).stdout)
    for verb in ("start", "stop"):
        what = f"a server inside a program, its data read before: {verb}, median of {scale.starts}"
        figures.add(f"embedded_{verb}", what, took[verb] / 1000, "ms")


def job_memory(yard, scale, figures):
    body = yard.file("submit.json", BODY)

    def submit_until(server, jobs):
        done = 0
        while done < jobs:
            load = wrk(server.url + SUBMIT, 1, method="POST", body=body, headers=[AUTHORIZATION])
            figures.expect(load.failures == 0, f"memory of a job: {load.failures} submits failed")
            if load.failures or not load.requests:
                break
            done += load.requests

    with yard.mockling(AT_ONCE) as server:
        client = Client(server.port)
        submit_until(server, WARM_UP)
        time.sleep(0.5)
        before, jobs = resident(server.pid), succeeded(client)
        submit_until(server, scale.jobs)
        jobs = succeeded(client) - jobs
        time.sleep(0.5)
        cost = (resident(server.pid) - before) / jobs if jobs else float("inf")
        figures.add("job_memory", f"memory of a finished job, over {jobs:,}", cost, "bytes")


def succeeded(client):
    status, text = client.ask("GET", "/_mockling/world")
    return json.loads(text)["jobs"].get("succeeded", 0) if status == 200 else 0
