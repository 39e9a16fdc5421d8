"""Webhooks over the wire: what comes, how it is signed (as others compute it), how often, to whom, and what it costs."""

import hashlib
import hmac
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse

from receiver import Receiver, node_ed25519, node_hmac, openssl_ed25519, openssl_hmac, verify
from server import SUBMIT, Server

FAL_SUBMIT = "/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video"
EVOLINK_SUBMIT = "/v1/videos/generations"


def submit_to(client, receiver, **inputs):
    """A WaveSpeed task that is told of at the receiver."""
    return client.submit(SUBMIT + "?webhook=" + urllib.parse.quote(receiver.url, safe=""), duration=3, **inputs)["id"]


def submit_fal(client, url, prompt="a fox", key="mk:hooks"):
    answer = client.post(FAL_SUBMIT + "?fal_webhook=" + urllib.parse.quote(url, safe=""), {"prompt": prompt, "duration": "3"},
                         headers={"Authorization": f"Key {key}"})
    return answer.json["request_id"]


def evolink_task(url, **more):
    return {"model": "kling-o3-text-to-video", "prompt": "a fox", "duration": 3, "callback_url": url, **more}


def deliveries(client, **query):
    return client.get("/_mockling/webhooks?" + urllib.parse.urlencode(query)).json["webhooks"]


def spacing(client, job):
    """Seconds of the world between a job's first attempt and each of its attempts, and the state."""
    one, = deliveries(client, job=job)
    times = [parse(attempt["at"]) for attempt in one["attempts"]]
    return [round(at - times[0], 3) for at in times], one["state"]


def parse(text):
    """Seconds of the day; enough to tell attempts of one test apart."""
    clock = text.split("T")[1].rstrip("Z")
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


