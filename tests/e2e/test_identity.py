#!/usr/bin/env python3
"""Who may come in, as a new user meets it: the set-up, sign-in, keys, and how each of them ends."""
import http.client
import json
import os
import pty
import re
import signal
import stat
import subprocess
import time
import unittest

from test_door import InFolder, SOULS

PASSWORD = "correct horse battery"
OWNER = "ada@example.org"


class Asking(InFolder):
    def souls(self, *arguments, given="", code=0):
        done = subprocess.run([str(SOULS), *arguments], env={**os.environ, "SOULS_HOME": str(self.server.home)}, input=given, text=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout

    def ask(self, method, path, body=None, **headers):
        """Status, headers and body of an answer from the port."""
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request(method, path, json.dumps(body) if isinstance(body, dict) else body, names)
        answer = link.getresponse()
        text = answer.read().decode()
        link.close()
        told = json.loads(text) if "json" in (answer.getheader("Content-Type") or "") else text
        return answer.status, answer.headers, told

    def status(self, method, path, body=None, **headers):
        return self.ask(method, path, body, **headers)[0]

    def add_owner(self):
        self.souls("users", "add", OWNER, "--role", "owner", "--password-stdin", given=PASSWORD + "\n")

    def key(self, *options):
        return json.loads(self.souls("keys", "create", "--user", OWNER, *options, "--json"))

    def sign_in(self, password=PASSWORD, **headers):
        return self.ask("POST", "/v1/sessions", {"email": OWNER, "password": password}, **headers)


class SetUp(Asking):
    def test_the_owner_is_made_by_a_code_that_is_in_no_log(self):
        self.server = self.start()
        told = self.server.process.stdout.readline()
        file = self.server.home / "run" / "setup.code"
        self.assertIn(str(file), told)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        code = file.read_text().strip()
        self.assertNotIn(code, told + self.server.log())
        for path in ("/readyz", "/v1/me", "/v1/songs", "/v1/keys", "/metrics"):
            self.assertEqual(self.status("GET", path), 503, path)
        self.assertEqual(self.status("GET", "/healthz"), 200)
        self.assertEqual(self.status("GET", "/setup"), 200)
        owner = {"code": code, "email": OWNER, "password": PASSWORD}
        self.assertEqual(self.status("POST", "/v1/setup", {**owner, "code": "aaaa-bbbb-cccc-dddd"}), 403)
        self.assertEqual(self.status("POST", "/v1/setup", owner, Origin="http://evil.example"), 403)
        self.assertEqual(self.status("POST", "/v1/setup", owner, X_Forwarded_For="203.0.113.5", Forwarded="for=203.0.113.5"), 503,
                         "by a proxy it may come from anywhere")
        self.assertEqual(self.status("POST", "/v1/setup", owner), 201)
        self.assertFalse(file.exists())
        self.assertEqual(self.status("GET", "/setup"), 404)
        self.assertEqual(self.status("GET", "/readyz"), 200)
        self.assertEqual(self.sign_in()[0], 201)
        self.assertEqual(self.server.stop(), 0)
        self.assertNotIn(code, self.server.log())
        self.assertNotIn(PASSWORD, self.server.log())

    def test_a_terminal_shows_the_code(self):
        home = self.folder / "home"
        leader, follower = pty.openpty()
        process = subprocess.Popen([str(SOULS), "serve", "--listen", "127.0.0.1:0"], stdout=follower, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "SOULS_HOME": str(home)})
        os.close(follower)
        self.addCleanup(os.close, leader)
        shown = ""
        deadline = time.monotonic() + 30
        while "minutes: " not in shown and time.monotonic() < deadline:
            shown += os.read(leader, 4096).decode()
        self.assertRegex(shown, r"for 60 minutes: (\w{4}-){3}\w{4}")
        self.assertFalse((home / "run" / "setup.code").exists())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=30), 0)


