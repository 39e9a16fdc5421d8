"""A mockling of one's own: started on a free port, stopped by its own id, asked over plain HTTP."""

import http.client
import json
import os
import pathlib
import select
import signal
import subprocess
import tempfile
import time
import urllib.parse

PROGRAM = os.environ.get("MOCKLING", "mockling")
# Clips are cached between the tests of one build folder; a test about the cache brings a folder of its own.
CLIPS = os.environ.get("MOCKLING_CLIPS", os.path.join(tempfile.gettempdir(), "mockling-e2e-clips"))
SOURCE = pathlib.Path(__file__).resolve().parents[3]
SUBMIT = "/api/v3/kwaivgi/kling-video-o3-4k/text-to-video"


class Server:
    """Use as a context. `url`, `ready` (the parsed ready line), `kill()`; leaving it insists on a clean end."""

    def __init__(self, *flags, environment=None, cache=CLIPS):
        self.flags = [*flags] if "--cache-dir" in flags else [*flags, "--cache-dir", str(cache)]
        self.environment = environment
        self.process = None
        self.clients = []

    def __enter__(self):
        port = [] if "--port" in self.flags else ["--port", "0"]
        # Unbuffered, so that reading the ready line leaves all that follows in the pipe.
        self.process = subprocess.Popen([PROGRAM, "serve", *port, *self.flags], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, bufsize=0, env=self.environment)
        if not select.select([self.process.stdout], [], [], 10)[0]:
            self.kill()
            raise TimeoutError("the server did not become ready within 10 s")
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the server ended with {self.process.wait(5)}: {self.process.stderr.read().decode()}")
        self.ready = json.loads(line)
        self.url = self.ready["http"]
        return self

    def __exit__(self, failed, *_):
        for client in self.clients:
            client.connection.close()
        if self.process.poll() is None:
            code = self.end(signal.SIGTERM)
            if not failed and code != 0:
                raise RuntimeError(f"the server ended with {code}: {self.errors}")
        self.process.stdout.close()
        self.process.stderr.close()

    def end(self, signal_number):
        """Sends the signal and returns the exit code; `seconds` says how long that took."""
        started = time.monotonic()
        self.process.send_signal(signal_number)
        try:
            rest, errors = self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.seconds, self.rest, self.errors = time.monotonic() - started, rest.decode(), errors.decode()
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def client(self, key="mk_e2e"):
        self.clients.append(Client(self.url, key))
        return self.clients[-1]


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        """What a successful answer carries."""
        if self.status != 200 or self.json["code"] != 200:
            raise AssertionError(f"not a success: {self.status} {self.body[:500]}")
        return self.json["data"]

    def __repr__(self):
        return f"{self.status} {self.body[:500]}"


class Client:
    """One keep-alive connection with one key. Follows no redirects and raises no HTTP errors."""

    def __init__(self, url, key):
        self.key = key
        self.origin = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(self.origin.hostname, self.origin.port, timeout=30)

    def send(self, method, path, body=None, headers=None, key=True):
        """`path` may be a whole URL of this server; a body that is no bytes is sent as JSON."""
        parts = urllib.parse.urlsplit(path)
        target = parts.path + ("?" + parts.query if parts.query else "")
        headers = dict(headers or {})
        if key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        self.connection.request(method, target, body, headers)
        answer = self.connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, body, **more):
        return self.send("POST", path, body, **more)

    def world(self, **change):
        """Looks at the world of this key, or changes it first."""
        answer = self.send("PATCH", "/_mockling/world", change) if change else self.get("/_mockling/world")
        if answer.status != 200:
            raise AssertionError(f"{answer}")
        return answer.json

    def submit(self, path=SUBMIT, **inputs):
        return self.post(path, inputs).data

    def result(self, job):
        return self.get(f"/api/v3/predictions/{job}/result").data

    def wait(self, job, seconds=20):
        """The result once it is an end."""
        until = time.monotonic() + seconds
        while (data := self.result(job))["status"] in ("created", "processing"):
            if time.monotonic() > until:
                raise TimeoutError(f"{job} is still {data['status']} after {seconds} s")
            time.sleep(0.02)
        return data
