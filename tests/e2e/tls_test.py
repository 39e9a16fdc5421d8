"""HTTPS beside HTTP: whom clients trust, what they see, and what becomes of those that do not speak it."""

import concurrent.futures
import hashlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import tempfile
import unittest
import urllib.parse

from server import CLIPS, PROGRAM, SOURCE, Client, Server

HOSTS = sorted(host for file in SOURCE.glob("schemas/*/provider.json")
               for family in json.loads(file.read_text(encoding="utf-8"))["hosts"].values() for host in family)


def strict(ca):
    """What Python trusts by default from 3.13 on, and only this authority."""
    context = ssl.create_default_context(cafile=ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


class TlsServer(Server):
    """A server with an encrypted door: `port`, `ca`."""

    def __init__(self, *flags, **more):
        super().__init__("--https-port", "0", *flags, **more)

    def __enter__(self):
        super().__enter__()
        self.ca = self.ready["ca"]
        self.port = urllib.parse.urlsplit(self.ready["https"]).port
        return self

    def socket(self, timeout=10):
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def greeted(self, name="localhost", context=None):
        return (context or strict(self.ca)).wrap_socket(self.socket(), server_hostname=name)

    def tls_client(self, key="mk_e2e"):
        client = Client(self.ready["https"], key)
        client.connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=strict(self.ca))
        self.clients.append(client)
        return client


def run(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **more)


