"""Idle and slow clients: what they cost the server, and what others feel of them."""

from helper import Helper
from machine import cores_used
from servers import AUTHORIZATION, BALANCE
from wrk import middle, wrk


def others(server, seconds):
    """Sixteen ordinary clients."""
    return wrk(server.url + BALANCE, seconds, connections=16, headers=[AUTHORIZATION])


def measure(yard, scale, figures):
    with yard.mockling() as server:
        awkward(scale, figures, server, "idle", scale.idle, f"{scale.idle:,} idle connections")
        awkward(scale, figures, server, "drip", scale.dripping, f"{scale.dripping} clients send a byte every 100 ms")


def awkward(scale, figures, server, kind, count, words):
    alone, beside, cores = [], [], None
    for _ in range(scale.rounds):
        alone.append(others(server, scale.seconds))
        with Helper("hold.py", kind, server.port, count, BALANCE) as clients:
            if cores is None:
                cores = cores_used(server.pid, scale.watch)
            beside.append(others(server, scale.seconds))
        alive = clients.told["alive"]
        figures.expect(alive == count, f"{words}: only {alive} were kept")
    load = middle(beside)
    figures.add(f"{kind}_cpu", f"{words}: cores used", cores, "cores")
    figures.add(f"{kind}_p99", f"{words}: p99 of others", load.p99, "ms", {"without them": middle(alone).p99})
    figures.expect(load.failures == 0, f"{words}: {load.failures} requests of others failed")
