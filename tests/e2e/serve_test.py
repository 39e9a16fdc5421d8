"""How the server starts, says that it is ready, and ends."""

import json
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from media import probe
from server import CLIPS, PROGRAM, Client, Server

# An orderly end takes a few milliseconds; this is the promise. A busy machine may need another try.
END_SECONDS = 0.1
TRIES = 5


def refused(*flags, **more):
    """Runs a server that must not start."""
    return subprocess.run([PROGRAM, "serve", "--cache-dir", CLIPS, *flags], capture_output=True, text=True, timeout=20, check=False, **more)


class Serve(unittest.TestCase):
    def folder(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return pathlib.Path(folder)

    def assert_refused(self, done, *reasons):
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Amockling: [^\n]+\n\Z")
        for reason in reasons:
            self.assertIn(reason, done.stderr)

    def test_ready_line_is_all_there_is_on_stdout(self):
        with Server("--seed", "7") as server:
            self.assertEqual({key: server.ready[key] for key in ("ready", "seed", "clips")}, {"ready": True, "seed": 7, "clips": "ok"})
            self.assertRegex(server.url, r"^http://127\.0\.0\.1:[1-9]\d*$")
            server.client().wait(server.client().submit(prompt="[[mockling: run=10ms, queue=0s]]")["id"])
            server.end(signal.SIGTERM)
            self.assertEqual((server.process.returncode, server.rest), (0, ""))

    def test_a_seed_is_drawn_and_told(self):
        with Server() as server:
            self.assertGreater(server.ready["seed"], 0)
            first = server.client().submit(prompt="x")["id"]
        with Server("--seed", str(server.ready["seed"])) as again:
            self.assertEqual(again.client().submit(prompt="x")["id"], first)

    def quickest_end(self, signal_number, during):
        taken = []
        for _ in range(TRIES):
            with Server() as server, during(server):
                self.assertEqual(server.end(signal_number), 0, server.errors)
                taken.append(server.seconds)
            if taken[-1] < END_SECONDS:
                break
        self.assertLess(min(taken), END_SECONDS, taken)

    def test_signals_end_it_at_once_and_cleanly(self):
        class Idle:
            """Clients in every state there is: idle, half a request, waiting for the end of a sync job."""
            def __init__(self, server):
                self.server = server

            def __enter__(self):
                idle = self.server.client()
                idle.world(switches={"wavespeed": {"sync-mode": "honoured"}})
                port = idle.origin.port
                self.sockets = [idle.connection.sock]
                body = b'{"enable_sync_mode": true, "prompt": "[[mockling: stalled]]"}'
                for start in (b"", b"POST /api/v3/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
                              b"POST /api/v3/kwaivgi/kling-video-o3-4k/text-to-video HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mk_e2e\r\n"
                              b"Content-Length: %d\r\n\r\n%s" % (len(body), body)):
                    self.sockets.append(socket.create_connection(("127.0.0.1", port), timeout=10))
                    self.sockets[-1].sendall(start)
                while not self.server.client().world()["jobs"]:
                    pass

            def __exit__(self, *_):
                for open_socket in self.sockets:
                    open_socket.close()

        for signal_number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal_number):
                self.quickest_end(signal_number, Idle)

    def test_port_in_use(self):
        with Server() as server:
            port = server.url.rpartition(":")[2]
            self.assert_refused(refused("--port", port), f"port {port}", "in use")

    def test_a_fixed_port_is_taken_again_at_once(self):
        with Server() as server:
            server.client().world()
            port = server.url.rpartition(":")[2]
        with Server("--port", port) as again:
            self.assertTrue(again.url.endswith(":" + port))

    def test_ipv6(self):
        with Server("--host", "::1") as server:
            self.assertRegex(server.url, r"^http://\[::1\]:\d+$")
            job = server.client().submit(prompt="x")
            self.assertTrue(job["urls"]["get"].startswith(server.url + "/"), job)

    def test_links_use_the_host_that_the_client_used(self):
        with Server("--host", "0.0.0.0") as server:
            port = server.url.rpartition(":")[2]
            client = Client(f"http://localhost:{port}", "mk_e2e")
            self.assertTrue(client.submit(prompt="x")["urls"]["get"].startswith(f"http://localhost:{port}/"))

    def test_unusable_state_folder(self):
        file = self.folder() / "file"
        file.write_text("")
        for path in (file, file / "below"):
            self.assert_refused(refused("--port", "0", "--state-dir", path), str(path))

    def test_one_state_folder_for_two_servers(self):
        folder = self.folder()
        with Server("--state-dir", str(folder)):
            self.assert_refused(refused("--port", "0", "--state-dir", folder), str(folder))

    def test_scenario_from_a_file(self):
        file = self.folder() / "mine.json"
        file.write_text(json.dumps({"name": "mine", "balance": "1.5"}))
        with Server("--scenario", str(file)) as server:
            self.assertEqual(server.client().get("/api/v3/balance").data, {"balance": 1.5})
        file.write_text('{"name": "mine", "balence": "1.5"}')
        self.assert_refused(refused("--port", "0", "--scenario", file), "balence")

    def test_it_says_nothing_more_when_asked_for_silence(self):
        with Server("--log", "none") as server:
            server.client().get("/api/v3/balance")
            server.end(signal.SIGTERM)
            self.assertEqual(server.errors, "")

    def test_one_log_line_for_each_request(self):
        with Server("--log", "requests") as server:
            server.client().get("/api/v3/balance")
            server.end(signal.SIGTERM)
            lines = [json.loads(line) for line in server.errors.splitlines() if line.startswith("{")]
            self.assertEqual([(line["method"], line["path"], line["status"]) for line in lines], [("GET", "/api/v3/balance", 200)])

    def test_without_ffmpeg(self):
        cache = self.folder()
        with Server("--clock", "manual", "--log", "none", environment={"PATH": "/no/such"}, cache=cache) as server:
            self.assertIn("FFmpeg was not found", server.ready["clips"])
            client = server.client()
            self.assertEqual(client.get("/_mockling/health").json["clips"], server.ready["clips"])
            job = client.submit(prompt="x", duration=3, sound=True)["id"]
            client.world(advance="10s")
            answer = client.get(client.result(job)["outputs"][0], key=False)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "video/mp4"))
            clip = cache / "clip.mp4"
            clip.write_bytes(answer.body)
            seen = probe(clip)
            self.assertEqual((seen["width"], seen["height"], seen["frames"], seen["duration"], seen["sound"]), (3840, 2160, 72, 3.0, "aac"))
            server.end(signal.SIGTERM)
            self.assertRegex(server.errors, r"\Amockling: FFmpeg was not found[^\n]*\n\Z")

    def test_a_result_that_names_its_size_comes_without_it_when_there_are_no_clips(self):
        with Server("--clock", "manual", "--media", "off") as server:
            client = server.client("mk:off")
            key = {"Authorization": "Key mk:off"}
            sent = client.send("POST", "/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video", {"prompt": "x"}, key).json
            client.world(advance="1m")
            answer = client.send("GET", sent["response_url"], headers=key)
            self.assertEqual((answer.status, answer.json["video"]["file_size"]), (200, None))
            self.assertEqual(client.send("GET", answer.json["video"]["url"]).status, 503)

    def test_a_status_stream_follows_the_clock_of_the_world(self):
        with Server("--clock", "manual", "--media", "off") as server:
            client, listener = server.client("mk:stream"), server.client("mk:stream")
            key = {"Authorization": "Key mk:stream"}
            sent = client.send("POST", "/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video", {"prompt": "x"}, key).json
            path = sent["status_url"].removeprefix(server.url) + "/stream?logs=1"
            listener.connection.request("GET", path, headers=key)
            stream = listener.connection.getresponse()
            self.assertEqual((stream.status, stream.headers["Content-Type"]), (200, "text/event-stream"))
            seen = []
            for step in ("1s", "2s", "1m"):
                line = stream.readline()
                seen.append(json.loads(line.removeprefix(b"data: "))["status"])
                self.assertEqual(stream.readline(), b"\n")
                client.world(advance=step)
            rest = [json.loads(line.removeprefix(b"data: ")) for line in stream.read().split(b"\n") if line]
            self.assertEqual((seen[0], rest[-1]["status"]), ("IN_QUEUE", "COMPLETED"))
            self.assertIn("IN_PROGRESS", seen)
            self.assertLess(client.world()["requests"], 8)  # however often the stream was asked for more

    def test_a_status_stream_ends_when_its_account_is_suspended(self):
        with Server("--clock", "manual", "--media", "off") as server:
            client, listener = server.client("mk:stream"), server.client("mk:stream")
            key = {"Authorization": "Key mk:stream"}
            sent = client.send("POST", "/queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video", {"prompt": "x"}, key).json
            listener.connection.request("GET", sent["status_url"].removeprefix(server.url) + "/stream", headers=key)
            stream = listener.connection.getresponse()
            self.assertIn(b"IN_QUEUE", stream.readline())
            client.world(scenario="suspended")
            self.assertEqual(stream.read(), b"\n")
            self.assertEqual(client.send("GET", sent["status_url"], headers=key).status, 403)

    def test_clips_switched_off(self):
        with Server("--clock", "manual", "--media", "off") as server:
            client = server.client()
            job = client.submit(prompt="x")["id"]
            client.world(advance="10s")
            answer = client.get(client.result(job)["outputs"][0], key=False)
            self.assertEqual((answer.status, answer.json), (503, {"code": 503, "message": "service unavailable"}))
            self.assertIn("--media off", answer.headers["X-Mockling-Reason"])


if __name__ == "__main__":
    unittest.main()
