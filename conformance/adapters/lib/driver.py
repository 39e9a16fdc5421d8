"""The adapter's half of driver protocol 1: reads lines, runs what they ask for side by side, writes lines.

    serve(client={...}, providers=[...], ops={"generate": generate}, capabilities=[...], explain=explain)

An op takes a Run and returns a value; `explain(error, run)` turns what the client raised into a Failure.
"""

import concurrent.futures
import json
import os
import sys
import threading

# stdout belongs to the protocol: what a client prints goes where its log is read.
_protocol = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
sys.stdout = sys.stderr
# Each run brings its own key; a client that falls back on the environment would spend from another run's account.
for _name in ("WAVESPEED_API_KEY", "FAL_KEY", "FAL_API_KEY", "FAL_KEY_ID", "FAL_KEY_SECRET", "EVOLINK_API_KEY"):
    os.environ.pop(_name, None)


class Failure(Exception):
    """What went wrong, in the words of the protocol."""

    def __init__(self, category, message, task_id=None, http_status=None, retryable=False):
        super().__init__(message)
        self.fields = {"category": category, "message": str(message), "task_id": task_id, "http_status": http_status, "retryable": retryable}


class Run:
    """One run: the parts of the host's message, and what the client has told of it so far."""

    def __init__(self, message, write):
        self.op, self.seq, self.provider, self.args, self.env = (message[name] for name in ("op", "seq", "provider", "args", "env"))
        self.tuning = message.get("tuning") or {}
        self.task_id = self.args.get("task_id")
        self.aborted = threading.Event()
        self._write = write

    def seconds(self, name, otherwise=None):
        return self.tuning[name] / 1000 if name in self.tuning else otherwise

    def file(self, index=0):
        return os.path.join(self.env["work_dir"], (f"{index}-" if index else "") + self.args["save_as"])

    def submitted(self, task_id):
        self.task_id = task_id
        self.tell("submitted", task_id=task_id)

    def tell(self, event, **fields):
        self._write({"type": "event", "seq": self.seq, "event": event, **fields})


def value(task_id, status, outputs=(), cost=None, attempts=None):
    return {"task_id": task_id, "status": status, "outputs": list(outputs), "cost": cost, "attempts": attempts}


def serve(client, providers, ops, capabilities=(), explain=lambda error, run: None, max_in_flight=8):
    lock = threading.Lock()
    runs = {}

    def write(message):
        with lock:
            _protocol.write(json.dumps(message) + "\n")
            _protocol.flush()

    def perform(run):
        def result(outcome, **rest):
            write({"type": "result", "seq": run.seq, "outcome": outcome, **rest})
        try:
            if run.op not in ops:
                return result("unsupported")
            result("ok", value=ops[run.op](run))
        except Exception as error:  # noqa: BLE001 - whatever a client raises is what it told its user
            said = error if isinstance(error, Failure) else explain(error, run)
            said = said or Failure("other", f"{type(error).__name__}: {error}", run.task_id)
            result("error", error=said.fields)
        finally:
            runs.pop(run.seq, None)

    with concurrent.futures.ThreadPoolExecutor(max_workers=64) as pool:
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "hello":
                write({"type": "hello", "protocol": 1, "client": {"language": "python", **client}, "providers": providers,
                       "max_in_flight": max_in_flight, "ops": list(ops), "capabilities": list(capabilities)})
            elif message["type"] == "run":
                run = runs[message["seq"]] = Run(message, write)
                pool.submit(perform, run)
            elif message["type"] == "control" and message["do"] == "abort" and message["seq"] in runs:
                runs[message["seq"]].aborted.set()
            elif message["type"] == "stop":
                break
        os._exit(0)  # a client that still waits must not keep the process
