"""Requests a second: submit and poll, few and many connections, next to servers that only repeat the same bytes."""

import json
from contextlib import ExitStack

from servers import AUTHORIZATION, RESULT, SUBMIT, Client
from wrk import middle, wrk

BODY = json.dumps({"prompt": "a red fox in the snow", "aspect_ratio": "16:9", "duration": 5, "sound": False})
FINISHED = "[[mockling: queue=0s, run=0s]]"
NGINX, ECHO, DEFAULT = "nginx", "cpp-httplib", "cpp-httplib, defaults"
CLOSE = ("Connection", "close")
# Case -> connections, further headers.
CASES = {"64": (64, []), "1024": (1024, []), "close": (64, [CLOSE])}


def measure(yard, scale, figures):
    body = yard.file("submit.json", BODY)
    seen = {}
    for _ in range(scale.rounds):
        for key, load in one_round(yard, scale, body):
            seen.setdefault(key, []).append(load)
    loads = {key: middle(rounds) for key, rounds in seen.items()}
    report(loads, figures)


def one_round(yard, scale, body):
    """Yields ((server, verb, case), load), each case on one server right after the other."""
    with ExitStack() as running:
        mockling = running.enter_context(yard.mockling())
        job = prepare(yard, mockling)
        servers = {"mockling": mockling, NGINX: running.enter_context(yard.nginx()),
                   ECHO: running.enter_context(yard.echo("sensible"))}
        slow = running.enter_context(yard.echo("default"))
        for case, (connections, headers) in CASES.items():
            for verb in ("submit", "poll"):
                asked = {"connections": connections, "headers": [AUTHORIZATION, *headers]}
                for name, server in servers.items():
                    yield (name, verb, case), load(server, verb, job, body, scale.seconds, asked)
        for verb in ("submit", "poll"):
            asked = {"connections": 64, "headers": [AUTHORIZATION]}
            yield (DEFAULT, verb, "64"), load(slow, verb, job, body, 1, asked)


def prepare(yard, mockling):
    """Submits the job that will be polled, and keeps both answers for the yardsticks. Returns its id."""
    client = Client(mockling.port)
    status, submitted = client.ask("POST", SUBMIT, BODY)
    job = client.submit(prompt="a red fox in the snow " + FINISHED)["id"]
    status_poll, polled = client.ask("GET", RESULT.format(job))
    if (status, status_poll) != (200, 200) or json.loads(polled)["data"]["status"] != "completed":
        raise RuntimeError(f"submit and poll do not work: {submitted!r} {polled!r}")
    yard.submitted, yard.polled = submitted.decode(), polled.decode()
    client.close()
    return job


def load(server, verb, job, body, seconds, asked):
    if verb == "submit":
        return wrk(server.url + SUBMIT, seconds, method="POST", body=body, **asked)
    return wrk(server.url + RESULT.format(job), seconds, **asked)


def report(loads, figures):
    def rate(name, verb, case):
        return loads[name, verb, case].rate

    for verb in ("submit", "poll"):
        beside = {name: rate(name, verb, "64") for name in (NGINX, ECHO, DEFAULT)}
        figures.add(f"{verb}_64", f"{verb}, 64 connections", rate("mockling", verb, "64"), "/s", beside)
    for verb in ("submit", "poll"):
        beside = {name: rate(name, verb, "1024") for name in (NGINX, ECHO)}
        figures.add(f"{verb}_1024", f"{verb}, 1,024 connections", rate("mockling", verb, "1024"), "/s", beside)
    for verb in ("submit", "poll"):
        flat = rate("mockling", verb, "1024") / rate("mockling", verb, "64")
        figures.add(f"flat_{verb}", f"{verb}, rate at 1,024 connections / at 64", flat, "×")
    for case, words in (("64", "64 connections"), ("1024", "1,024 connections")):
        for verb in ("submit", "poll"):
            beside = {name: loads[name, verb, case].p99 for name in (NGINX, ECHO)}
            figures.add(f"p99_{verb}_{case}", f"{verb}, {words}, p99", loads["mockling", verb, case].p99, "ms", beside)
    for verb in ("submit", "poll"):
        beside = {name: rate(name, verb, "close") for name in (NGINX, ECHO)}
        figures.add(f"{verb}_close", f"{verb}, a connection each, 64 at once", rate("mockling", verb, "close"), "/s", beside)
    for (name, verb, case), load_ in loads.items():
        if name == "mockling":
            figures.expect(load_.failures == 0, f"{verb} {case}: {load_.failures} of {load_.requests} requests failed")
