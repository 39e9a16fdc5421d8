"""What TLS costs: polls a second over kept connections, and with a connection and handshake each, next to plain HTTP."""

from measure_rates import CLOSE, load, prepare
from servers import AUTHORIZATION
from wrk import middle

CASES = {"kept": ("poll over TLS, 64 kept connections", []), "handshake": ("poll over TLS, a connection each", [CLOSE])}


def measure(yard, scale, figures):
    seen = {}
    for _ in range(scale.rounds):
        with yard.mockling(tls=True) as server:
            job = prepare(yard, server)
            for case, (_, headers) in CASES.items():
                asked = {"connections": 64, "headers": [AUTHORIZATION, *headers]}
                for way, door in (("plain", server), ("tls", server.tls)):
                    seen.setdefault((way, case), []).append(load(door, "poll", job, None, scale.seconds, asked))
    loads = {key: middle(rounds) for key, rounds in seen.items()}
    for (way, case), measured in loads.items():
        figures.expect(measured.failures == 0, f"{way}, {case}: {measured.failures} of {measured.requests} failed")
    for case, (words, _) in CASES.items():
        figures.add(f"tls_{case}", words, loads["tls", case].rate, "/s", {"plain HTTP": loads["plain", case].rate})
