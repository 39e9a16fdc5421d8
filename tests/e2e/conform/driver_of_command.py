#!/usr/bin/env python3
"""driver_of_command.py COMMAND: a program of the command door, spoken to over the driver protocol. Exit 0: there is a video."""

import concurrent.futures
import json
import os
import subprocess
import sys
import threading

lock = threading.Lock()
KEYS = {"wavespeed": "WAVESPEED_API_KEY", "fal": "FAL_KEY", "evolink": "EVOLINK_API_KEY"}


def say(message):
    with lock:
        print(json.dumps(message), flush=True)


def perform(run):
    env, args, tuning = run["env"], run["args"], run["tuning"]
    out = os.path.join(env["work_dir"], args["save_as"])
    variables = {name: value for name, value in os.environ.items() if name not in KEYS.values()}
    if env["api_key"]:
        variables[KEYS[run["provider"]]] = env["api_key"]
    variables.update({"MOCK_BASE_URL": env["base_url"], "MOCK_HOSTS": json.dumps(env["hosts"]), "CASE_ID": run["case"], "CASE_PROVIDER": run["provider"],
                      "CASE_MODEL": args["model"], "CASE_INPUT": json.dumps(args["input"]), "CASE_REQUEST": json.dumps(args["request"]),
                      "CASE_OUT": out, "CASE_KEY": env["api_key"] or ""})
    variables.update({f"CASE_{name.upper()}": str(tuning[name]) for name in tuning})
    done = subprocess.run(["/bin/sh", "-c", sys.argv[1].replace("{out}", out)], env=variables, cwd=env["work_dir"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=sys.stderr, check=False)
    result = {"type": "result", "seq": run["seq"], "outcome": "ok", "value": {}}
    if done.returncode != 0:
        result = {"type": "result", "seq": run["seq"], "outcome": "error", "error": {"category": "other", "message": f"exit status {done.returncode}"}}
    say(result)


def main():
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "hello":
                say({"type": "hello", "protocol": 1, "client": {"name": "a command", "version": "1", "language": "sh"}, "providers": list(KEYS),
                     "max_in_flight": 64, "ops": ["generate"], "capabilities": ["tuning"]})
            elif message["type"] == "run":
                pool.submit(perform, message)


main()