class Tls(unittest.TestCase):
    def folder(self):
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return pathlib.Path(folder)

    def balance_by_curl(self, server, host, *trust):
        return run("curl", "-sS", *trust, "--noproxy", "*", "--resolve", f"{host}:{server.port}:127.0.0.1",
                   "-H", "Authorization: Bearer mk_e2e", f"https://{host}:{server.port}/_mockling/world")

    def test_curl_accepts_every_name_of_every_provider(self):
        self.assertGreater(len(HOSTS), 5)
        with TlsServer() as server:
            for host in [*HOSTS, "localhost", "127.0.0.1"]:
                with self.subTest(host):
                    done = self.balance_by_curl(server, host, "--cacert", server.ca)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertIn("world", json.loads(done.stdout))
            done = self.balance_by_curl(server, "api.example.com", "--cacert", server.ca)
            self.assertEqual(done.returncode, 60, done.stderr)

    def test_curl_refuses_another_authority(self):
        other = self.folder() / "other"
        run(PROGRAM, "ca", "--ca-dir", other)
        with TlsServer() as server:
            for trust in ((), ("--cacert", other / "ca.pem")):
                done = self.balance_by_curl(server, HOSTS[0], *trust)
                self.assertEqual((done.returncode, done.stdout), (60, ""), done.stderr)

    def test_python_accepts_it_at_its_strictest(self):
        with TlsServer() as server:
            for name in [*HOSTS, "localhost", "127.0.0.1", "::1"]:
                with server.greeted(name) as greeted:
                    self.assertEqual(greeted.version(), "TLSv1.3")
            with self.assertRaises(ssl.SSLCertVerificationError):
                server.greeted("api.example.com")
            with self.assertRaises(ssl.SSLCertVerificationError):
                server.greeted(context=ssl.create_default_context())

    @unittest.skipUnless(shutil.which("node"), "no Node.js")
    def test_node_accepts_it(self):
        script = """
          const https = require('https');
          const [port, ...names] = process.argv.slice(1);
          const ask = (servername) => new Promise((resolve, reject) => https.get(
            {host: '127.0.0.1', port, servername, headers: {host: servername, authorization: 'Bearer mk_e2e'}, path: '/_mockling/world'},
            (answer) => { answer.resume(); answer.on('end', () => resolve(answer.statusCode)); }).on('error', reject));
          (async () => {
            for (const name of names) console.log(name, await ask(name));
            console.log((await fetch(`https://127.0.0.1:${port}/_mockling/health`)).status);
          })().catch((error) => { console.log(error.cause?.code ?? error.code); process.exit(1); });"""
        with TlsServer() as server:
            trusting = dict(os.environ, NODE_EXTRA_CA_CERTS=server.ca)
            done = run("node", "-e", script, str(server.port), *HOSTS, env=trusting)
            self.assertEqual(done.stdout.splitlines(), [*(f"{host} 200" for host in HOSTS), "200"], done.stderr)
            trusting.pop("NODE_EXTRA_CA_CERTS")
            done = run("node", "-e", script, str(server.port), *HOSTS, env=trusting)
            self.assertEqual((done.returncode, done.stdout), (1, "UNABLE_TO_VERIFY_LEAF_SIGNATURE\n"), done.stderr)

    def test_openssl_accepts_it_and_only_modern_versions(self):
        with TlsServer() as server:
            def connect(*flags):
                return run("openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", "-CAfile", server.ca, "-x509_strict",
                           "-verify_return_error", "-verify_hostname", "localhost", *flags, stdin=subprocess.DEVNULL)
            for flags, version in (("-tls1_3",), "TLSv1.3"), (("-tls1_2",), "TLSv1.2"):
                done = connect(*flags, "-alpn", "h2,http/1.1")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("Verify return code: 0 (ok)", done.stdout)
                self.assertIn("ALPN protocol: http/1.1", done.stdout)
                self.assertIn(version, done.stdout)
            for flags in ("-tls1_1", "-cipher", "ALL@SECLEVEL=0"), ("-alpn", "h2"), ("-tls1_2", "-cipher", "AES128-SHA"):
                self.assertNotEqual(connect(*flags).returncode, 0, flags)

    def test_a_4k_clip_is_the_same_over_both_doors(self):
        with TlsServer("--clock", "manual") as server:
            plain, tls = server.client(), server.tls_client()
            job = tls.submit(prompt="x", duration=5, sound=True)
            self.assertTrue(job["urls"]["get"].startswith(server.ready["https"] + "/"), job)
            plain.world(advance="10s")
            links = plain.result(job["id"])["outputs"][0], tls.result(job["id"])["outputs"][0]
            self.assertEqual([urllib.parse.urlsplit(link).scheme for link in links], ["http", "https"])
            whole = plain.get(links[0], key=False)
            self.assertEqual(whole.status, 200)
            self.assertGreater(len(whole.body), 100000)
            answer = tls.get(links[1], key=False)
            self.assertEqual((answer.status, hashlib.sha256(answer.body).digest()), (200, hashlib.sha256(whole.body).digest()))
            for start, end in (0, 0), (1000, 70000), (len(whole.body) - 20000, len(whole.body) - 1):
                part = tls.get(links[1], key=False, headers={"Range": f"bytes={start}-{end}"})
                self.assertEqual((part.status, part.body), (206, whole.body[start:end + 1]))

    def test_uploads_arrive_whole(self):
        with TlsServer() as server:
            sent = os.urandom(3 << 20)
            body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n' + sent + b"\r\n--b--\r\n"
            client = server.tls_client()
            answer = client.send("POST", "/api/v3/media/upload/binary", body, {"Content-Type": "multipart/form-data; boundary=b"})
            self.assertEqual(client.get(answer.data["download_url"], key=False).body, sent)

    def test_many_idle_connections_cost_little(self):
        count = 200
        with TlsServer() as server:
            context = strict(server.ca)

            def resident():
                status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
                return int(status.split("VmRSS:")[1].split()[0])

            with server.greeted(context=context) as first:
                first.sendall(b"GET /_mockling/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                first.recv(65536)
            before = resident()
            with concurrent.futures.ThreadPoolExecutor(8) as threads:
                idle = list(threads.map(lambda _: server.greeted(context=context), range(count)))
            for one in idle:
                one.sendall(b"GET /_mockling/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for one in idle:
                self.assertTrue(one.recv(65536).startswith(b"HTTP/1.1 200 "))
            each = (resident() - before) / count
            self.assertEqual(server.tls_client().get("/_mockling/health").status, 200)
            for one in idle:
                one.close()
            self.assertLess(each, 48, f"{each:.1f} KiB for each idle connection")

    def test_whoever_speaks_no_tls_bothers_nobody(self):
        with TlsServer() as server:
            stalled = [server.socket() for _ in range(50)]
            for one in stalled[::2]:
                one.sendall(b"\x16\x03\x01\x02\x00\x01\x00")
            for noise in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\0" * 5000, os.urandom(5000), b"\x16\x03\x01" + os.urandom(300)):
                with server.socket() as rude:
                    rude.sendall(noise)
                    rude.shutdown(socket.SHUT_WR)
                    try:
                        self.assertNotIn(b"HTTP", rude.recv(65536))
                    except ConnectionResetError:
                        pass
            self.assertEqual(server.tls_client().get("/_mockling/health").status, 200)
            self.assertEqual(server.client().get("/_mockling/health").status, 200)
            self.assertEqual(server.end(signal.SIGTERM), 0)
            for one in stalled:
                one.close()

    def test_an_authority_is_kept_and_told(self):
        folder = self.folder() / "ca"
        told = run(PROGRAM, "ca", "--ca-dir", folder)
        self.assertEqual((told.returncode, told.stderr), (0, ""))
        for _ in range(2):
            with TlsServer("--ca-dir", str(folder)) as server:
                self.assertEqual(server.ca, str(folder / "ca.pem"))
                with server.greeted(context=strict(folder / "ca.pem")):
                    pass
            self.assertEqual((folder / "ca.pem").read_text(encoding="ascii"), told.stdout)
        self.assertEqual(run(PROGRAM, "ca", "--ca-dir", folder).stdout, told.stdout)
        exported = self.folder() / "exported.pem"
        self.assertEqual(run(PROGRAM, "ca", "--ca-dir", folder, "--output", exported).stdout, "")
        self.assertEqual(exported.read_text(encoding="ascii"), told.stdout)
        explained = run(PROGRAM, "ca", "--ca-dir", folder, "--explain").stdout
        self.assertIn(f"NODE_EXTRA_CA_CERTS={folder / 'ca.pem'}\n", explained)
        self.assertEqual(run(PROGRAM, "ca", "--ca-dir", folder, "--output", "/").returncode, 2)
        self.assertEqual({stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}, {0o600})
        self.assertEqual(stat.S_IMODE(folder.stat().st_mode), 0o700)

    def test_without_a_folder_nothing_is_left_behind(self):
        folder = self.folder()
        with TlsServer(environment=dict(os.environ, TMPDIR=str(folder))) as server:
            self.assertTrue(server.ca.startswith(str(folder)))
            self.assertNotIn("PRIVATE", "".join(path.read_text() for path in folder.rglob("*") if path.is_file()))
            with server.greeted():
                pass
        self.assertEqual(list(folder.iterdir()), [])

    def test_port_in_use(self):
        with TlsServer() as server:
            done = run(PROGRAM, "serve", "--port", "0", "--https-port", str(server.port), "--cache-dir", CLIPS)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, rf"\Amockling: [^\n]*port {server.port}[^\n]*in use\n\Z")

    def test_without_the_flag_there_is_no_tls(self):
        with Server() as server:
            self.assertFalse({"https", "ca"} & set(server.ready))


if __name__ == "__main__":
    unittest.main()