class Delivery(unittest.TestCase):
    def setUp(self):
        server = Server("--clock", "manual", "--media", "small", "--switch", "evolink/callback-hosts=loopback")
        self.server = self.enterContext(server) if hasattr(self, "enterContext") else server.__enter__()
        if not hasattr(self, "enterContext"):
            self.addCleanup(server.__exit__, None, None, None)
        self.client = self.server.client("mk:hooks")

    def test_wavespeed_signs_with_the_secret_as_others_compute_it(self):
        secret = self.client.get("/api/v3/webhook/secret").data["secret"]
        with Receiver() as receiver:
            job = submit_to(self.client, receiver, prompt="tsch\u00fcss \u2603")
            happened = [event["what"] for event in self.client.world(advance="10s")["happened"]]
            call, = receiver.calls  # the answer to advance waits for it
        self.assertEqual(happened, ["running", "succeeded", "charged", "webhook delivered"])
        self.assertEqual(call.headers["Content-Type"], "application/json")
        payload = call.json
        self.assertEqual(payload["id"], job)
        self.assertNotIn("code", {key for key in payload if key in ("message", "data")})
        self.assertEqual((payload["status"], payload["input"]["prompt"]), ("completed", "tsch\u00fcss \u2603"))
        shown = self.client.result(job)
        self.assertEqual({**payload, "input": None}, {**shown, "input": None})
        key = secret.removeprefix("whsec_").encode()
        stamp = call.headers["webhook-timestamp"]
        message = f"{job}.{stamp}.".encode() + call.body
        right = hmac.new(key, message, hashlib.sha256).hexdigest()
        self.assertEqual(call.headers["webhook-id"], job)
        self.assertEqual(call.headers["webhook-signature"], "v3," + right)
        self.assertEqual(openssl_hmac(key, message), right)
        self.assertEqual(node_hmac(key, message), right)
        self.assertLess(abs(time.time() - int(stamp)), 60)  # receivers compare with their own clock
        self.assertEqual(verify("wavespeed", call, secret=secret), "valid")
        call.body += b" "
        self.assertEqual(verify("wavespeed", call, secret=secret), "not valid: the signature does not fit")

    def test_fal_signs_four_lines_with_a_published_key(self):
        with Receiver() as receiver:
            job = submit_fal(self.client, receiver.url)
            failed = submit_fal(self.client, receiver.url, "[[mockling: content_policy_violation]] x")
            self.client.world(advance="30s")
            calls = {call.json["request_id"]: call for call in receiver.calls}
        keys = self.client.get("/rest.fal.ai/.well-known/jwks.json", key=False).json
        self.assertEqual({"kty": "OKP", "crv": "Ed25519"}, {name: keys["keys"][0][name] for name in ("kty", "crv")})
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(keys, file)
            file.flush()
            for call in calls.values():
                self.assert_signed(call, keys["keys"][0]["x"])
                self.assertEqual(verify("fal", call, keys=file.name), "valid")
        good, bad = calls[job].json, calls[failed].json
        self.assertEqual(list(good), ["error", "gateway_request_id", "payload", "request_id", "status"])
        self.assertEqual((good["error"], good["status"], good["payload"]["video"]["content_type"]), (None, "OK", "video/mp4"))
        self.assertGreater(good["payload"]["video"]["file_size"], 1000)
        self.assertEqual((bad["error"], bad["status"]), ("Invalid status code: 422", "ERROR"))
        self.assertEqual(bad["payload"]["detail"][0]["type"], "content_policy_violation")
        self.assertIn(b'{"error": null, "gateway_request_id": "', calls[job].body)  # blanks as Python writes them

    def assert_signed(self, call, x):
        names = ("Request-Id", "User-Id", "Timestamp")
        lines = [call.headers["X-Fal-Webhook-" + name] for name in names] + [hashlib.sha256(call.body).hexdigest()]
        message, signature = "\n".join(lines).encode(), bytes.fromhex(call.headers["X-Fal-Webhook-Signature"])
        self.assertTrue(openssl_ed25519(x, message, signature))
        self.assertTrue(node_ed25519(x, message, signature))
        self.assertFalse(node_ed25519(x, message + b" ", signature))

    def test_evolink_signs_nothing_and_sends_the_task_as_a_query_shows_it(self):
        with Receiver() as receiver:
            job = self.client.post(EVOLINK_SUBMIT, evolink_task(receiver.url)).json["id"]
            self.client.world(advance="60s")
            call, = receiver.calls
        self.assertEqual(call.json, self.client.get(f"/v1/tasks/{job}").json)
        self.assertEqual(call.json["status"], "completed")
        self.assertFalse([name for name in call.headers if "sign" in name.lower()])

    def test_a_job_three_failed_tries_and_the_end_of_its_link_take_no_time(self):
        began = time.monotonic()
        with Receiver(500) as receiver:
            job = self.client.post(EVOLINK_SUBMIT, evolink_task(receiver.url)).json["id"]
            whats = [event["what"] for event in self.client.world(advance="25h")["happened"]]
            self.assertEqual(len(receiver.calls), 4)
        took = time.monotonic() - began
        self.assertEqual(whats, ["running", "succeeded", "charged", *["webhook failed"] * 3, "webhook given up", "link expired"])
        self.assertEqual(self.client.get(f"/v1/tasks/{job}").json["status"], "completed")
        self.assertLess(took, 5)  # tenths of a second on a quiet machine

    def test_down_then_up_means_the_documented_tries_at_the_documented_times_and_one_charge(self):
        with Receiver(500, 404, 503, 200) as receiver:
            job = submit_to(self.client, receiver)
            self.client.world(advance="60s")
            self.assertEqual([call.headers["webhook-id"] for call in receiver.calls], [job] * 4)
        self.assertEqual(spacing(self.client, job), ([0, 1, 3, 7], "delivered"))
        account = self.client.get("/_mockling/ledger").json["accounts"]["wavespeed"]
        self.assertEqual([line["move"] for line in account["lines"]], ["fund", "reserve", "charge"])
        journal = self.client.get("/_mockling/journal?operation=webhook").json["entries"]
        self.assertEqual([entry["status"] for entry in journal], [500, 404, 503, 200])

    def test_nobody_there_is_told_four_times_and_the_price_is_given_back(self):
        with Receiver() as gone:
            pass
        before = self.client.world(advance="1s")["accounts"]["wavespeed"]["available"]
        job = submit_to(self.client, gone)
        started = time.monotonic()
        told = [event["what"] for event in self.client.world(advance="1h")["happened"]]
        self.assertLess(time.monotonic() - started, 5)
        self.assertEqual(told[3:], ["webhook failed"] * 3 + ["webhook given up", "refunded"])
        self.assertEqual(spacing(self.client, job), ([0, 1, 3, 7], "given up"))
        self.assertEqual(self.client.world()["accounts"]["wavespeed"]["available"], before)
        account = self.client.get("/_mockling/ledger").json["accounts"]["wavespeed"]
        self.assertEqual([line["move"] for line in account["lines"]], ["fund", "reserve", "charge", "refund"])

    def test_each_provider_tries_as_often_as_it_says(self):
        with Receiver(500) as receiver:
            fal = submit_fal(self.client, receiver.url)
            evolink = self.client.post(EVOLINK_SUBMIT, evolink_task(receiver.url)).json["id"]
            self.client.world(advance="2h")
        self.assertEqual(spacing(self.client, evolink), ([0, 1, 3, 7], "given up"))
        times, state = spacing(self.client, fal)
        self.assertEqual((len(times), state), (32, "given up"))
        self.assertEqual([b - a for a, b in zip(times, times[1:])], [1, 2, 4, 8, 16, 32, 64] + [120] * 24)

    def test_steps_do_not_matter(self):
        histories = []
        for steps in (["20s"], ["next"] * 4, ["700ms"] * 29):
            client = self.server.client(f"mk_steps_{len(histories)}")
            client.world()
            with Receiver(500, 500, 200) as receiver:
                first = parse(client.world()["now"])
                submit_to(client, receiver, prompt="[[mockling: queue=1s, run=2s]]")
                events = [event for step in steps for event in client.world(advance=step)["happened"]]
            histories.append([(round(parse(event["at"]) - first, 3), event["what"]) for event in events])
        self.assertEqual(histories[0], [(1, "running"), (3, "succeeded"), (3, "charged"), (3, "webhook failed"), (4, "webhook failed"),
                                        (6, "webhook delivered")])
        self.assertEqual(histories[1], histories[0])
        self.assertEqual(histories[2], histories[0])

    def test_redirects_are_not_followed(self):
        with Receiver(302) as receiver:
            fal = submit_fal(self.client, receiver.url)
            self.client.world(advance="1h")
            self.assertEqual([call.path for call in receiver.calls], ["/hook"])
        self.assertEqual(deliveries(self.client, job=fal)[0]["state"], "given up")

    def test_a_slow_receiver_delays_nobody(self):
        with Receiver(delay=3) as slow, Receiver() as quick:
            client = self.server.client("mk_slow")
            for _ in range(40):
                submit_to(client, slow)
            client.world(clock="x20")
            submit_to(client, quick)
            started = time.monotonic()
            quick.wait(1, 10)
            polled = time.monotonic()
            client.world()
            self.assertLess(time.monotonic() - polled, 1)
            self.assertLess(time.monotonic() - started, 3)

    def test_hostile_answers_are_failures_and_cost_nothing_but_their_own_call(self):
        hostile = {b"SSH-2.0-OpenSSH\r\n": "the answer is not HTTP", b"": "closed without an answer",
                   b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000: "the answer's head is too long"}
        for bytes_sent, expected in hostile.items():
            with self.subTest(expected), socket.create_server(("127.0.0.1", 0)) as door:
                def answer(door=door, bytes_sent=bytes_sent):
                    for _ in range(4):
                        peer, _ = door.accept()
                        peer.recv(65536)
                        try:
                            peer.sendall(bytes_sent)
                        except OSError:
                            pass
                        peer.close()
                thread = threading.Thread(target=answer)
                thread.start()
                client = self.server.client("mk_hostile")
                job = client.post(EVOLINK_SUBMIT, evolink_task(f"http://127.0.0.1:{door.getsockname()[1]}/")).json["id"]
                client.world(advance="2m")
                thread.join(10)
                self.assertEqual([one["failure"] for one in deliveries(client, job=job)[0]["attempts"]], [expected] * 4)

    def test_questions_that_make_no_sense_are_refused(self):
        for query, word in (("state=lost", "one of: waiting"), ("limit=-1", "number from 0"), ("color=red", "for: job, state, limit")):
            answer = self.client.get("/_mockling/webhooks?" + query)
            self.assertEqual(answer.status, 400)
            self.assertIn(word, answer.json["error"])


