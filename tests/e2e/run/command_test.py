"""`mockling run` around a program: what passes through, what is refused, what is left behind."""

import concurrent.futures
import json
import os
import pathlib
import signal
import stat
import subprocess
import time
import unittest

from running import Folder, bash, clean_environment, command, run

BALANCE = 'curl -sS -m 10 https://api.wavespeed.ai/api/v3/balance -H "Authorization: Bearer $WAVESPEED_API_KEY"'


def processes(mark):
    """Ids of the processes that have `mark` in their command line."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "cmdline").read_text(encoding="utf-8", errors="replace"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def eventually(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


class Command(unittest.TestCase):
    def test_streams_and_status_pass_through(self):
        done = bash("read line; echo \"out $line\"; echo err >&2; exit 42", input="in\n")
        self.assertEqual((done.returncode, done.stdout), (42, "out in\n"))
        self.assertIn("err\n", done.stderr)

    def test_arguments_and_options_of_the_command_are_its_own(self):
        done = run("printf", "%s|", "--help", "a b", "", "--seed", "-x")
        self.assertEqual((done.returncode, done.stdout), (0, "--help|a b||--seed|-x|"))

    def test_the_ends_of_commands_are_those_a_shell_gives(self):
        for script, status in (("kill -TERM $$", 143), ("kill -SEGV $$", 139), ("exit 255", 255), ("exit 0", 0)):
            with self.subTest(script):
                self.assertEqual(bash(script).returncode, status)
        done = run("no-such-program-at-all")
        self.assertEqual(done.returncode, 127)
        self.assertIn("mockling: no-such-program-at-all cannot be run: No such file or directory", done.stderr)
        self.assertEqual(run("/").returncode, 126)

    def test_a_wrong_option_says_so_and_runs_nothing(self):
        for flags, word in ((["--scenario", "nonsense"], "nonsense"), (["--clock", "soon"], "clock"), (["--media", "4k"], "--media"),
                            (["--isolate", "--passthrough"], "--isolate")):
            with self.subTest(flags):
                done = run("echo", "ran", flags=flags)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(word, done.stderr)
        self.assertEqual(subprocess.run([command("x")[0], "run"], capture_output=True, check=False).returncode, 2)

    def test_curl_reaches_every_provider_at_its_own_name(self):
        done = bash(f"""{BALANCE}
            curl -sS -m 10 http://api.wavespeed.ai/api/v3/balance -H "Authorization: Bearer $WAVESPEED_API_KEY"
            curl -sS -m 10 https://api.evolink.ai/v1/credits -H "Authorization: Bearer $EVOLINK_API_KEY"
            curl -sS -m 10 https://queue.fal.run/fal-ai/kling-video/o3/4k/text-to-video -H "Authorization: Key $FAL_KEY" -d '{{"prompt": "x"}}'""")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count('"balance":'), 2, done.stdout)
        self.assertIn('"response_url":"https://queue.fal.run/fal-ai/', done.stdout)

    def test_no_request_leaves_the_machine(self):
        done = bash("""curl -sS -m 10 https://telemetry.example.com/v1 -d x
            curl -sS -m 10 http://telemetry.example.com/v1 -d x""")
        self.assertIn("403", done.stderr)
        self.assertIn("telemetry.example.com is no provider's host", json.loads(done.stdout)["error"])
        script = """import urllib.request
try: urllib.request.urlopen("https://telemetry.example.com/", timeout=10)
except Exception as error: print(error)"""
        self.assertIn("mockling refuses telemetry.example.com", run("python3", "-c", script).stdout)

    def test_the_programs_own_servers_stay_reachable(self):
        script = """import http.server, threading, urllib.request
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"hello")
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Hello)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(urllib.request.urlopen(f"http://localhost:{server.server_port}/", timeout=10).read())"""
        self.assertEqual(run("python3", "-c", script).stdout, "b'hello'\n")

    def test_a_real_key_is_replaced_and_written_nowhere(self):
        real = "5f" * 32
        with Folder() as folder:
            environment = clean_environment(WAVESPEED_API_KEY=real, MY_KEY=real, FAL_KEY_ID="a", TMPDIR=str(folder))
            done = bash(f'echo "$WAVESPEED_API_KEY $MY_KEY ${{FAL_KEY_ID-unset}}"; {BALANCE}; grep -rl {real} "$TMPDIR"', environment=environment)
            self.assertTrue(done.stdout.startswith("mk_run mk_run unset\n"), done.stdout)
            self.assertNotIn(real, done.stdout + done.stderr)
            self.assertNotIn(str(folder), done.stdout)
        own = bash("echo $WAVESPEED_API_KEY", environment=clean_environment(WAVESPEED_API_KEY="mk_mine"))
        self.assertEqual(own.stdout, "mk_mine\n")

    def test_files_are_for_their_owner_alone_and_gone_at_the_end(self):
        with Folder() as folder:
            done = bash("stat -c '%a' $TMPDIR/mockling-run-* $TMPDIR/mockling-run-*/* $(dirname $SSL_CERT_FILE); grep -l PRIVATE -r $TMPDIR",
                        environment=clean_environment(TMPDIR=str(folder)))
            self.assertEqual(set(done.stdout.split()), {"700", "600"}, done.stdout)
            self.assertEqual(list(folder.iterdir()), [])

    def test_isolated_the_names_themselves_lead_here(self):
        direct = BALANCE.replace("curl", "curl --noproxy '*'")
        done = bash(f"{direct}; env | grep -ci _proxy; curl -sS -m 5 https://example.com", flags=["--isolate"])
        if "not allowed" in done.stderr:
            self.skipTest(done.stderr)
        self.assertTrue(done.stdout.startswith('{"code":200'), done.stdout + done.stderr)
        self.assertIn("Could not resolve host: example.com", done.stderr)

    def test_nothing_outside_notices(self):
        hosts = pathlib.Path("/etc/hosts").read_text(encoding="utf-8")
        before = dict(os.environ)
        bash(BALANCE, flags=["--isolate"])
        self.assertEqual(pathlib.Path("/etc/hosts").read_text(encoding="utf-8"), hosts)
        self.assertEqual(before, dict(os.environ))


