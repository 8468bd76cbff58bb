#!/usr/bin/env python3
"""Workers on other machines: a server with none of its own, TLS, and workers that come, fail, are sent away and come again."""
import http.client
import json
import signal
import ssl
import subprocess
import time
import unittest

from test_door import InFolder, SOULS, lasting_port
from test_make import digests, souls

PROMPT = "a river at night, folk, 15 seconds, instrumental"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
OWNER = "ada@example.org"


class Remote(InFolder):
    def setUp(self):
        super().setUp()
        self.certificate, key = self.folder / "tls.crt", self.folder / "tls.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.certificate],
                       check=True, capture_output=True)
        self.flags = ["--tls-certificate", str(self.certificate), "--tls-key", str(key), "--set", "workers.local=0",
                      "--set", "workers.lease_seconds=3"]
        self.port = lasting_port()
        self.server = self.start(*self.flags, port=self.port)
        self.souls("users", "add", OWNER, "--role", "owner", "--password-stdin", given="correct horse battery\n")

    def souls(self, *arguments, given="", code=0):
        done = souls(*arguments, home=self.server.home, input=given.encode())
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout.decode()

    def key(self, scope):
        made = json.loads(self.souls("keys", "create", "--user", OWNER, "--scope", scope, "--json"))
        return made["id"], made["key"]

    def worker(self, key, url="", ca=None):
        """A running worker; its log is in the folder, by its name."""
        name = f"w{time.monotonic_ns()}"
        key_file = self.folder / f"{name}.key"
        key_file.touch(0o600)
        key_file.write_text(key + "\n")
        command = [str(SOULS), "worker", "--connect", url or f"https://localhost:{self.port}", "--key-file", str(key_file), "--name", name]
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen([*command, "--ca", str(ca or self.certificate)], stderr=log)
        process.name = name
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def log(self, process):
        return (self.folder / f"{process.name}.log").read_text()

    def ask(self, method, path, key, body=None, **headers):
        link = http.client.HTTPSConnection("localhost", self.port, timeout=30, context=ssl.create_default_context(cafile=self.certificate))
        link.request(method, path, json.dumps(body) if body is not None else None, {"Authorization": f"Bearer {key}", **headers})
        answer = link.getresponse()
        text = answer.read()
        link.close()
        return answer.status, json.loads(text) if text.startswith(b"{") else text

    def workers(self):
        return json.loads(self.souls("workers", "list", "--json"))["workers"]

    def wait_for(self, what, seconds=60, every=0.02):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := what():
                return found
            time.sleep(every)
        return self.fail("it didn't come to that")

    def making(self, process):
        return next((w for w in self.workers() if w["name"].startswith(process.name) and "making" in w), None)


class Song(Remote):
    def test_the_bytes_are_those_of_make_whatever_becomes_of_workers(self):
        song_key = self.key("songs:read,songs:write")[1]
        status, song = self.ask("POST", "/v1/songs", song_key, {"prompt": PROMPT, "seed": 7}, traceparent=f"00-{TRACE}-00f067aa0ba902b7-01")
        self.assertEqual(status, 202, song)
        key = self.key("worker")[1]
        killed = self.worker(key)
        mine = self.wait_for(lambda: self.making(killed))
        self.assertEqual((mine["origin"], mine["address"], mine["program"]), ("remote", "127.0.0.1", "souls"))
        killed.kill()
        revoked_id, revoked_key = self.key("worker")
        revoked = self.worker(revoked_key)
        held = self.wait_for(lambda: self.making(revoked))
        lease = f"/v1/workers/{held['id']}/leases/{held['making']['task']}"
        for other in (key, self.key("worker")[1]):
            for fence in range(1, 5):
                self.assertEqual(self.ask("GET", f"{lease}/{fence}/inputs/plan", other)[0], 404)
                self.assertEqual(self.ask("POST", f"{lease}/{fence}/complete", other, {"cpu_seconds": 0, "bytes_out": 0})[0], 404)
        self.assertEqual(self.ask("GET", f"/v1/songs/{song['id']}", key)[0], 403)
        self.souls("keys", "revoke", revoked_id)
        self.assertEqual(revoked.wait(timeout=20), 2, self.log(revoked))
        last = self.worker(key)
        self.wait_for(lambda: self.ask("GET", f"/v1/songs/{song['id']}", song_key)[1]["state"] == "made", 200, 0.2)
        self.souls("songs", "get", song["id"], "--out", str(self.folder / "got"))
        made = souls("make", PROMPT, "--seed", 7, "--out", self.folder / "made", home=self.folder / "other")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(digests(self.folder / "got"), digests(self.folder / "made"))
        self.assertIn(TRACE, self.log(last))
        last.send_signal(signal.SIGTERM)
        self.assertEqual(last.wait(timeout=20), 0, self.log(last))
        self.assertNotIn(last.name, str(self.workers()), "it has said that it goes")


class Comings(Remote):
    def test_a_worker_waits_for_a_server_that_is_started_again_and_goes_when_it_is_sent_away(self):
        worker = self.worker(self.key("worker")[1])
        self.wait_for(self.workers)
        self.assertEqual(self.server.stop(), 0, self.server.log())
        self.server = self.start(*self.flags, port=self.port)
        mine = self.wait_for(self.workers)[0]
        self.souls("workers", "drain", mine["id"])
        self.assertEqual(worker.wait(timeout=30), 0, self.log(worker))
        self.assertIn("asked again", self.log(worker))

    def refusal(self, process, code):
        self.assertEqual(process.wait(timeout=30), code, self.log(process))
        return self.log(process).strip().splitlines()[-1]

    def test_what_is_wrong_is_said_in_one_sentence(self):
        key = self.key("worker")[1]
        self.assertIn("key", self.refusal(self.worker("ss_nonsense"), 2))
        self.assertIn("scope worker", self.refusal(self.worker(self.key("songs:read")[1]), 2))
        self.assertIn("--insecure", self.refusal(self.worker(key, url="http://souls.example"), 2))
        self.assertIn("address", self.refusal(self.worker(key, url="souls.example"), 2))
        self.assertIn("can't be read", self.refusal(self.worker(key, ca=self.folder / "none.crt"), 2))
        self.assertIn("isn't trusted", self.refusal(self.worker(key, url=f"https://127.0.0.1:{self.port}"), 1), "it is localhost's")
        self.assertIn("can't be reached", self.refusal(self.worker(key, url="https://no-such-host.invalid"), 1))
        open_file = self.folder / "open.key"
        open_file.write_text(key)
        done = souls("worker", "--connect", f"https://localhost:{self.port}", "--key-file", open_file, home=self.server.home)
        self.assertEqual((done.returncode, b"chmod 600" in done.stderr), (2, True), done.stderr)


if __name__ == "__main__":
    unittest.main()