class Identity(Asking):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.add_owner()

    def test_a_song_with_a_key(self):
        key = self.key("--scope", "songs:read", "--scope", "songs:write", "--name", "build", "--expires", "90d")
        self.assertEqual(set(key), {"id", "key"})
        self.assertRegex(key["key"], r"^ss_[0-9A-Za-z]{38}$")
        shows = {"Authorization": "Bearer " + key["key"]}
        self.assertEqual(self.status("GET", "/v1/songs"), 401)
        status, headers, _ = self.ask("GET", "/v1/me")
        self.assertEqual((status, headers["WWW-Authenticate"]), (401, 'Bearer realm="souls"'))
        status, _, song = self.ask("POST", "/v1/songs", {"prompt": "a river, folk, 15 seconds"}, **shows)
        self.assertEqual(status, 202)
        self.assertEqual(self.ask("GET", "/v1/songs", **shows)[2]["songs"][0]["id"], song["id"])
        self.assertIn(song["id"], self.souls("songs", "--json"), "the owner's library is the operator's")
        self.assertEqual(self.status("DELETE", "/v1/songs/" + song["id"], **shows), 204)
        self.assertEqual(self.status("GET", "/v1/users", **shows), 403)
        self.assertEqual(self.status("GET", "/v1/me", Authorization="Bearer " + key["key"][:-1] + "!"), 401)
        listed = self.souls("keys", "list", "--json")
        self.assertIn(key["id"], listed)
        self.assertNotIn(key["key"], listed + self.server.log())
        self.souls("keys", "revoke", key["id"])
        self.assertEqual(self.status("GET", "/v1/me", **shows), 401)
        self.souls("keys", "revoke", key["id"], code=2)

    def test_a_stream_ends_when_its_key_is_revoked(self):
        key = self.key("--scope", "songs:read")
        with self.server.connect() as peer:
            peer.sendall(f"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key['key']}\r\n\r\n".encode())
            peer.settimeout(10)
            self.assertIn(b"200 OK", peer.recv(4096))
            begun = time.monotonic()
            self.souls("keys", "revoke", key["id"])
            while peer.recv(4096):
                pass
            self.assertLess(time.monotonic() - begun, 5)

    def test_a_session_from_sign_in_to_sign_out(self):
        status, headers, told = self.sign_in()
        self.assertEqual(status, 201)
        cookies = headers.get_all("Set-Cookie")
        self.assertTrue(all("HttpOnly" in cookie and "Path=/" in cookie for cookie in cookies), cookies)
        self.assertFalse(told["secure"])
        cookie = re.match(r"souls_session=(\w+)", cookies[0])[0]
        self.assertEqual(self.ask("GET", "/v1/me", Cookie=cookie)[2]["email"], OWNER)
        change = {"name": "Ada"}
        self.assertEqual(self.status("PATCH", "/v1/me", change, Cookie=cookie), 403)
        token = {"Cookie": cookie, "X_CSRF_Token": told["csrf"]}
        self.assertEqual(self.status("PATCH", "/v1/me", change, Origin="http://evil.example", **token), 403)
        own = f"http://127.0.0.1:{self.server.port}"
        self.assertEqual(self.status("PATCH", "/v1/me", change, Origin=own, **token), 200)
        self.assertEqual(len(self.ask("GET", "/v1/sessions", Cookie=cookie)[2]["sessions"]), 1)
        self.assertEqual(self.status("DELETE", "/v1/sessions/current", **token), 204)
        self.assertEqual(self.status("GET", "/v1/me", Cookie=cookie), 401)

    def test_guesses_are_slowed_down_and_the_machine_itself_gets_in(self):
        for _ in range(5):
            self.assertEqual(self.sign_in("a guess of it")[0], 401)
        status, headers, _ = self.sign_in()
        self.assertEqual(status, 429)
        self.assertGreaterEqual(int(headers["Retry-After"]), 1)
        self.souls("users", "password", OWNER, given="another long password\n")
        self.souls("users", "add", "bob@example.org", "--password-stdin", given=PASSWORD)
        self.souls("users", "role", "bob@example.org", "listener")
        self.souls("users", "role", OWNER, "member", code=2)
        self.souls("users", "quota", "bob@example.org", "5000000")
        self.souls("users", "quota", "bob@example.org", "5 MB", code=2)
        self.souls("users", "trash-days", "bob@example.org", "3")
        self.assertRegex(self.souls("users"), r"(?m)bob@example.org +listener +5\.0 MB +3 d ")
        users = {user.get("email"): user["role"] for user in json.loads(self.souls("users", "--json"))["users"]}
        self.assertEqual(users, {OWNER: "owner", "bob@example.org": "listener"})
        self.assertEqual(self.server.stop(), 0)
        self.souls("audit", "verify")
        self.assertNotIn(PASSWORD, self.server.log())


if __name__ == "__main__":
    unittest.main()
