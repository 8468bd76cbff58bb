#!/usr/bin/env python3
"""What an operator does beside making songs: looks after what is kept, keeps secrets, lets users go, takes up what failed."""
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest
import zlib
from pathlib import Path

from test_make import SOULS, digests, souls
from test_serve import SHORT, Server, WithServer

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "worker.py"
TOKEN = "hush-8f2c41d7-not-for-anyone"
WORDS = "zinnia lanterns over the marsh, folk, 15 seconds"


def files_with(folder, text, without=()):
    """The files under a folder in which the text stands, but for those below some of its folders."""
    return [path for path in folder.rglob("*") if path.is_file() and not any(w in path.relative_to(folder).parts for w in without)
            and text.encode() in path.read_bytes()]


def sum_pages(path):
    """Gives the pages of a database that another program has written their checksums (docs/decisions/0010)."""
    with path.open("r+b") as file:
        size = int.from_bytes(file.read(18)[16:], "big")
        for place in range(0, path.stat().st_size, size):
            file.seek(place)
            page = file.read(size)[:-4]
            file.seek(place + len(page))
            file.write(zlib.crc32(page, zlib.crc32(place.to_bytes(8, "big"))).to_bytes(4, "big"))


class People(WithServer):
    def test_a_user_is_written_out_and_then_gone(self):
        song = self.server.json("submit", WORDS, "--seed", 3, "--wait")
        self.server.ask("songs", "get", song["id"], "--out", self.folder / "song")
        user = self.server.json("users")["users"][0]["id"]
        report = self.server.json("export-user", user, "--out", self.folder / "export")
        self.assertEqual((report["songs"], report["lost"]), (1, []))
        self.assertEqual(digests(self.folder / "export" / "songs" / song["id"] / "revision-1"), digests(self.folder / "song"))
        account = json.loads((self.folder / "export" / "account.json").read_text())
        self.assertIn(song["id"], json.dumps(account))

        data = self.server.home / "data"
        self.assertTrue(files_with(data, "zinnia", without=("blobs",)))
        self.assertIn("--yes", souls("delete-user", user, home=self.server.home).stderr.decode())
        self.assertIn("first owner", souls("delete-user", user, "--yes", home=self.server.home).stderr.decode())
        self.start_as_another_owner()
        self.server.ask("delete-user", user, "--yes")
        self.assertEqual(files_with(data, "zinnia", without=("blobs",)), [])
        self.assertNotIn(user, json.dumps(self.server.json("users")))
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(files_with(data, "zinnia", without=("blobs",)), [])
        self.server.ask("audit", "verify")

    def start_as_another_owner(self):
        """The owner who was made first is the local operator."""
        self.assertEqual(self.server.stop(), 0)
        path = self.server.home / "data" / "souls.db"
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            database.execute("INSERT INTO users (number, id, name, role, created_ms, trash_days) VALUES (?, ?, ?, ?, ?, ?)",
                             (0, "u_2222222222222222", "another", "owner", 1, 30))
        sum_pages(path)
        self.server.start()


class Backups(WithServer):
    def state(self):
        return self.server.call("GET", "/v1/backup")

    def until_made(self, after_ms=0):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            told = self.state()
            if not told["is_running"] and told.get("last", {}).get("made_ms", 0) > after_ms:
                return told
            time.sleep(0.1)
        self.fail(f"no backup was made: {told}")

    def serve_with(self, **settings):
        self.assertEqual(self.server.stop(), 0)
        self.server.environment.update({f"SOULS_BACKUP_{name.upper()}": str(value) for name, value in settings.items()})
        self.server.start()

    def test_one_is_made_when_it_is_asked_for(self):
        refused = self.server.call("POST", "/v1/backup/now")
        self.assertEqual((refused["status"], "backup.folder" in refused["detail"]), (422, True))
        folder = self.folder / "backup"
        self.serve_with(folder=folder, every_hours=0)
        self.server.json("submit", "a river, folk, 15 seconds", "--wait")
        self.assertTrue(self.server.call("POST", "/v1/backup/now")["is_running"])
        told = self.until_made()
        self.assertEqual((told["last"]["folder"], told["folder"], told["every_hours"]), (str(folder), str(folder), 0))
        self.assertEqual(souls("restore", folder, home=self.folder / "again").returncode, 0)
        shutil.rmtree(folder)
        folder.write_text("no folder")
        self.server.call("POST", "/v1/backup/now")
        deadline = time.monotonic() + 60
        while "failure" not in self.state() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertIn(str(folder), self.state()["failure"])

    def test_one_is_made_when_the_last_is_old_or_gone(self):
        self.serve_with(folder=self.folder / "backup", every_hours=0.0003)
        first = self.until_made()["last"]["made_ms"]
        self.until_made(after_ms=first)
        self.serve_with(every_hours=0.0008)
        shutil.rmtree(self.folder / "backup")
        self.until_made(after_ms=self.state()["last"]["made_ms"])

    def test_a_folder_is_named_in_full(self):
        self.assertEqual(self.server.stop(), 0)
        done = souls("serve", "--set", "backup.folder=backup", home=self.server.home)
        self.assertEqual(done.returncode, 2)
        self.assertIn("absolute path", done.stderr.decode())