class Policy(unittest.TestCase):
    def call(self, server, number, provider, url):
        """The state of a delivery to `url` and why its attempts failed; or the refusal of the submit."""
        client = server.client(f"mk:policy{number}")
        if provider == "evolink":
            answer = client.post(EVOLINK_SUBMIT, evolink_task(url))
            if answer.status != 200:
                return answer.status, answer.json["error"]["code"]
        elif provider == "fal":
            submit_fal(client, url, key=client.key)
        else:
            client.submit(SUBMIT + "?webhook=" + urllib.parse.quote(url, safe=""), duration=3)
        client.world(advance="1h")
        one, = deliveries(client)
        return one["state"], [attempt.get("failure") for attempt in one["attempts"]]

    def test_who_may_be_called(self):
        internal = "not sent: the provider calls no internal address"
        outside = "not sent: this server calls nobody outside this machine (serve --webhooks any does)"
        with Receiver() as receiver:
            port = receiver.port
            rows = {
                (): [("evolink", receiver.url, (400, "invalid_request")),
                     ("wavespeed", receiver.url, ("delivered", [None])),
                     ("wavespeed", f"http://localhost:{port}/", ("delivered", [None])),
                     ("wavespeed", f"http://2130706433:{port}/", ("delivered", [None])),
                     ("fal", f"http://0x7f.1:{port}/", ("delivered", [None])),
                     ("wavespeed", "https://192.0.2.1/", ("not sent", [outside])),
                     ("wavespeed", "nonsense", ("not sent", ["not sent: not an HTTP address"]))],
                ("--webhooks", "off"): [("fal", receiver.url, ("not sent", ["not sent: this server sends no webhooks"]))],
                ("--switch", "fal/webhook-hosts=public", "--switch", "wavespeed/webhook-hosts=public", "--switch",
                 "evolink/callback-hosts=loopback"): [
                    ("fal", receiver.url, ("not sent", [internal])),
                    ("wavespeed", f"http://[::ffff:127.0.0.1]:{port}/", ("not sent", [internal])),
                    ("evolink", f"http://127.0.0.1:{port}/", ("delivered", [None])),
                    ("evolink", "https://10.0.0.1/", (400, "invalid_request"))],
                ("--webhooks", "any"): [
                    ("fal", "http://10.1.2.3/", ("not sent", [internal])),
                    ("fal", "http://169.254.169.254/latest", ("not sent", [internal])),
                    ("wavespeed", "http://192.0.2.1/", ("not sent", ["not sent: the provider calls by HTTPS only"]))]}
            for flags, calls in rows.items():
                with Server("--clock", "manual", "--media", "off", *flags) as server:
                    for number, (provider, url, expected) in enumerate(calls):
                        with self.subTest(provider=provider, url=url, flags=flags):
                            self.assertEqual(self.call(server, number, provider, url), expected)


