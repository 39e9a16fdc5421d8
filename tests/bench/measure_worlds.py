"""One world against many: a key more must not cost a request anything."""

from machine import resident
from servers import RESULT, SUBMIT, Client
from wrk import middle, wrk


def measure(yard, scale, figures):
    body = yard.file("submit.json", '{"prompt": "a red fox in the snow", "duration": 5}')
    with yard.mockling() as server:
        before = resident(server.pid)
        many = populate(server, scale.worlds)
        per_world = (resident(server.pid) - before) / scale.worlds
        lists = {"one": key_files(yard, "one", many[:1]), "many": key_files(yard, "many", many)}
        seen = {}
        for _ in range(scale.rounds):
            for verb in ("submit", "poll"):
                for name, files in lists.items():
                    seen.setdefault((verb, name), []).append(load(server, verb, files, body, scale.seconds))
    loads = {key: middle(rounds) for key, rounds in seen.items()}
    for verb in ("submit", "poll"):
        one, many_ = loads[verb, "one"], loads[verb, "many"]
        what = f"{verb}, rate over {scale.worlds:,} worlds / over one"
        figures.add(f"worlds_{verb}", what, many_.rate / one.rate, "×")
        figures.expect(one.failures + many_.failures == 0, f"{what}: {one.failures + many_.failures} requests failed")
    figures.add("world_memory", "memory of a world with one job", per_world / 1024, "KiB")


def populate(server, worlds):
    """Opens so many worlds with a job each; returns (key, id of the job)."""
    made = []
    client = Client(server.port)
    for number in range(worlds):
        client.headers["Authorization"] = f"Bearer mk_world_{number}"
        made.append((f"mk_world_{number}", client.submit()["id"]))
    client.close()
    return made


def key_files(yard, name, jobs):
    submits = yard.file(f"{name}-submit.keys", "".join(f"{key} {SUBMIT}\n" for key, _ in jobs))
    polls = yard.file(f"{name}-poll.keys", "".join(f"{key} {RESULT.format(job)}\n" for key, job in jobs))
    return {"submit": submits, "poll": polls}


def load(server, verb, files, body, seconds):
    if verb == "submit":
        return wrk(server.url, seconds, method="POST", body=body, keys=files[verb])
    return wrk(server.url, seconds, keys=files[verb])
