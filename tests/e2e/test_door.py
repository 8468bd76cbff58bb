#!/usr/bin/env python3
"""The server at a port, as the network meets it: closed, bounded, and still there for others."""
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from test_make import SOULS

SHORT = "a river at night, folk, 15 seconds"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
IDLE = 10_000


def serve(home, *flags, **variables):
    """Runs `souls serve` to its end."""
    environment = {**os.environ, "SOULS_HOME": str(home), **variables}
    return subprocess.run([str(SOULS), "serve", *flags], env=environment, capture_output=True, text=True, timeout=30)


def lasting_port():
    """A free port below those that the kernel hands out: nobody is given it while a server that had it starts again."""
    lowest_given = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port := random.randrange(10_000, lowest_given)))
                return port
            except OSError:
                continue


class Server:
    def __init__(self, folder, *flags, port=0):
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.log_file = folder / "server.log"
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen([str(SOULS), "serve", "--listen", f"127.0.0.1:{port}", *flags], text=True,
                                            stdout=subprocess.PIPE, stderr=log, env={**os.environ, "SOULS_HOME": str(self.home)})
        line = self.process.stdout.readline()
        assert line.startswith("ready at "), (line, self.log())
        self.port = int(line.rsplit(":", 1)[1])

    def log(self):
        return self.log_file.read_text(errors="replace")

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=30)
        self.process.stdout.close()
        return self.process.returncode

    def memory_bytes(self):
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    def connect(self, source="127.0.0.1"):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))

    def say(self, text, source="127.0.0.1"):
        """All that comes back until the server closes."""
        with self.connect(source) as peer:
            try:
                peer.sendall(text if isinstance(text, bytes) else text.encode())
            except OSError:
                pass  # it may close before it has read all: what it said counts
            return hear(peer)

    def get(self, path, header="", source="127.0.0.1"):
        return status_of(self.say(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}Connection: close\r\n\r\n", source))

    def control(self, method, path, body="", header=""):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(self.home / "run" / "control.sock"))
            head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{header}Connection: close\r\n\r\n"
            peer.sendall((head + body).encode())
            return hear(peer)


def hear(peer):
    heard = b""
    while True:
        try:
            piece = peer.recv(65536)
        except ConnectionResetError:
            return heard.decode(errors="replace")
        if not piece:
            return heard.decode(errors="replace")
        heard += piece


def status_of(answer):
    return int(answer[9:12]) if answer.startswith("HTTP/1.1 ") else 0


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-door-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *flags, port=0):
        server = Server(self.folder, *flags, port=port)
        self.addCleanup(server.stop)
        return server


class Settings(InFolder):
    def refusal(self, *flags, **variables):
        done = serve(self.folder, *flags, **variables)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        return done.stderr

    def test_open_addresses_need_tls_or_a_word(self):
        for place in ("0.0.0.0:0", "[::]:0", "192.0.2.1:8787"):
            self.assertIn("--insecure", self.refusal("--listen", place))
        self.refusal("--listen", "127.0.0.1:0", "--listen", "0.0.0.0:0")

    def test_nonsense_is_refused_before_anything_starts(self):
        (self.folder / "souls.toml").write_text("[limits]\nrequests_per_secnd = 3\n")
        self.assertIn("souls.toml:2", self.refusal())
        (self.folder / "souls.toml").write_text("[limits]\nconnections = 'many'\n")
        self.assertIn("whole number", self.refusal())
        (self.folder / "souls.toml").unlink()
        self.assertIn("SOULS_LIMITS_REQUESTS", self.refusal(SOULS_LIMITS_REQUESTS="3"))
        self.refusal("--set", "limits.requests_per_second=none")
        self.refusal("--listen", "localhost")
        self.refusal("--tls-certificate", "a.pem")
        self.refusal("--config", str(self.folder / "none.toml"))
        self.assertFalse((self.folder / "data").exists())

    def test_what_is_in_force_is_printed_with_where_it_comes_from(self):
        (self.folder / "souls.toml").write_text("[limits]\nrequests_per_second = 1\nidle_seconds = 2\nheader_seconds = 3\n")
        done = serve(self.folder, "--print-config", "--set", "limits.requests_per_second=30", SOULS_LIMITS_REQUESTS_PER_SECOND="20",
                     SOULS_LIMITS_IDLE_SECONDS="25")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("\nrequests_per_second = 30  # --set\n", done.stdout)
        self.assertIn("\nidle_seconds = 25  # SOULS_LIMITS_IDLE_SECONDS\n", done.stdout)
        self.assertRegex(done.stdout, r"\nheader_seconds = 3  # .*souls.toml:4\n")
        self.assertIn("\nbody_seconds = 60  # default\n", done.stdout)
        (self.folder / "printed.toml").write_text(done.stdout)
        again = serve(self.folder, "--print-config", "--config", str(self.folder / "printed.toml"))
        self.assertEqual(again.returncode, 0, again.stderr)


