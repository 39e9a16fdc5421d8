"""What it costs when a client offers compression, as browsers and many SDKs do: nothing, if the answer stays plain.

Counted in processor time a request, which a busy machine disturbs least.
"""

import statistics
from contextlib import ExitStack

from machine import cpu_seconds
from measure_rates import BODY, ECHO, load, prepare
from servers import AT_ONCE, AUTHORIZATION

OFFER = ("Accept-Encoding", "gzip, deflate, br")
KINDS = {"plain": [AUTHORIZATION], "offered": [AUTHORIZATION, OFFER]}
VERBS = ("submit", "poll")


def measure(yard, scale, figures):
    body = yard.file("submit.json", BODY)
    with ExitStack() as running:
        # Jobs end at once, so that no load has to settle what an earlier one submitted.
        mockling, echo = running.enter_context(yard.mockling(AT_ONCE)), running.enter_context(yard.echo("sensible"))
        job = prepare(yard, mockling)
        for verb in VERBS:
            what = f"{verb}, processor time with Accept-Encoding: gzip, deflate, br / without"
            cost, failures = price(mockling, verb, job, body, scale.pairs)
            # What the yardstick loses is a matter of factors: once is enough.
            figures.add(f"encoding_{verb}", what, cost, "×", {ECHO: price(echo, verb, job, body, 1)[0]})
            figures.expect(failures == 0, f"{what}: {failures} requests failed")


def price(server, verb, job, body, pairs):
    """(processor time a request with the offer / without, requests that failed)"""
    spent, failures = {kind: [] for kind in KINDS}, 0
    for number in range(pairs):
        for kind in sorted(KINDS, reverse=number % 2 == 0):  # who is first changes
            before = cpu_seconds(server.pid)
            done = load(server, verb, job, body, 1, {"connections": 64, "headers": KINDS[kind]})
            spent[kind].append((cpu_seconds(server.pid) - before) / done.requests)
            failures += done.failures
    return statistics.median(spent["offered"]) / statistics.median(spent["plain"]), failures