class Secrets(WithServer):
    def test_secrets_go_in_and_never_come_out(self):
        self.server.ask("secrets", "set", "models/far/token", input=(TOKEN + "\n").encode())
        self.server.ask("secrets", "set", "empty", input=b"\n", code=2)
        self.server.ask("secrets", "set", "long", input=b"x" * 20_000, code=2)
        listed = self.server.ask("secrets", "list", "--json")
        self.assertEqual([s["name"] for s in json.loads(listed)["secrets"]], ["models/far/token"])
        self.assertNotIn(TOKEN, listed)
        self.assertNotIn("last", self.server.call("GET", "/v1/backup"))
        self.assertIn("the file keys/secret.key", json.dumps(self.server.json("backup", self.folder / "backup")))
        known = self.server.call("GET", "/v1/backup")
        self.assertIn("the file keys/secret.key", known["secret_key"])
        self.assertEqual((known["last"]["folder"], known["last"]["is_there"]), (str(self.folder / "backup"), True))
        (self.folder / "backup" / "manifest.json").rename(self.folder / "manifest.json")
        self.assertFalse(self.server.call("GET", "/v1/backup")["last"]["is_there"])
        self.assertEqual((self.server.home / "keys" / "secret.key").stat().st_mode & 0o777, 0o600)
        self.server.ask("doctor")
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(files_with(self.folder, TOKEN), [], "neither logs nor files nor backups hold it")
        key = (self.server.home / "keys" / "secret.key").read_text().strip()
        self.assertEqual(files_with(self.folder, key, without=("keys",)), [])

        (self.server.home / "keys" / "secret.key").unlink()
        done = souls("doctor", home=self.server.home)
        self.assertEqual(done.returncode, 1)
        self.assertIn("sealed by another key", done.stdout.decode())
        self.server.start()
        self.server.ask("secrets", "remove", "models/far/token")
        self.server.ask("secrets", "remove", "models/far/token", code=2)
        self.assertEqual(self.server.json("secrets", "list")["secrets"], [])


class Damage(WithServer):
    def test_a_flipped_byte_is_found_and_the_song_comes_back(self):
        song = self.server.json("submit", SHORT, "--seed", 7, "--wait")
        self.server.ask("songs", "get", song["id"], "--out", self.folder / "before")
        self.server.ask("doctor", "--all")
        digest = next(f["digest"] for f in self.server.json("songs", "show", song["id"])["files"] if f["name"] == "mix.wav")
        blob = self.server.home / "data" / "blobs" / digest[:2] / digest[2:]
        blob.chmod(0o600)
        with open(blob, "r+b") as file:
            file.seek(5000)
            byte = file.read(1)[0]
            file.seek(5000)
            file.write(bytes([byte ^ 1]))
        done = souls("scrub", "--json", home=self.server.home)
        self.assertEqual(done.returncode, 1)
        losses = json.loads(done.stdout)["losses"]
        self.assertEqual([(loss["digest"], loss["kind"]) for loss in losses], [(digest, "damaged")])
        self.assertIn(song["id"], losses[0]["what"])
        self.assertIn("makes it again", losses[0]["what"])
        done = souls("doctor", home=self.server.home)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is missing", done.stdout.decode())
        self.assertIn(song["id"], done.stdout.decode())

        again = self.server.json("submit", SHORT, "--seed", 7, "--wait")
        self.assertEqual(again["state"], "made")
        self.assertGreater(again["steps_reused"], again["steps_made"])
        self.server.ask("doctor", "--all")
        self.server.ask("songs", "get", song["id"], "--out", self.folder / "after")
        self.assertEqual(digests(self.folder / "after"), digests(self.folder / "before"))
        self.come_back_by_going_back(song["id"])
        self.assertEqual(self.server.stop(), 0)
        self.server.ask("doctor", "--all")

    def come_back_by_going_back(self, song):
        """What an edit made, and the document, which no step makes."""
        self.server.call("POST", f"/v1/songs/{song}/edits", {"edits": [{"op": "set_title", "title": "Another"}]})
        self.wait_for(song)
        self.server.ask("songs", "revert", song, 2, code=2)
        before = {f["name"]: f["digest"] for f in self.server.json("songs", "show", song)["files"]}
        for name in ("cover.png", "song.json"):
            (self.server.home / "data" / "blobs" / before[name][:2] / before[name][2:]).unlink()
        losses = json.loads(souls("scrub", "--json", home=self.server.home).stdout)["losses"]
        self.assertEqual({loss["kind"] for loss in losses}, {"missing"})
        self.assertTrue(all(f"`souls songs revert {song} 2`" in loss["what"] for loss in losses), losses)
        self.server.ask("songs", "revert", song, 2)
        self.assertEqual(self.wait_for(song)["state"], "made")
        after = {f["name"]: f["digest"] for f in self.server.json("songs", "show", song)["files"]}
        self.assertEqual(set(after), set(before))
        self.assertEqual({name for name in after if after[name] != before[name]}, {"song.json"}, "which holds the seconds of steps")

    def test_the_doctor_says_what_to_do(self):
        (self.server.home / "keys" / "audit.key").chmod(0o644)
        done = souls("doctor", home=self.server.home)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"chmod 600 {self.server.home}/keys/audit.key", done.stdout.decode())
        (self.server.home / "keys" / "audit.key").chmod(0o600)
        self.assertEqual({f["severity"] for f in self.server.json("doctor")["findings"]}, {"good"})
        self.assertEqual(self.server.stop(), 0)
        packages = self.folder / "packages"
        shutil.copytree(SOULS.parent / "packages", packages)
        victim = max(packages.glob("*/*"), key=lambda path: path.stat().st_size)
        with open(victim, "r+b") as file:
            byte = file.read(1)[0]
            file.seek(0)
            file.write(bytes([byte ^ 1]))
        done = subprocess.run([str(SOULS), "doctor"], capture_output=True,
                              env={**os.environ, "SOULS_HOME": str(self.server.home), "SOULS_PACKAGES": str(packages)})
        self.assertEqual(done.returncode, 1)
        self.assertIn(victim.name, done.stdout.decode())


