"""PyPI wavespeed, by the call that tells the task's id."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "lib"))
from driver import Failure, serve, value  # first: it takes other keys out of the environment
from download import download
from status import category

import wavespeed


def generate(run):
    # An interval between retries like the one between polls, as far as the client has options for time.
    client = wavespeed.Client(api_key=run.env["api_key"], connection_timeout=run.seconds("request_timeout_ms"),
                              retry_interval=run.seconds("poll_interval_ms"))
    told = client.run_no_throw(run.args["model"], run.args["input"], timeout=run.seconds("overall_timeout_ms"),
                               poll_interval=run.seconds("poll_interval_ms", 1.0))
    run.task_id = None if told["task_id"] == "unknown" else told["task_id"]
    if told["outputs"] is None:
        raise failure_of(told["error"], run.task_id)
    if not told["outputs"]:
        raise Failure("protocol", "completed, but without an output", run.task_id)
    outputs = [download(url, run.file(index), run.seconds("request_timeout_ms", 10.0), task_id=run.task_id)
               for index, url in enumerate(told["outputs"])]
    return value(run.task_id, told["status"], outputs)


def failure_of(text, task_id):
    """The client's errors are told apart by their texts."""
    found = re.search(r"HTTP (\d{3})", text)
    status = int(found.group(1)) if found else None
    if "API key is required" in text:
        name = "auth"
    elif "will not retry the POST" in text:  # as it says itself, the task may exist
        name = "ambiguous_submission"
    elif "Failed to submit prediction" in text:
        name = category(status, text) if status < 500 else "ambiguous_submission"
    elif "timed out after" in text:
        name = "timeout"
    elif text.startswith("Prediction "):
        name = "content_policy" if category(0, text) == "content_policy" else "provider_failed"
    elif status:
        name = category(status, text)
    elif re.search(r"after \d+ attempts|Connection broken", text):
        name = "network"
    else:
        name = "protocol" if re.search(r"No request ID|\(char \d+\)", text) else "other"
    return Failure(name, text, task_id, status)


serve(client={"name": "wavespeed (PyPI)", "version": wavespeed.__version__, "url": "https://github.com/WaveSpeedAI/wavespeed-python"},
      providers=["wavespeed"], ops={"generate": generate}, capabilities=["tuning", "proxy_env", "ca_file"], max_in_flight=4)