class Encrypted(unittest.TestCase):
    def test_a_certificate_must_be_trusted_and_for_the_right_name(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout",
                        folder / "key", "-out", folder / "cert", "-subj", "/CN=receiver", "-addext", "subjectAltName=DNS:localhost"],
                       check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert", folder / "key")
        with Receiver(tls=context) as receiver:
            rows = [(["--webhook-ca", str(folder / "cert")], "localhost", [None]),
                    (["--webhook-ca", str(folder / "cert")], "127.0.0.1", ["TLS failed: not trusted, or none"] * 4),
                    ([], "localhost", ["TLS failed: not trusted, or none"] * 4)]
            for flags, host, expected in rows:
                with self.subTest(flags=flags, host=host), Server("--clock", "manual", "--media", "off", *flags) as server:
                    client = server.client()
                    client.submit(SUBMIT + "?webhook=" + urllib.parse.quote(f"https://{host}:{receiver.port}/x", safe=""), duration=3)
                    client.world(advance="1h")
                    self.assertEqual([one.get("failure") for one in deliveries(client)[0]["attempts"]], expected)
            self.assertEqual(len(receiver.calls), 1)


class Survival(unittest.TestCase):
    def test_kill_between_attempts_loses_no_delivery(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        flags = ("--clock", "manual", "--media", "off", "--state-dir", str(pathlib.Path(folder) / "state"), "--seed", "5")
        with Receiver(500, 500, 200) as receiver:
            with Server(*flags) as server:
                client = server.client()
                jobs = [submit_to(client, receiver) for _ in range(2)]
                client.world(advance="next")
                while not receiver.calls:
                    client.world(advance="next")
                server.kill()
            self.assertLess(len(receiver.calls), 4)
            with Server(*flags) as server:
                client = server.client()
                client.world(advance="1m")
                states = [(one["job"], one["state"]) for one in deliveries(client)]
                self.assertEqual(states, [(job, "delivered") for job in jobs])
                self.assertEqual({call.headers["webhook-id"] for call in receiver.calls}, set(jobs))
                self.assertEqual(client.world()["accounts"]["wavespeed"]["reserved"], "0")


if __name__ == "__main__":
    unittest.main()