class Work(WithServer):
    def test_an_outside_worker_comes_in_and_waits(self):
        worker = subprocess.Popen([sys.executable, str(EXAMPLE), str(self.server.home / "run" / "workers.sock")],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(worker.stdout.close)
        time.sleep(3)
        self.assertIsNone(worker.poll(), "it said hello, and asks for steps again and again")
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(worker.wait(timeout=10), 0)
        self.assertEqual(worker.stdout.read(), b"", "it was refused nothing")

    def test_a_step_that_failed_is_taken_up_again(self):
        song = self.server.json("submit", SHORT, "--seed", 13)["id"]
        failed = self.kill_workers_until_a_step_fails(song)
        self.assertIn("worker died 3 times", failed["error"])
        self.assertEqual(self.server.json("songs", "show", song)["state"], "failed")
        self.server.ask("tasks", "retry", failed["id"])
        self.assertEqual(self.wait_for(song)["state"], "made")
        self.assertEqual({t["state"] for t in self.server.json("tasks", "show", song)["tasks"]}, {"succeeded"})

    def kill_workers_until_a_step_fails(self, song):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            for listed in Path("/proc").glob(f"{self.server.process.pid}/task/*/children"):
                for child in listed.read_text().split():
                    try:
                        os.kill(int(child), signal.SIGKILL)
                    except ProcessLookupError:
                        pass
            failed = [t for t in self.server.json("tasks", "--state", "failed")["tasks"] if t["song"] == song]
            if failed:
                self.wait_for(song, ("failed",))
                return failed[0]
            time.sleep(0.05)
        self.fail("no step failed")

    def test_the_time_that_is_left_is_told(self):
        song = self.server.json("submit", SHORT, "--seed", 17)["id"]
        told = []
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            found = self.server.json("songs", "show", song)
            if found["state"] == "made":
                break
            if "seconds_left" in found:
                told.append(found["seconds_left"])
            time.sleep(0.2)
        self.assertEqual(found["state"], "made")
        self.assertGreater(len(told), 2)
        self.assertTrue(all(seconds >= 0 for seconds in told))
        self.assertLess(told[-1], max(told))
        self.assertNotIn("seconds_left", found)
        # A dry run of a new title: only what reads the title would be made.
        foreseen = self.server.call("POST", f"/v1/songs/{song}/edits?dry_run", {"edits": [{"op": "set_title", "title": "Other"}]})
        self.assertLessEqual({step["step"].split("/")[0] for step in foreseen["steps"] if step["fate"] != "reused"},
                             {"brief", "score", "cover", "tag"}, "all sound is reused, stems too")
        self.assertGreater(foreseen["seconds"], 0)
        self.assertEqual(foreseen["conflicts"], [])
        self.assertEqual(self.server.json("songs", "show", song)["revision"], 1, "nothing was made")
        self.assertNotIn("", [row["user"] for row in self.server.json("usage")["usage"]], "what a dry run costs is its user's")
        # The edit itself, what it changed, and back.
        self.server.call("POST", f"/v1/songs/{song}/edits", {"edits": [{"op": "set_title", "title": "Other"}]})
        self.wait_for(song)
        self.assertLessEqual({t["capability"] for t in self.server.json("tasks", "--song", song)["tasks"]
                              if t["revision"] == 2 and not t["reused"]}, {"brief", "score", "cover", "tag"})
        self.assertIn("title", [d["name"] for d in self.server.json("songs", "compare", song)["song"]])
        self.assertRegex(self.server.ask("songs", "compare", song, 1, 2), r"(?m)^song +title +changed$")
        self.server.ask("songs", "revert", song, 1)
        self.assertEqual(self.wait_for(song)["revision"], 3)
        self.assertIn("nothing differs", self.server.ask("songs", "compare", song, 1, 3))


if __name__ == "__main__":
    unittest.main()
