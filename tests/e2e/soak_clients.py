#!/usr/bin/env python3
"""CLIENTS (64) that make songs, change them and listen for MINUTES (60), each a user of his own: nobody is refused or forgotten, no
event is lost or doubled, and once all have begun the server's memory stays within a twentieth."""
import http.client
import itertools
import json
import os
import select
import statistics
import threading
import time
import unittest

from test_door import InFolder
from test_remote import souls
from test_streams import Stream

CLIENTS = int(os.environ.get("CLIENTS", "64"))
SECONDS = 60 * float(os.environ.get("MINUTES", "60"))
WARM_UP = 0.3  # of the time
STREAMS_APART = 4  # numbers of streams that neither read slowly nor break off


class Client(threading.Thread):
    """Asks for a song of a few seconds, changes it, throws it away, and so on until the time is up."""

    def __init__(self, number, server, key, until):
        super().__init__(daemon=True)
        self.number, self.server, self.key, self.until = number, server, key, until
        self.songs, self.trouble = 0, None
        self.stream = Stream(STREAMS_APART * number, server.port, key)

    def ask(self, method, path, body=None, **headers):
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)
        link.request(method, path, json.dumps(body) if body is not None else None,
                     {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers})
        answer = link.getresponse()
        text = answer.read()
        link.close()
        assert answer.status < 300, (method, path, answer.status, text[:300])
        return json.loads(text) if text else {}

    def wait(self, song):
        while (found := self.ask("GET", f"/v1/songs/{song}", Prefer="wait=60"))["state"] in ("queued", "making"):
            pass
        assert found["state"] == "made", found

    def run(self):
        try:
            for turn in itertools.count():
                if time.monotonic() > self.until:
                    return
                until = {"until": "score"} if turn % 4 else {}
                wanted = {"prompt": f"a river at night, folk, 12 seconds, take {turn}", "seed": 1000 * self.number + turn}
                song = self.ask("POST", "/v1/songs", wanted | until)["id"]
                self.wait(song)
                self.ask("POST", f"/v1/songs/{song}/edits", {"edits": [{"op": "set_title", "title": f"Take {turn}"}]})
                self.wait(song)
                self.ask("POST", f"/v1/songs/{song}/trash")
                self.songs += 1
        except Exception as error:  # told by the test, which goes on meanwhile
            self.trouble = error


class Soak(InFolder):
    def souls(self, *arguments, given=""):
        done = souls(*arguments, home=self.server.home, input=given.encode())
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def key_of(self, number):
        email = f"user{number}@example.org"
        self.souls("users", "add", email, "--role", "owner" if number == 0 else "member", "--password-stdin", given="correct horse battery")
        return json.loads(self.souls("keys", "create", "--user", email, "--scope", "songs:read,songs:write", "--json"))["key"]

    def test_nothing_is_lost_and_memory_stays(self):
        limits = [f"--set=limits.requests_per_second{whose}=100000" for whose in ("", "_user", "_address")]
        self.server = self.start(*limits, "--set=limits.connections_per_address=1000", "--set=limits.songs_per_day=100000")
        keys = [self.key_of(number) for number in range(CLIENTS)]
        begun = time.monotonic()
        clients = [Client(number, self.server, key, begun + SECONDS) for number, key in enumerate(keys)]
        for client in clients:
            client.start()
        memory = self.listen(clients, begun)
        self.assertEqual([client.trouble for client in clients if client.trouble], [])
        self.assertGreater(min(client.songs for client in clients), 0)
        for client in clients:
            self.check_events(client.stream)
        early = statistics.median(bytes for at, bytes in memory if WARM_UP * SECONDS < at < (WARM_UP + 0.2) * SECONDS)
        late = statistics.median(bytes for at, bytes in memory if 0.8 * SECONDS < at < SECONDS)
        events = sum(len(client.stream.kinds) for client in clients)
        print(f"{sum(client.songs for client in clients)} songs of {CLIENTS} clients, {events} events told, memory {early / 1e6:.1f} MB, "
              f"then {late / 1e6:.1f} MB")
        self.assertLess(late, 1.05 * early)

    def listen(self, clients, begun):
        """Reads all streams until the clients are done; (seconds, bytes) of the server's memory, once a second."""
        poll, by_socket, memory = select.epoll(), {}, []
        for client in clients:
            by_socket[client.stream.socket.fileno()] = client.stream
            poll.register(client.stream.socket, select.EPOLLIN)
        done_since = None
        while done_since is None or time.monotonic() - done_since < 2:
            for number, _ in poll.poll(0.1):
                by_socket[number].read()
            now = time.monotonic()
            if not memory or now - begun - memory[-1][0] >= 1:
                memory.append((now - begun, self.server.memory_bytes()))
            if done_since is None and not any(client.is_alive() for client in clients):
                done_since = now
        return memory

    def check_events(self, heard):
        """Against what the log tells a stream that comes late: all of it was told, once."""
        self.assertEqual(heard.doubled, [])
        late = Stream(0, self.server.port, heard.key)
        late.kinds = {min(heard.kinds) - 1: ""}
        late.resume()
        silent_since = time.monotonic()
        while time.monotonic() - silent_since < 0.3:
            if select.select([late.socket], [], [], 0.1)[0]:
                late.read()
                silent_since = time.monotonic()
        late.socket.close()
        heard.socket.close()
        told = {number for number, kind in late.kinds.items() if kind not in ("", "reset") and number <= max(heard.kinds)}
        self.assertTrue(told)
        self.assertLessEqual(told, set(heard.kinds))


if __name__ == "__main__":
    unittest.main()
