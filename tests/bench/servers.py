"""The servers that are measured, each on loopback and a free port, each ended by its own process id."""

import http.client
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

from machine import free_port

SUBMIT = "/api/v3/kwaivgi/kling-video-o3-4k/text-to-video"
RESULT = "/api/v3/predictions/{}/result"
BALANCE = "/api/v3/balance"
KEY = "mk_bench"
AUTHORIZATION = ("Authorization", f"Bearer {KEY}")
RICH = {"about": "An account that a bench cannot empty.", "balance": "1000000000"}
AT_ONCE = {**RICH, "lifecycle": {"queued_ms": [0, 0], "running_ms": [0, 0]}}


class Server:
    """A running program. Use as a context; `port`, `pid`, `url`."""

    def __init__(self, name, command, port, probe="/", stdout=subprocess.DEVNULL):
        self.name, self.port, self.url = name, port, f"http://127.0.0.1:{port}"
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        try:
            self.milliseconds_to_first_200 = self.wait_for_200(probe)
        except BaseException:
            self.stop()
            raise

    def wait_for_200(self, path):
        while time.perf_counter() < self.started + 10:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode} instead of listening")
            try:
                if ask(self.port, "GET", path, timeout=5)[0] == 200:
                    return (time.perf_counter() - self.started) * 1e3
            except OSError:
                time.sleep(0.0002)
        raise RuntimeError(f"{self.name} did not answer within 10 s")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Client:
    """A keep-alive connection. `ask` returns status and body."""

    def __init__(self, port, key=KEY, timeout=60):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.headers = {"Authorization": f"Bearer {key}"}

    def ask(self, method, path, body=None, headers=None):
        self.connection.request(method, path, body, {**self.headers, **(headers or {})})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def data(self, method, path, body=None, headers=None):
        """The `data` of a successful answer."""
        status, text = self.ask(method, path, body, headers)
        if status != 200:
            raise RuntimeError(f"{method} {path} was answered {status}: {text[:300]!r}")
        return json.loads(text)["data"]

    def submit(self, **wishes):
        return self.data("POST", SUBMIT, json.dumps({"prompt": "a red fox in the snow", **wishes}))

    def close(self):
        self.connection.close()


def ask(port, method, path, body=None, timeout=60):
    client = Client(port, timeout=timeout)
    try:
        return client.ask(method, path, body)
    finally:
        client.close()


class Yard:
    """Starts servers. `folder` is a scratch folder; `submitted` and `polled` are answers for the yardsticks to repeat."""

    def __init__(self, folder, mockling, echo):
        self.folder, self.program, self.echo_program = Path(folder), str(mockling), str(echo)
        self.submitted = self.polled = None

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def mockling(self, scenario=None, cache=None, tls=False):
        """With `tls` the server has a second door, the `url` of its `tls`."""
        scenario = self.file("scenario.json", json.dumps(scenario or RICH))
        port = free_port()
        command = [self.program, "serve", "--port", str(port), "--log", "none", "--seed", "1",
                   "--scenario", str(scenario), "--cache-dir", str(cache or self.folder / "clips")]
        door = free_port() if tls else None
        server = Server("mockling", command + (["--https-port", str(door)] if tls else []), port, BALANCE)
        server.tls = SimpleNamespace(url=f"https://localhost:{door}")
        return server

    def echo(self, settings):
        body, port = self.file("echo.json", self.polled), free_port()
        return Server(f"cpp-httplib, {settings} settings", [self.echo_program, settings, str(body), str(port)], port)

    def nginx(self):
        port = free_port()
        temporary = "".join(f"{kind}_temp_path {self.folder}/nginx-{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = self.file("nginx.conf", f"""
            {"user root;" if os.geteuid() == 0 else ""}
            worker_processes {len(os.sched_getaffinity(0))}; daemon off; pid {self.folder}/nginx.pid; error_log /dev/null;
            events {{ worker_connections 4096; }}
            http {{
              access_log off; keepalive_requests 100000000; sendfile on; default_type application/json;
              {temporary}
              server {{
                listen 127.0.0.1:{port} backlog=1024;
                location /files/ {{ root {self.folder}; }}
                location {SUBMIT} {{ return 200 '{self.submitted}'; }}
                location / {{ return 200 '{self.polled}'; }}
              }}
            }}""")
        return Server("nginx", ["nginx", "-e", "/dev/null", "-p", str(self.folder), "-c", str(config)], port)
