"""PyPI fal-client, as fal's documentation uses it."""

import concurrent.futures
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "lib"))
from driver import Failure, serve, value  # first: it takes other keys out of the environment
from download import download
from status import category

import fal_client
import httpx

# Each client reads the authorities it trusts anew, and each run has a client of its own: a short list will do.
if "NODE_EXTRA_CA_CERTS" in os.environ:
    os.environ["SSL_CERT_FILE"] = os.environ["NODE_EXTRA_CA_CERTS"]
# For all waits with a time limit the client has one pool of a few threads, and one that timed out keeps its thread until its
# request ends. The runs here know nothing of each other: none may wait for another's.
fal_client.client.EXECUTOR = concurrent.futures.ThreadPoolExecutor(max_workers=256)


def client_of(run):
    return fal_client.SyncClient(key=run.env["api_key"], default_timeout=run.seconds("request_timeout_ms", 120.0))


def interval(run):
    return {"interval": run.seconds("poll_interval_ms")} if "poll_interval_ms" in run.tuning else {}


def generate(run):
    client = client_of(run)
    if run.args.get("webhook_url"):  # subscribe takes none
        handle = client.submit(run.args["model"], run.args["input"], webhook_url=run.args["webhook_url"])
        run.submitted(handle.request_id)
        return save(run, handle.get(**interval(run)))
    return save(run, client.subscribe(run.args["model"], run.args["input"], on_enqueue=run.submitted,
                                      client_timeout=run.seconds("overall_timeout_ms"), **interval(run)))


def save(run, data):
    video = data.get("video") or {}
    if not video.get("url"):
        raise Failure("protocol", f"completed, but without a clip: {data}", run.task_id)
    got = download(video["url"], run.file(), run.seconds("request_timeout_ms", 10.0), video.get("file_size"), run.task_id)
    return value(run.task_id, "COMPLETED", [got])


def submit(run):
    handle = client_of(run).submit(run.args["model"], run.args["input"], webhook_url=run.args.get("webhook_url"))
    run.submitted(handle.request_id)
    return value(handle.request_id, None)


def result(run):
    return client_of(run).get_handle(run.args["model"], run.task_id).get(**interval(run))


def wait(run):
    video = result(run)["video"]
    return value(run.task_id, "COMPLETED", [{"url": video["url"], "path": None, "sha256": None, "size": video.get("file_size"), "nsfw": None}])


def cancel(run):
    client_of(run).cancel(run.args["model"], run.task_id)  # which keeps to itself what the provider said
    return value(run.task_id, None)


def explain(error, run):
    task = run.task_id or getattr(error, "request_id", None)
    if isinstance(error, fal_client.FalClientTimeoutError):
        return Failure("timeout", error, task)
    if isinstance(error, fal_client.FalClientHTTPError):
        text = f"{error} {error.error_type or ''}"
        name = "provider_failed" if task and error.status_code >= 500 else category(error.status_code, text)
        return Failure(name, text, task, error.status_code, error.status_code in (408, 409, 429))
    if isinstance(error, httpx.TimeoutException):
        return Failure("timeout", f"{type(error).__name__}: {error}", task)
    if isinstance(error, httpx.HTTPError):
        return Failure("network", f"{type(error).__name__}: {error}", task, retryable=True)
    if type(error).__name__ == "MissingCredentialsError":
        return Failure("auth", error)
    if "Unknown status" in str(error) and re.search("CANCELLED|ERROR|FAILED", str(error)):  # an end, by a word it does not know
        return Failure("provider_failed", error, task)
    if isinstance(error, (ValueError, KeyError)):  # an answer that is no JSON, or lacks what it must have
        return Failure("protocol", f"{type(error).__name__}: {error}", task)
    return None


serve(client={"name": "fal-client (PyPI)", "version": fal_client.__version__, "url": "https://github.com/fal-ai/fal"},
      providers=["fal"], ops={"generate": generate, "submit": submit, "wait": wait, "resume": lambda run: save(run, result(run)), "cancel": cancel},
      capabilities=["tuning", "event_log", "proxy_env", "ca_file"], explain=explain, max_in_flight=4)