class Closed(InFolder):
    def test_nobody_is_let_in(self):
        server = self.start()
        self.assertEqual(server.get("/healthz"), 200)
        self.assertEqual(server.get("/readyz"), 503, "there is no owner yet")
        for path in ("/v1/me", "/v1/songs", "/v1/tasks", "/v1/events", "/v1/audit", "/v1/users", "/v1/secrets", "/v1/doctor", "/metrics"):
            for header in ("", "Authorization: Bearer x\r\n", "Cookie: session=x\r\n", "X-Forwarded-For: 127.0.0.1\r\n"):
                self.assertIn(server.get(path, header), (401, 503), path)
        self.assertIn("souls_requests_total", server.control("GET", "/metrics"))
        self.assertEqual(server.say("GET /v1/me HTTP/1.1\r\nHost: evil.example\r\n\r\n").split()[1], "421")

    def test_a_trace_is_carried_to_the_steps(self):
        server = self.start()
        body = json.dumps({"prompt": SHORT, "seed": 7})
        header = f"Content-Type: application/json\r\ntraceparent: 00-{TRACE}-00f067aa0ba902b7-01\r\n"
        self.assertEqual(status_of(server.control("POST", "/v1/songs", body, header)), 202)
        deadline = time.monotonic() + 120
        steps = []
        while len(steps) < 5 and time.monotonic() < deadline:
            time.sleep(0.3)
            lines = [json.loads(line) for line in server.log().splitlines() if line.startswith("{") and line.endswith("}")]
            steps = [line for line in lines if line["event"] == "step" and TRACE in line["traceparent"]]
        self.assertGreaterEqual(len(steps), 5)
        self.assertTrue(any(line["event"] == "request" and line["trace"] == TRACE for line in lines))
        self.assertEqual(len({step["task"] for step in steps}), len(steps))


class Bounded(InFolder):
    """Others are served throughout, and memory stays bounded."""

    def expect_service(self, server):
        begun = time.monotonic()
        self.assertEqual(server.get("/healthz", source="127.9.9.9"), 200)
        self.assertLess(time.monotonic() - begun, 5)

    def test_ten_thousand_idle_connections(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.assertGreater(hard, IDLE + 1000, "this machine lets a process open too few files for this test")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        server = self.start("--set", "limits.first_byte_seconds=300", "--set", "limits.connections=11000")
        before = server.memory_bytes()
        idle = []
        self.addCleanup(lambda: [peer.close() for peer in idle])
        for number in range(IDLE):
            idle.append(server.connect(f"127.1.{number // 100}.1"))
            if number % 1000 == 0:
                self.expect_service(server)
        self.expect_service(server)
        grown = server.memory_bytes() - before
        print(f"{IDLE} idle connections: {grown / IDLE:.0f} bytes each")
        self.assertLess(grown, IDLE * 8192)
        for peer in idle[::2000]:  # they are all there
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.assertEqual(status_of(hear(peer)), 200)
        begun = time.monotonic()
        self.assertEqual(server.stop(), 0)
        self.assertLess(time.monotonic() - begun, 15)

    def test_floods(self):
        server = self.start("--set", "limits.requests_per_second_address=100000", "--set", "limits.header_seconds=3")
        self.expect_service(server)
        before = server.memory_bytes()
        slow = [server.connect(f"127.2.{number // 100}.1") for number in range(500)]
        self.addCleanup(lambda: [peer.close() for peer in slow])
        for peer in slow:
            peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 8000)
        self.expect_service(server)
        large = b"x" * 100_000_000
        for head in ("Content-Length: 100000000\r\n", "Transfer-Encoding: chunked\r\n"):
            answer = server.say(f"POST /v1/songs HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode() + large)
            self.assertIn(status_of(answer), (0, 401, 413, 503), head)  # 0: it was closed before the client had read
            self.expect_service(server)
        for answer in (server.say(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100_000), server.say(b"GET /" + large[:1_000_000])):
            self.assertIn(status_of(answer), (0, 431))
        pipeline = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20_000
        with server.connect("127.3.0.1") as deaf:
            deaf.settimeout(2)
            try:
                deaf.sendall(pipeline * 20)
            except OSError:
                pass
            self.expect_service(server)
        grown = server.memory_bytes() - before
        print(f"floods: {grown / 1e6:.1f} MB more")
        self.assertLess(grown, 64e6)
        for peer in slow:
            self.assertEqual(hear(peer), "")


if __name__ == "__main__":
    unittest.main()
