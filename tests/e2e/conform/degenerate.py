#!/usr/bin/env python3
"""degenerate.py MODE [REFCLIENT] [CASE]: an adapter that no suite should believe, told by MODE (the functions below).

Those that need an honest half put themselves between the runner and REFCLIENT, and spoil only CASE where one is given.
"""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.request

HELLO = {"type": "hello", "protocol": 1, "client": {"name": "degenerate", "version": "1", "language": "python"},
         "providers": ["wavespeed", "fal", "evolink"], "max_in_flight": 64, "ops": ["generate"], "capabilities": []}
lock = threading.Lock()


def say(message):
    with lock:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def runs(hello=HELLO):
    """Says hello and gives every run that is asked for."""
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            say(hello)
        elif message["type"] == "run":
            yield message
        elif message["type"] == "stop":
            return


def ok(run, **value):
    return {"type": "result", "seq": run["seq"], "outcome": "ok", "value": {"task_id": "made-up", "status": "completed", **value}}


def submit(run):
    """Really asks for a job, and forgets it."""
    word = "Key" if run["provider"] == "fal" else "Bearer"
    model, hosts = run["args"]["model"], run["env"]["hosts"]
    url = {"wavespeed": f"{run['env']['base_url']}/api/v3/{model}", "fal": f"{hosts.get('queue')}/{model}",
           "evolink": f"{run['env']['base_url']}/v1/videos/generations"}[run["provider"]]
    request = urllib.request.Request(url, json.dumps(run["args"]["input"]).encode(), method="POST",
                                     headers={"Content-Type": "application/json", "Authorization": f"{word} {run['env']['api_key']}"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()
    except OSError:
        return b""


def save(run, data):
    with open(os.path.join(run["env"]["work_dir"], run["args"]["save_as"]), "wb") as file:
        file.write(data)


def never_hello():
    time.sleep(600)


def exits_at_once():
    pass


def wrong_protocol():
    for _ in runs({**HELLO, "protocol": 2}):
        pass


def claims_nothing():
    for _ in runs({**HELLO, "ops": []}):
        pass


def ok_at_once():
    for run in runs():
        say(ok(run))


def error_at_once():
    for run in runs():
        say({"type": "result", "seq": run["seq"], "outcome": "error", "error": {"category": "other", "message": "no"}})


def ok_to_all_ops():
    """Claims everything and does nothing."""
    every = {**HELLO, "ops": ["generate", "submit", "wait", "cancel", "download", "estimate", "resume", "webhook_listen", "verify_webhook"],
             "capabilities": ["typed", "tuning", "local_validation", "budget", "abort", "event_log", "ca_file", "proxy_env", "log_file", "nsfw", "cost"]}
    for run in runs(every):
        say(ok(run))


def made_up_file():
    """A file, its true digest and a link that answers with the very same bytes – but no video was ever made."""
    import hashlib
    for run in runs():
        url = run["env"]["base_url"] + "/_mockling/health"
        with urllib.request.urlopen(url, timeout=5) as answer:
            data = answer.read()
        save(run, data)
        say(ok(run, outputs=[{"url": url, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}]))


def submits_and_makes_up():
    for run in runs():
        submit(run)
        save(run, b"no video")
        say(ok(run, outputs=[{"url": run["env"]["base_url"] + "/_mockling/health", "sha256": "00" * 32, "size": 8}]))


def crashes_in_each():
    for run in runs():
        submit(run)
        os._exit(1)


def hangs_on_all():
    for _ in runs():
        pass


def deaf():
    say(HELLO)
    time.sleep(600)


def closes_stdout():
    for _ in runs():
        os.close(1)
        time.sleep(600)


def floods_one_line():
    for _ in runs():
        while True:
            os.write(1, b"x" * 65536)


def floods_garbage():
    for _ in runs():
        while True:
            os.write(1, b"this is no JSON\n" * 4096)


def floods_events():
    for run in runs():
        line = json.dumps({"type": "event", "seq": run["seq"], "event": "busy"}).encode() + b"\n"
        while True:
            os.write(1, line * 1000)


def unsupported():
    for run in runs():
        say({"type": "result", "seq": run["seq"], "outcome": "unsupported"})


def adapter_error():
    for run in runs():
        say({"type": "result", "seq": run["seq"], "outcome": "adapter_error", "error": {"category": "other", "message": "broken pipe"}})


def between(spoil):
    """The reference client, of whose lines `spoil` makes what it likes: spoil(message, down) gives what goes on, in order."""
    client = subprocess.Popen([sys.argv[2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answers():
        for line in client.stdout:
            for message in spoil(json.loads(line), False):
                say(message)
    reader = threading.Thread(target=answers, daemon=True)
    reader.start()
    for line in sys.stdin:
        for message in spoil(json.loads(line), True):
            client.stdin.write(json.dumps(message) + "\n")
            client.stdin.flush()
    client.stdin.close()
    reader.join(5)


def honest():
    between(lambda message, down: [message])


def is_that_case(message, down):
    return down and message["type"] == "run" and message["case"] == sys.argv[3]


def crashes_on_one():
    def spoil(message, down):
        if is_that_case(message, down):
            os._exit(1)
        return [message]
    between(spoil)


def hangs_on_one():
    def spoil(message, down):
        while is_that_case(message, down):
            time.sleep(600)
        return [message]
    between(spoil)


def answers_twice():
    between(lambda message, down: [message, message] if not down and message["type"] == "result" else [message])


def answers_for_another():
    def spoil(message, down):
        return [{**message, "seq": message["seq"] + 1000}] if not down and message["type"] == "result" else [message]
    between(spoil)


def floods_stderr():
    """Answers well, and says 100 MB about it."""
    def spoil(message, down):
        if not down and message["type"] == "result" and not flooded:
            flooded.append(True)
            for _ in range(1600):
                os.write(2, b"all is well, all is well\n" * 2621)
        return [message]
    flooded = []
    between(spoil)


def leaves_grandchildren():
    """One in its process group, one that left it; both keep its streams open. Their numbers go to the file CASE."""
    sleeps = [subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL, start_new_session=apart) for apart in (False, True)]
    with open(sys.argv[3], "a", encoding="ascii") as file:
        file.write("".join(f"{each.pid}\n" for each in sleeps))
    honest()


if __name__ == "__main__":
    globals()[sys.argv[1].replace("-", "_")]()
