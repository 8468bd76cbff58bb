#!/usr/bin/env python3
"""Servers and workers that are killed at random moments while songs are made.

    test_kills.py            KILLS=10 SEED=1 SONGS=2: what CI does; `make soak` kills 200 times

Every song that was accepted must be made in the end, byte for byte the one that `souls make` makes without disturbance; no step's
result may be committed twice; database, blobs and audit log must verify.
"""
import collections
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from test_make import digests, souls  # noqa: E402
from test_serve import Server  # noqa: E402

KILLS = int(os.environ.get("KILLS", "10"))
SEED = int(os.environ.get("SEED", "1"))
SONGS = int(os.environ.get("SONGS", "2"))
PROMPTS = ("a river at night, folk, 15 seconds", "first frost on the tram wires, synthwave, 15 seconds",
           "two spoons in a drawer, tango, 15 seconds", "the last bus home, ambient, instrumental, 16 seconds")
PAUSE_SECONDS_MAX = 2.0
MAKING_SECONDS_MAX = 900


def children(pid):
    """Processes that any of the process's threads started."""
    return [int(child) for listed in Path("/proc").glob(f"{pid}/task/*/children") for child in listed.read_text().split()]


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


class Kills(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-kills-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "home").mkdir()
        self.server = Server(self.folder / "home").start()
        self.addCleanup(self.server.stop)
        self.random = random.Random(SEED)
        self.accepted = {}  # song id: (prompt, seed)

    def submit(self, number):
        """Asks for a song; counts it when the server said that it has it."""
        prompt, seed = PROMPTS[number % len(PROMPTS)], 100 + number
        done = souls("submit", prompt, "--seed", seed, "--json", home=self.server.home)
        if done.returncode == 0:
            self.accepted[json.loads(done.stdout)["id"]] = (prompt, seed)
            return True
        self.assertEqual(len(done.stderr.decode().strip().splitlines()), 1, done.stderr)
        return False

    def states(self):
        return collections.Counter(self.server.json("songs", "show", song)["state"] for song in self.accepted)

    def retry_by_hand(self):
        """A step whose workers were killed three times fails with a sentence, and is taken up again when asked for."""
        for song in self.accepted:
            found = self.server.json("songs", "show", song)
            if found["state"] == "failed":
                self.assertIn("worker died 3 times", json.dumps(found))
                self.server.ask("songs", "retry", song)

    def disturb(self):
        """Kills the server, a worker or both; a server that was killed is started again."""
        what = self.random.choice(("server", "worker", "both"))
        workers = children(self.server.process.pid)
        if what != "server" and workers:
            for worker in workers if what == "both" else [self.random.choice(workers)]:
                kill(worker)
        if what != "worker":
            self.server.stop(signal.SIGKILL)
            self.server.start()

    def test_nothing_is_lost_and_every_song_is_the_undisturbed_one(self):
        asked = 0
        for _ in range(KILLS):
            if asked < SONGS or self.states()["made"] == len(self.accepted):
                asked += self.submit(asked)
            time.sleep(self.random.uniform(0, PAUSE_SECONDS_MAX))
            self.disturb()
        while asked < SONGS:
            asked += self.submit(asked)
        deadline = time.monotonic() + MAKING_SECONDS_MAX
        while self.states()["made"] < len(self.accepted):
            self.assertLess(time.monotonic(), deadline, self.states())
            self.retry_by_hand()
            time.sleep(0.5)
        self.check_songs()
        self.check_tasks()
        self.assertEqual(self.server.stop(), 0)
        for command in (("audit", "verify"), ("doctor", "--all")):
            done = souls(*command, home=self.server.home)
            self.assertEqual(done.returncode, 0, (command, done.stdout, done.stderr))

    def check_songs(self):
        made = {}
        for song, order in self.accepted.items():
            self.server.ask("songs", "get", song, "--out", self.folder / song)
            if order not in made:
                out = self.folder / f"undisturbed-{len(made)}"
                done = souls("make", order[0], "--seed", order[1], "--out", out, home=self.folder / "other")
                self.assertEqual(done.returncode, 0, done.stderr)
                made[order] = digests(out)
            self.assertEqual(digests(self.folder / song), made[order], order)

    def check_tasks(self):
        """A task that was made was committed once: the audit log has one entry of it."""
        committed = collections.Counter((e["run"], e["step"]) for e in self.audit() if e["kind"] in ("succeeded", "remembered"))
        self.assertEqual([step for step, times in committed.items() if times > 1], [])
        for song in self.accepted:
            tasks = self.server.json("tasks", "show", song)["tasks"]
            self.assertEqual({t["state"] for t in tasks}, {"succeeded"})
            self.assertEqual(len({t["step"] for t in tasks}), len(tasks))
            steps = {step for run, step in committed if run.startswith(song + "/")}
            self.assertLessEqual({t["step"] for t in tasks}, steps)

    def audit(self):
        entries, cursor = [], ""
        while cursor is not None:
            page = self.server.call("GET", "/v1/audit?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            entries += page["entries"]
            cursor = page.get("next")
        return entries


if __name__ == "__main__":
    unittest.main()
