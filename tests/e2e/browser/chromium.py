"""A real browser without a window, driven over a pipe in the DevTools protocol. Needs nothing but the standard library."""

import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60


class Chromium:
    """One browser with one page. `said` is what the console, the log and uncaught errors said since the last open()."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        to_read, self.writing = os.pipe()
        self.reading, to_write = os.pipe()
        # The browser reads commands from 3 and answers on 4: the ends are moved out of the way first.
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (to_read, to_write)]
        self.process = subprocess.Popen(
            [shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-extensions", "--window-size=1280,1000", "--user-data-dir=" + self.folder.name, "--remote-debugging-pipe"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4),
            preexec_fn=lambda: (os.dup2(ends[0], 3), os.dup2(ends[1], 4)))
        for end in (to_read, to_write, *ends):
            os.close(end)
        self.numbers, self.buffer, self.events, self.said, self.session = itertools.count(1), b"", [], [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    def close(self):
        try:
            self.session = None
            self.ask("Browser.close")
            self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()
            os.close(self.reading)
            os.close(self.writing)
            self.folder.cleanup()

    def receive(self):
        """The next message; events are noted on the way."""
        until = time.monotonic() + PATIENCE
        while b"\0" not in self.buffer:
            if not select.select([self.reading], [], [], max(0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser said nothing")
            chunk = os.read(self.reading, 1 << 20)
            if not chunk:
                raise EOFError("the browser is gone")
            self.buffer += chunk
        line, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(line)
        name, details = message.get("method"), message.get("params", {})
        if name in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
            self.said.append(json.dumps(details)[:600])
        if name == "Network.requestWillBeSent" and not details["request"]["url"].startswith(("file:", "about:")):
            self.said.append("asked the network for " + details["request"]["url"])
        if name:
            self.events.append(name)
        return message

    def ask(self, method, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def open(self, address):
        """Returns when the document and its scripts are through."""
        self.said, self.events = [], []
        self.ask("Page.navigate", url=address)
        while "Page.loadEventFired" not in self.events:
            self.receive()
        self.run("0")  # whatever the load event has started comes before

    def run(self, expression):
        """The value of a JavaScript expression; a promise is awaited."""
        done = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in done:
            raise RuntimeError(json.dumps(done["exceptionDetails"])[:600])
        return done["result"].get("value")

    def press(self, key, code=0):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text="\r" if key == "Enter" and kind == "keyDown" else "")
        self.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