class Endings(unittest.TestCase):
    """However it ends: no process, no port, no file."""

    def setUp(self):
        self.folder = Folder()
        self.path = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)
        self.mark = f"mockling-test-{os.getpid()}-{time.monotonic_ns()}"
        self.environment = clean_environment(TMPDIR=str(self.path))

    def start(self, script, **more):
        started = subprocess.Popen(command("bash", "-c", script, self.mark), env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, **more)
        self.addCleanup(lambda: (started.stdout.close(), started.stderr.close()))
        self.assertEqual(started.stdout.readline(), "up\n")
        return started

    def assert_nothing_left(self):
        self.assertTrue(eventually(lambda: not processes(self.mark)), processes(self.mark))
        self.assertTrue(eventually(lambda: not list(self.path.iterdir())), list(self.path.iterdir()))

    def test_a_signal_reaches_the_command(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                started = self.start(f"trap 'echo got; exit 7' {number.name[3:]}; echo up; while :; do sleep 0.05; done")
                started.send_signal(number)
                self.assertEqual((started.wait(10), started.stdout.read()), (7, "got\n"))
                self.assert_nothing_left()

    def test_ctrl_c_ends_all(self):
        started = self.start("echo up; sleep 60 & wait", start_new_session=True)
        os.killpg(started.pid, signal.SIGINT)
        self.assertEqual(started.wait(10), 130)
        self.assert_nothing_left()

    def test_a_crash_leaves_nothing(self):
        done = subprocess.run(command("bash", "-c", "sleep 60 & kill -SEGV $$", self.mark), env=self.environment,
                              capture_output=True, timeout=30, check=False)
        self.assertEqual(done.returncode, 139)
        self.assert_nothing_left()

    def test_daemons_are_ended_with_their_command(self):
        script = f"(setsid bash -c 'trap \"\" HUP; sleep 60; : {self.mark}' >/dev/null 2>&1 &) ; echo done"
        done = subprocess.run(command("bash", "-c", script), env=self.environment, capture_output=True, text=True,
                              timeout=30, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"))
        self.assert_nothing_left()

    def test_whoever_will_not_end_is_made_to(self):
        script = f"(setsid bash -c 'trap \"\" TERM; while :; do sleep 0.1; done; : {self.mark}' >/dev/null 2>&1 &) ; echo done"
        done = subprocess.run(command("bash", "-c", script), env=self.environment, capture_output=True, text=True,
                              timeout=30, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"))
        self.assert_nothing_left()

    def test_killed_outright_it_still_leaves_nothing(self):
        started = self.start("trap '' TERM; echo up; while :; do sleep 0.05; done")
        started.kill()
        started.wait(10)
        self.assert_nothing_left()

    def test_fifty_at_once(self):
        def one(number):
            return subprocess.run(command("bash", "-c", f"{BALANCE}; exit {number}", self.mark), env=self.environment,
                                  capture_output=True, text=True, timeout=120, check=False)
        with concurrent.futures.ThreadPoolExecutor(10) as threads:
            ends = list(threads.map(one, range(50)))
        self.assertEqual([end.returncode for end in ends], list(range(50)), [end.stderr for end in ends if end.stderr][:3])
        self.assertEqual({end.stdout.count("balance") for end in ends}, {1})
        self.assert_nothing_left()


class Variables(unittest.TestCase):
    def test_a_shell_takes_them(self):
        with Folder() as folder:
            ca = folder / "ca"
            asked = [command("x")[0], "env", "--ca-dir", str(ca)]
            for flags in ([], ["--passthrough"]):
                done = subprocess.run([*asked, *flags], env=clean_environment(), capture_output=True, text=True, check=True)
                shell = subprocess.run(["sh", "-c", f"{done.stdout}\nenv -0"], env=clean_environment(), capture_output=True, text=True, check=True)
                held = dict(pair.split("=", 1) for pair in shell.stdout.split("\0") if pair)
                told = json.loads(subprocess.run([*asked, *flags, "--json"], env=clean_environment(), capture_output=True, check=True).stdout)
                self.assertEqual({name: held[name] for name in told["set"]}, told["set"])
                self.assertEqual(held["HTTPS_PROXY"], "http://127.0.0.1:8788")
            self.assertEqual({stat.S_IMODE(path.stat().st_mode) for path in ca.iterdir()}, {0o600})


if __name__ == "__main__":
    unittest.main()
