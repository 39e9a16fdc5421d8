"""No SDK at all: the careful client of client.py, for all three providers."""

import pathlib
import platform
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "lib"))
from driver import Failure, serve, value
from download import download
from client import Client, Refused, Gone
from dialects import BY_NAME
from status import category


def client_of(run):
    dialect = BY_NAME[run.provider]
    return Client(dialect, run.env["hosts"][dialect.host], run.env["api_key"], run.seconds("poll_interval_ms", 2.0),
                  run.seconds("request_timeout_ms", 30.0), run.seconds("overall_timeout_ms", 900.0), run.aborted)


def start(run, client):
    model = run.args["model"]
    run.submitted(client.submit(model, client.dialect.body(model, run.args["request"]), run.args.get("webhook_url")))


def outputs(run, state, links):
    flags = state.nsfw + [None] * len(links)
    return [{**link, "nsfw": flag} for link, flag in zip(links, flags)]


def finish(run, client):
    state = client.wait(run.args["model"], run.task_id)
    sizes = [*state.sizes] + [None] * len(state.links)
    saved = [download(link, run.file(at), run.seconds("request_timeout_ms", 10.0), sizes[at], run.task_id, run.aborted)
             for at, link in enumerate(state.links)]
    return value(run.task_id, state.word, outputs(run, state, saved))


def generate(run):
    client = client_of(run)
    start(run, client)
    return finish(run, client)


def submit(run):
    start(run, client_of(run))
    return value(run.task_id, None)


def wait(run):
    state = client_of(run).wait(run.args["model"], run.task_id)
    links = [{"url": link, "path": None, "sha256": None, "size": None} for link in state.links]
    return value(run.task_id, state.word, outputs(run, state, links))


def cancel(run):
    client = client_of(run)
    request = client.dialect.cancel(run.args["model"], run.task_id)
    if request is None:
        raise Failure("validation", f"{run.provider} documents no cancellation", run.task_id)
    try:
        answer = client.ask(*request)
        return value(run.task_id, answer.get("status") or (answer.get("data") or {}).get("status"))
    except Refused as error:
        raise Failure(category(error.status, str(error)), error, run.task_id, error.status) from error
    except Gone as error:
        raise Failure("network", error, run.task_id, retryable=True) from error


def fetch(run):
    return value(None, None, [download(run.args["url"], run.file(), run.seconds("request_timeout_ms", 10.0), aborted=run.aborted)])


serve(client={"name": "a careful user's urllib", "version": platform.python_version(), "url": "https://docs.python.org/3/library/urllib.html"},
      providers=list(BY_NAME),
      ops={"generate": generate, "submit": submit, "wait": wait, "resume": lambda run: finish(run, client_of(run)), "cancel": cancel, "download": fetch},
      capabilities=["typed", "tuning", "abort", "event_log", "proxy_env", "base_url", "ca_file", "nsfw"])
