#!/usr/bin/env python3
"""Many event streams with an event a second, among them slow readers and ones that break off and resume: none is lost or doubled.
STREAMS and SECONDS set how many and how long; BYTES how much memory each may take."""
import importlib.util
import json
import os
import re
import resource
import select
import socket
import threading
import time
import unittest
from pathlib import Path

from test_door import InFolder
from test_remote import souls

ROOT = Path(__file__).resolve().parent.parent.parent
STREAMS = int(os.environ.get("STREAMS", "200"))
SECONDS = float(os.environ.get("SECONDS", "4"))
BYTES = int(os.environ.get("BYTES", "0"))
OWNER = "ada@example.org"
NUMBER = re.compile(rb"^id: (\d+)\nevent: (\w+)$", re.MULTILINE)
spec = importlib.util.spec_from_file_location("example", ROOT / "examples" / "worker.py")
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)


class Stream:
    """Reads at its own pace; `kinds` by the events' numbers, in their order."""

    def __init__(self, number, port, key):
        self.port, self.key = port, key
        self.source = f"127.1.{number // 100}.1"
        self.is_slow, self.breaks_off = number % 4 == 1, number % 4 == 2
        self.kinds, self.rest, self.doubled = {}, b"", []
        self.connect()

    def connect(self):
        self.socket = socket.socket()
        if self.is_slow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        self.socket.bind((self.source, 0))
        self.socket.connect(("127.0.0.1", self.port))
        after = f"Last-Event-ID: {max(self.kinds)}\r\n" if self.kinds else ""
        self.socket.sendall(f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.key}\r\n{after}\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.socket.recv(1)
        assert head.startswith(b"HTTP/1.1 200 "), head
        self.socket.setblocking(False)

    def read(self):
        try:
            piece = self.socket.recv(65536)
        except BlockingIOError:
            return
        assert piece, "the server ended a stream"
        *whole, self.rest = (self.rest + piece).split(b"\n\n")
        for text in whole:
            for number, kind in NUMBER.findall(text):
                if self.kinds and int(number) <= max(self.kinds):
                    self.doubled.append(int(number))
                self.kinds[int(number)] = kind.decode()

    def resume(self):
        self.socket.close()
        self.rest = b""
        self.connect()


class Streams(InFolder):
    def setUp(self):
        super().setUp()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        limits = [f"--set=limits.requests_per_second{whose}=100000" for whose in ("", "_user", "_address")]
        self.server = self.start("--set=workers.local=0", *limits)
        self.souls("users", "add", OWNER, "--role", "owner", "--password-stdin", given="correct horse battery")
        self.key = json.loads(self.souls("keys", "create", "--user", OWNER, "--scope", "songs:read", "--json"))["key"]

    def souls(self, *arguments, given=""):
        done = souls(*arguments, home=self.server.home, input=given.encode())
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def order(self):
        answer = self.server.control("POST", "/v1/songs", json.dumps({"prompt": "rain", "seed": 1}), "Content-Type: application/json\r\n")
        self.assertTrue(answer.startswith("HTTP/1.1 202 "), answer)

    def work(self, ended):
        """A worker that never gets ready: it tells of its progress once a second."""
        worker = example.LocalServer(str(self.server.home / "run" / "workers.sock"))
        self.addCleanup(worker.socket.close)
        worker.ask("hello", protocol=2, name="slow", program="test", version="1", can=[])
        lease = {"type": "idle"}
        while lease["type"] != "step":
            lease = worker.ask("lease", wait_seconds=5, warm=[])
        named, told = {name: lease[name] for name in ("task", "fence")}, 0.0
        while not ended.is_set():
            if time.monotonic() - told >= 1:
                told = time.monotonic()
                self.reports += 1
                worker.ask("heartbeat", **named, fraction=(self.reports % 1000) / 1000, phrase=f"report {self.reports}")
            worker.ask("heartbeat", **named)
            ended.wait(0.1)

    def stored(self, after):
        """Numbers of the events in the log, as a stream that comes late is told of them."""
        with self.server.connect() as peer:
            peer.settimeout(2)
            header = f"Host: localhost\r\nAuthorization: Bearer {self.key}\r\nLast-Event-ID: {after}\r\n\r\n"
            peer.sendall(f"GET /v1/events HTTP/1.1\r\n{header}".encode())
            heard = b""
            try:
                while piece := peer.recv(65536):
                    heard += piece
            except TimeoutError:
                pass
        return [int(number) for number, _ in NUMBER.findall(heard)]

    def test_none_is_lost_or_doubled(self):
        self.reports, ended = 0, threading.Event()
        self.order()
        while '"queued"' not in self.server.control("GET", "/v1/tasks"):
            time.sleep(0.05)
        time.sleep(0.5)
        before = self.server.memory_bytes()
        streams = [Stream(number, self.server.port, self.key) for number in range(STREAMS)]
        self.addCleanup(lambda: [stream.socket.close() for stream in streams])
        time.sleep(0.5)
        each = (self.server.memory_bytes() - before) / STREAMS
        worker = threading.Thread(target=self.work, args=(ended,))
        worker.start()
        self.addCleanup(worker.join)
        self.addCleanup(ended.set)
        self.follow(streams, ended)
        worker.join()
        steady = [stream.kinds for stream in streams if not stream.breaks_off]
        first, last = min(steady[0]), max(steady[0])
        told = sum(kind == "progress" for kind in steady[0].values())
        print(f"{STREAMS} streams: {each:.0f} bytes each, {len(steady[0])} events, of which {told} tell of progress")
        self.assertEqual([stream.doubled for stream in streams if stream.doubled], [])
        self.assertEqual(told, self.reports)
        for kinds in steady:
            self.assertEqual(kinds, steady[0])
        log = [number for number in self.stored(first - 1) if number <= last]
        self.assertGreater(len(log), 3)
        for stream in streams:  # what replaced progress told meanwhile is gone for who comes back
            self.assertLessEqual(set(log), set(stream.kinds))
            self.assertLessEqual(stream.kinds.items(), steady[0].items())
        if BYTES:
            self.assertLess(each, BYTES)

    def follow(self, streams, ended):
        begun, was_broken, orders = time.monotonic(), False, 1
        by_socket = {}
        poll = select.epoll()
        for stream in streams:
            by_socket[stream.socket.fileno()] = stream
            poll.register(stream.socket, select.EPOLLIN)
        while (now := time.monotonic() - begun) < SECONDS + 2:
            for number, _ in poll.poll(0.05):
                stream = by_socket[number]
                if not stream.is_slow or now > SECONDS / 2:
                    stream.read()
            if now > SECONDS / 3 and not was_broken:
                was_broken = True
                for stream in streams:
                    if not stream.breaks_off:
                        continue
                    poll.unregister(stream.socket)
                    stream.resume()
                    by_socket[stream.socket.fileno()] = stream
                    poll.register(stream.socket, select.EPOLLIN)
            if orders < now < SECONDS:  # each gives a burst of events
                orders += 1
                self.order()
            if now > SECONDS:
                ended.set()


if __name__ == "__main__":
    unittest.main()
