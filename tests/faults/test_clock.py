#!/usr/bin/env python3
"""A server whose clock is set back an hour while it makes songs."""
import os
import shutil
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from test_make import digests, souls  # noqa: E402
from test_serve import Server  # noqa: E402

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
PROMPT = "a river at night, folk, 15 seconds"
HOUR = 3600
MAKING_SECONDS_MAX = 240


class Clock(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-clock-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "home").mkdir()
        self.offset = self.folder / "offset"
        self.set_clock(0)
        # The clock of the wall alone: the one that only goes forward is the kernel's, and is never set.
        self.server = Server(self.folder / "home", {"LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self.offset),
                                                    "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                                                    "DONT_FAKE_MONOTONIC": "1"}).start()
        self.addCleanup(self.server.stop)

    def set_clock(self, seconds):
        self.offset.write_text(f"{seconds:+d}\n")

    def wait_for(self, song, done):
        deadline = time.monotonic() + MAKING_SECONDS_MAX
        while not done(found := self.server.json("songs", "show", song)):
            self.assertLess(time.monotonic(), deadline, found["state"])
            time.sleep(0.2)
        return found

    def tasks(self, song):
        return self.server.json("tasks", "show", song)["tasks"]

    def test_loses_nothing_when_it_is_set_back_an_hour(self):
        song = self.server.json("submit", PROMPT, "--seed", 7)["id"]
        deadline = time.monotonic() + MAKING_SECONDS_MAX
        while not any(t["state"] == "succeeded" for t in self.tasks(song)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
        self.set_clock(-HOUR)
        other = self.server.json("submit", PROMPT, "--seed", 8)["id"]
        for made in (song, other):
            self.assertEqual(self.wait_for(made, lambda s: s["state"] not in ("waiting", "making"))["state"], "made")
        # The clock is really back, and no step was given out twice for it.
        first, second = (self.server.json("songs", "show", made) for made in (song, other))
        self.assertLess(second["created_ms"], first["created_ms"] - (HOUR - 600) * 1000)
        for made in (song, other):
            self.assertEqual({t["tries"] for t in self.tasks(made) if not t.get("reused")}, {1})
        self.server.ask("songs", "get", song, "--out", self.folder / "disturbed")
        done = souls("make", PROMPT, "--seed", 7, "--out", self.folder / "undisturbed", home=self.folder / "other")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(digests(self.folder / "disturbed"), digests(self.folder / "undisturbed"))
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(souls("audit", "verify", home=self.server.home).returncode, 0)
        told = souls("doctor", home=self.server.home)
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)

    def test_says_so_as_long_as_what_is_stored_lies_in_the_future(self):
        song = self.server.json("submit", PROMPT, "--seed", 7)["id"]
        self.wait_for(song, lambda s: s["state"] == "made")
        self.set_clock(-HOUR)
        self.assertIn("the clock has been set back", self.server.ask("doctor"))
        self.set_clock(0)
        self.assertNotIn("the clock has been set back", self.server.ask("doctor"))


if __name__ == "__main__":
    unittest.main()
