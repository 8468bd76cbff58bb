#!/usr/bin/env python3
"""The server as an operator meets it: started, asked, watched, killed, started again."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from test_make import PROMPT, SOULS, digests, souls

SHORT = "a river at night, folk, 15 seconds"


class Server:
    """A server in a SOULS_HOME of its own."""

    def __init__(self, home, environment=None):
        self.home = Path(home)
        self.environment = {**os.environ, **(environment or {}), "SOULS_HOME": str(home)}
        self.process = None

    def start(self):
        begun = time.monotonic()
        self.log = open(self.home.parent / "server.log", "ab")
        self.process = subprocess.Popen([str(SOULS), "serve"], env=self.environment,
                                        stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        self.ready_seconds = time.monotonic() - begun
        assert line.startswith("ready at "), (line, (self.home.parent / "server.log").read_text()[-2000:])
        return self

    def stop(self, number=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=30)
        if self.process:
            self.process.stdout.close()
            self.log.close()
        return self.process.returncode

    def ask(self, *arguments, code=0, **more):
        done = souls(*arguments, home=self.home, **more)
        assert done.returncode == code, (arguments, done.returncode, done.stdout.decode(), done.stderr.decode())
        return done.stdout.decode()

    def json(self, *arguments, **more):
        return json.loads(self.ask(*arguments, "--json", **more))

    def call(self, method, target, body=None):
        """What the control socket answers."""
        with contextlib.closing(http.client.HTTPConnection("localhost")) as connection:
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(str(self.home / "run" / "control.sock"))
            connection.request(method, target, body and json.dumps(body), {"Content-Type": "application/json"} if body else {})
            return json.loads(connection.getresponse().read())


class WithServer(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "home").mkdir()
        self.server = Server(self.folder / "home").start()
        self.addCleanup(self.server.stop)

    def wait_for(self, song, states=("made", "failed", "cancelled"), seconds=240):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.server.json("songs", "show", song)
            if found["state"] in states:
                return found
            time.sleep(0.3)
        self.fail(f"{song} is still {found['state']}")


class Life(WithServer):
    def test_a_song_is_the_one_that_make_makes(self):
        watching = subprocess.Popen([str(SOULS), "tasks", "watch"], stdout=subprocess.PIPE,
                                    env={**os.environ, "SOULS_HOME": str(self.server.home)})
        self.addCleanup(watching.stdout.close)
        self.addCleanup(watching.wait)
        self.addCleanup(watching.kill)
        song = self.server.json("submit", SHORT, "--seed", 7, "--wait")
        self.assertEqual(song["state"], "made")
        self.server.ask("songs", "get", song["id"], "--out", self.folder / "served")
        done = souls("make", SHORT, "--seed", 7, "--out", self.folder / "made", home=self.folder / "other")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(digests(self.folder / "served"), digests(self.folder / "made"))
        self.assertEqual([s["id"] for s in self.server.json("songs", "search", "river")["songs"]], [song["id"]])
        tasks = self.server.json("tasks", "show", song["id"])["tasks"]
        self.assertEqual({t["state"] for t in tasks}, {"succeeded"})
        self.assertEqual({t["step"]: t["after"] for t in tasks}["brief"], ["plan"])
        self.assertRegex(self.server.ask("tasks", "show", song["id"]), r"(?m)^ +1  plan [^←]*\n +1    brief +← plan  +succeeded")
        usage = self.server.json("usage")["usage"]
        self.assertGreater(sum(row["steps"] for row in usage), 20)
        for file in self.server.json("songs", "show", song["id"])["files"]:
            entry = self.server.json("audit", "show", file["digest"])["entries"][0]
            self.assertEqual((entry["song"], file["name"]), (song["id"], file["name"]))
            self.assertTrue(entry["inputs"], file["name"])
            self.assertEqual(bool(entry["package_digest"]), file["name"] != "song.json")
        again = self.server.json("submit", SHORT, "--seed", 7, "--wait")
        mix = next(f["digest"] for f in self.server.json("songs", "show", again["id"])["files"] if f["name"] == "mix.wav")
        self.assertEqual([(e["song"], e["kind"]) for e in self.server.json("audit", "show", mix)["entries"]],
                         [(song["id"], "succeeded"), (again["id"], "remembered")])
        self.server.ask("songs", "delete", again["id"])
        watching.kill()
        self.assertIn(b"succeeded", watching.stdout.read())
        for command, found in (("tag", 1), ("untag", 0)):
            self.server.ask("songs", command, song["id"], "calm")
            self.assertEqual(len(self.server.json("songs", "--tag", "calm")["songs"]), found)
        # In and out of the trash, a copy, and an end.
        self.server.ask("songs", "trash", song["id"])
        self.assertEqual(self.server.json("songs")["songs"], [])
        self.assertEqual(len(self.server.json("songs", "--trashed")["songs"]), 1)
        self.server.ask("songs", "restore", song["id"])
        self.server.ask("backup", self.folder / "backup")
        self.server.ask("songs", "delete", song["id"])
        self.server.ask("songs", "show", song["id"], code=2)
        self.assertEqual(self.server.stop(), 0)
        self.server.ask("audit", "verify")
        again = Server(self.folder / "restored" / "home")
        again.home.mkdir(parents=True)
        again.ask("restore", self.folder / "backup")
        again.start()
        self.addCleanup(again.stop)
        again.ask("songs", "get", song["id"], "--out", self.folder / "restored" / "song")
        self.assertEqual(digests(self.folder / "restored" / "song"), digests(self.folder / "made"))

    def test_cancel_stops_within_a_second(self):
        song = self.server.json("submit", PROMPT, "--seed", 5)["id"]
        self.wait_for(song, ("making",))
        time.sleep(1)
        asked = time.monotonic()
        self.server.ask("songs", "cancel", song)
        self.assertEqual(self.wait_for(song)["state"], "cancelled")
        while self.server.json("tasks", "--state", "running")["tasks"]:
            self.assertLess(time.monotonic() - asked, 5)  # a second where the machine is free
            time.sleep(0.1)
        self.server.ask("songs", "retry", song)
        self.assertEqual(self.wait_for(song)["state"], "made")

    def test_a_killed_server_loses_nothing(self):
        song = self.server.json("submit", SHORT, "--seed", 11, "--until", "melody")["id"]
        self.server.stop(signal.SIGKILL)
        self.server.start()
        part = self.wait_for(song)
        self.assertEqual((part["state"], part["until"]), ("made", "score"))
        self.assertIn("made until score", self.server.ask("songs"))
        self.server.ask("songs", "get", song, "--out", self.folder / "part")
        self.server.ask("songs", "finish", song)
        self.wait_for(song, ("making",))
        time.sleep(3)
        self.server.stop(signal.SIGKILL)
        self.server.start()
        whole = self.wait_for(song)
        self.assertEqual((whole["state"], whole.get("until")), ("made", None))
        self.server.ask("songs", "get", song, "--out", self.folder / "whole")
        self.assertIn("whole", souls("songs", "finish", song, home=self.server.home).stderr.decode())
        for name, stop in (("part", ("--until", "melody")), ("whole", ())):
            done = souls("make", SHORT, "--seed", 11, *stop, "--out", self.folder / f"made {name}", home=self.folder / "other")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            self.assertEqual(digests(self.folder / name), digests(self.folder / f"made {name}"))
        self.assertFalse((self.folder / "part" / "mix.wav").exists())
        self.assertEqual(self.server.stop(), 0)
        self.server.ask("audit", "verify")


class Door(WithServer):
    def test_one_server_starts_fast_and_small(self):
        self.assertLess(self.server.ready_seconds, 1)  # 0.1 where the machine is free
        pss = 0
        for line in Path(f"/proc/{self.server.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                pss = int(line.split()[1])
        self.assertLessEqual(pss, 40 * 1024)
        self.assertIn("running here already", souls("serve", home=self.server.home).stderr.decode())

    def test_bad_input_is_told_in_a_line(self):
        for arguments, says in ((("songs", "show", "s_nothing"), "song"), (("submit", "   "), "prompt"),
                                (("tasks", "--state", "odd"), "state"), (("tasks", "show", "999999"), "task"),
                                (("audit", "show", "abc"), "SHA-256"), (("songs", "get", "s_x", "--out", "/proc/x"), "song")):
            done = souls(*arguments, home=self.server.home)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertEqual(len(done.stderr.decode().strip().splitlines()), 1)
            self.assertIn(says, done.stderr.decode())

    def test_without_a_server_one_line_says_so(self):
        self.server.stop()
        done = souls("songs", home=self.server.home)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.decode(), "souls: no server is running here; start one with `souls serve`\n")


if __name__ == "__main__":
    unittest.main()
