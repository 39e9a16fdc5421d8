"""A receiver of webhooks that remembers everything and answers as it is told; and other programs' view of signatures."""

import base64
import http.server
import json
import os
import pathlib
import socketserver
import subprocess
import tempfile
import threading
import time

ED25519_PREFIX = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo of an Ed25519 key, RFC 8410


class Call:
    """One delivery as it came."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.body, self.at = path, headers, body, time.time()

    @property
    def json(self):
        return json.loads(self.body)


class Receiver:
    """Use as a context. `answers`: status codes for the calls to come, the last one for all further; `delay` in seconds."""

    def __init__(self, *answers, delay=0, port=0, tls=None):
        self.answers, self.delay, self.calls, self.port = list(answers) or [200], delay, [], port
        self.tls, self.changed = tls, threading.Condition()

    def __enter__(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = receiver.take(Call(self.path, self.headers, body))
                time.sleep(receiver.delay)
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads, request_queue_size = True, 128

            def handle_error(self, *_):
                pass  # who called has gone

        self.server = Server(("127.0.0.1", self.port), Handler)
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def take(self, call):
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def wait(self, count=1, seconds=20):
        """The calls, once there are this many."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self.calls) >= count, seconds):
                raise TimeoutError(f"{len(self.calls)} of {count} calls after {seconds} s")
            return list(self.calls)


def openssl_hmac(key, message):
    """HMAC-SHA256 in hexadecimal, as the openssl command computes it."""
    done = subprocess.run(["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-hex"], input=message,
                          capture_output=True, check=True)
    return done.stdout.decode().split()[-1]


def openssl_ed25519(x, message, signature):
    """Whether the openssl command finds the signature right; `x` is the key as a key set has it."""
    public = base64.urlsafe_b64decode(x + "=")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pem = base64.encodebytes(ED25519_PREFIX + public).decode()
        (folder / "key").write_text(f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n", encoding="ascii")
        (folder / "message").write_bytes(message)
        (folder / "signature").write_bytes(signature)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", folder / "key", "-rawin", "-in", folder / "message",
                               "-sigfile", folder / "signature"], capture_output=True, check=False)
        return done.returncode == 0


NODE = """
const crypto = require("crypto"), call = JSON.parse(require("fs").readFileSync(0));
const bytes = (text) => Buffer.from(text, "base64");
if (call.kind === "hmac")
  console.log(crypto.createHmac("sha256", bytes(call.key)).update(bytes(call.message)).digest("hex"));
else {
  const key = crypto.createPublicKey({key: {kty: "OKP", crv: "Ed25519", x: call.key}, format: "jwk"});
  console.log(crypto.verify(null, bytes(call.message), key, bytes(call.signature)));
}
"""


def node(**call):
    done = subprocess.run(["node", "-e", NODE], input=json.dumps(call).encode(), capture_output=True, check=True)
    return done.stdout.decode().strip()


def node_hmac(key, message):
    return node(kind="hmac", key=base64.b64encode(key).decode(), message=base64.b64encode(message).decode())


def node_ed25519(x, message, signature):
    return node(kind="ed25519", key=x, message=base64.b64encode(message).decode(),
                signature=base64.b64encode(signature).decode()) == "true"


MOCKLING = os.environ.get("MOCKLING", "mockling")


def verify(provider, call, **keys):
    """What `mockling webhook verify` says of a call: its first word is valid or not."""
    command = [MOCKLING, "webhook", "verify", "--provider", provider, "--body", "-"]
    for name, value in keys.items():
        command += [f"--{name}", value]
    for name, value in call.headers.items():
        command += ["--header", f"{name}: {value}"]
    done = subprocess.run(command, input=call.body, capture_output=True, check=False)
    return done.stdout.decode().strip() or done.stderr.decode().strip()
