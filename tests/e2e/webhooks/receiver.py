"""A receiver of webhooks as one would write it, and on demand with one mistake in it.

Environment: PROVIDER, SECRET, PROVIDER_URL (where the provider's API is), MISTAKE (empty: none). Prints its port.
"""

import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import time
import urllib.parse
import urllib.request

PROVIDER, SECRET, PROVIDER_URL, MISTAKE = (os.environ.get(name, "") for name in ("PROVIDER", "SECRET", "PROVIDER_URL", "MISTAKE"))
TOLERANCE = 300
lock = threading.Lock()
completions, done, keys = {}, set(), []


def fetch(url):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer webhook-lab"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def fetch_keys():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    found = json.loads(fetch(PROVIDER_URL + "/rest.fal.ai/.well-known/jwks.json"))["keys"]
    keys[:] = [Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "=")) for key in found]


def fresh(stamp):
    if MISTAKE == "no-timestamp-check":
        return True
    return bool(stamp) and stamp.isascii() and stamp.isdigit() and abs(time.time() - int(stamp)) <= TOLERANCE


def right_secret(headers, body):
    name, stamp = headers.get("webhook-id"), headers.get("webhook-timestamp")
    if not name or not fresh(stamp):
        return False
    key = SECRET.removeprefix("whsec_").encode()
    wanted = "v3," + hmac.new(key, f"{name}.{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in headers.get("webhook-signature", "").split(" "))


def right_key(headers, body):
    name, user, stamp, signature = (headers.get("X-Fal-Webhook-" + part) for part in ("Request-Id", "User-Id", "Timestamp", "Signature"))
    if not name or not user or not signature or not fresh(stamp):
        return False
    lines = "\n".join([name, user, stamp, hashlib.sha256(body).hexdigest()]).encode()

    def fits():
        for key in keys:
            try:
                key.verify(bytes.fromhex(signature), lines)
                return True
            except Exception:  # whatever is wrong with it, it does not fit
                continue
        return False

    if fits():
        return True
    fetch_keys()  # the key may be a new one
    return fits()


def genuine(headers, body):
    if MISTAKE == "no-verification":
        return True
    if MISTAKE == "reserialised-body":
        body = json.dumps(json.loads(body), separators=(",", ":"), ensure_ascii=False).encode()
    if PROVIDER == "wavespeed":
        return right_secret(headers, body)
    return right_key(headers, body) if PROVIDER == "fal" else True


def work(clip):
    if clip:
        fetch(clip)


def complete(name, completed):
    if not completed:
        return
    if PROVIDER == "evolink" and MISTAKE != "no-verification":
        asked = json.loads(fetch(PROVIDER_URL + "/v1/tasks/" + urllib.parse.quote(name)))
        if asked["status"] != "completed":
            return
    with lock:
        if name in done and MISTAKE != "no-dedupe":
            return
        done.add(name)
        completions[name] = completions.get(name, 0) + 1


def receive(headers, body):
    """The status to answer with, and what to do afterwards."""
    try:
        if not genuine(headers, body):
            return 401, None
        event = json.loads(body)
        if PROVIDER == "fal":
            name, completed, clip = event["request_id"], event["status"] == "OK", ((event["payload"] or {}).get("video") or {}).get("url")
        else:
            name, completed, clip = event["id"], event["status"] == "completed", (event.get("outputs") or event.get("results") or [None])[0]
        if MISTAKE == "ack-after-work":
            work(clip)
            clip = None
        complete(name, completed)
        return 200, clip
    except Exception:  # a receiver that cannot make sense of something says so
        return 400, None


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, clip = receive(self.headers, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        threading.Thread(target=work, args=(clip,), daemon=True).start()

    def do_GET(self):
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["id"][0]
        text = str(completions.get(name, 0)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_address[1], flush=True)
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # clips of a lab that has ended
    server.serve_forever()
