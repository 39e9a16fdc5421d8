"""A client as a careful user writes it with nothing but Python: what is paid is asked for once, what is free is asked again."""

import email.utils
import gzip
import http.client
import json
import random
import time
import urllib.error
import urllib.request

from driver import Failure
from status import category


class Refused(Exception):
    """An answer that is no success. `wait` is what it asks for, in seconds."""

    def __init__(self, status, text, wait):
        super().__init__(f"HTTP {status}: {text}")
        self.status, self.wait = status, wait


class Gone(Exception):
    """No answer, or none that can be read."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """The key goes to the host it was given for, and nowhere else."""

    def redirect_request(self, *_):
        return None


class Client:
    def __init__(self, dialect, base, key, interval=2.0, timeout=30.0, overall=900.0, aborted=None):
        if not key:
            raise Failure("auth", "there is no API key")
        self.dialect, self.base, self.key = dialect, base.rstrip("/"), key
        self.interval, self.timeout, self.until, self.aborted = interval, timeout, time.monotonic() + overall, aborted
        self.opener = urllib.request.build_opener(NoRedirects)

    def ask(self, method, path, body=None):
        headers = {"Authorization": f"{self.dialect.scheme} {self.key}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self.base + path, method=method, headers=headers, data=body and json.dumps(body).encode())
        try:
            with self.opener.open(request, timeout=max(0.1, min(self.timeout, self.until - time.monotonic()))) as answer:
                found = json.loads(unpacked(answer, answer.read(1 << 24)))
        except urllib.error.HTTPError as error:
            with error:
                text = error.read(4000).decode(errors="replace").replace(self.key, "***")
            raise Refused(error.code, text, seconds(error.headers)) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Gone(f"{type(error).__name__}: {error}".replace(self.key, "***")) from error
        if not isinstance(found, dict):
            raise Gone("the answer is no object")
        if code := self.dialect.refusal(found):
            raise Refused(code, json.dumps(found).replace(self.key, "***"), None)
        return found

    def submit(self, model, body, webhook=None):
        """The id of a new task. Sent again only after a refusal that says when to come again: everything else may have been paid."""
        path, more = self.dialect.submit(model, webhook)
        for attempt in range(4):
            try:
                task = self.dialect.id(self.ask("POST", path, {**body, **more}))
                if not task:
                    raise Failure("ambiguous_submission", "accepted, but without an id")
                return task
            except Gone as error:
                raise Failure("ambiguous_submission", f"the task may exist: {error}") from error
            except Refused as error:
                again = error.status in (429, 503) and error.wait is not None and attempt < 3
                if not again or time.monotonic() + error.wait > self.until:
                    name = "ambiguous_submission" if error.status >= 500 else category(error.status, str(error))
                    raise Failure(name, error, http_status=error.status) from error
                self.pause(error.wait, None)

    def wait(self, model, task):
        """The State of the task once it ended well."""
        state = self.patiently(task, lambda: self.unended(model, task))
        if state.end == "error":
            told = "cancelled" if state.word.lower() in ("cancelled", "deleted") else category(0, state.error)
            raise Failure(told if told in ("content_policy", "cancelled") else "provider_failed", state.error, task)
        if path := self.dialect.result(model, task):
            state = self.patiently(task, lambda: self.dialect.delivery(self.ask("GET", path)), tries=3)
        if not state.links:
            raise Failure("protocol", "completed, but without an output", task)
        return state

    def unended(self, model, task):
        state = self.dialect.state(self.ask("GET", self.dialect.poll(model, task)))
        return state if state.end else None

    def patiently(self, task, question, tries=None):
        """Asks until there is an answer: troubles on the way do not end what is paid. A failed job's own 500 never goes away, so an
        answer that is known to be there is asked for so many times."""
        troubles, missing = 0, 0
        while True:
            wait = self.interval
            try:
                if (found := question()) is not None:
                    return found
                troubles = 0
            except (Gone, KeyError, TypeError, AttributeError):
                troubles += 1
            except Refused as error:
                missing += error.status == 404
                if error.status not in (408, 429) and error.status < 500 and not (error.status == 404 and missing < 3):
                    raise Failure(category(error.status, str(error)), error, task, error.status) from error
                troubles += 1
                if troubles == tries and error.status == 500:
                    raise Failure("provider_failed", error, task, error.status) from error
                wait = max(wait, error.wait or 0)
            if time.monotonic() >= self.until:
                raise Failure("timeout", "no end yet; the task goes on", task)
            self.pause(max(wait, self.interval * 2 ** min(troubles, 6) if troubles else 0) * random.uniform(1.0, 1.1), task)

    def pause(self, length, task):
        length = max(0.0, min(length, self.until - time.monotonic()))
        if self.aborted is None:
            time.sleep(length)
        elif self.aborted.wait(length):
            raise Failure("cancelled", "given up by the user; the task goes on", task)


def unpacked(answer, body):
    """A gateway may pack what nobody asked it to."""
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def seconds(headers):
    """What Retry-After asks for, by the server's own clock."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isdigit():
        return float(text)
    when, now = (email.utils.parsedate_to_datetime(headers[name]) if headers.get(name) else None for name in ("Retry-After", "Date"))
    return max(0.0, (when - now).total_seconds()) if when and now else None
