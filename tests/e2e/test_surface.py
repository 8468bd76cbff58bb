#!/usr/bin/env python3
"""The server as other programs meet it: our Python client, OpenAI's and MCP's own ones (tests/clients), each against the real server."""
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from test_door import Server
from test_make import SOULS

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = os.environ["SOULS_TEST_CLIENTS"]
EMAIL = "ada@example.org"
SECONDS_MAX = 150


class Surface(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="souls-surface-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.server = Server(cls.folder)
        cls.addClassCleanup(cls.server.stop)
        cls.souls("users", "add", EMAIL, "--role", "owner", "--password-stdin", stdin="correct horse battery")
        cls.key = json.loads(cls.souls("keys", "create", "--user", EMAIL, "--scope", "songs:read,songs:write", "--json"))["key"]
        cls.url = f"http://127.0.0.1:{cls.server.port}"

    @classmethod
    def souls(cls, *arguments, stdin=""):
        done = subprocess.run([str(SOULS), *arguments], input=stdin, capture_output=True, text=True, timeout=60,
                              env={**os.environ, "SOULS_HOME": str(cls.server.home)})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def run_it(self, *command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS_MAX, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_our_own_client_is_built_installed_and_makes_a_song(self):
        source = self.folder / "client"
        shutil.copytree(ROOT / "clients" / "python", source / "clients" / "python")
        shutil.copytree(ROOT / "api", source / "api")
        wheels = self.folder / "wheels"
        pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
        self.run_it(*pip, "wheel", "--no-index", "--no-deps", "--no-build-isolation", "-w", wheels, source / "clients" / "python")
        [wheel] = wheels.glob("synthetic_souls-*.whl")
        self.run_it(PYTHON, "-m", "venv", "--without-pip", self.folder / "venv")
        own = self.folder / "venv" / "bin" / "python"
        self.run_it(*pip, "--python", own, "install", "--no-index", wheel)
        self.assertEqual(self.run_it(own, ROOT / "tests" / "clients" / "try_python.py", self.url, self.key, self.folder), "tried\n")

    def test_openais_own_client(self):
        self.assertEqual(self.run_it(PYTHON, ROOT / "tests" / "clients" / "try_openai.py", self.url, self.key), "tried\n")
        made = {entry["capability"] for entry in self.audit() if entry["song"].startswith("p_")}
        self.assertLessEqual({"lyrics", "say", "vocals", "cover"}, made)
        self.until(lambda: not self.kept_results())

    def kept_results(self):
        """Of what is made and given out, nothing stays: nobody could delete it."""
        with contextlib.closing(sqlite3.connect(f"file:{self.server.home}/data/souls.db?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM results WHERE song LIKE 'p\\_%' ESCAPE '\\'").fetchone()[0]

    def test_mcps_own_client(self):
        self.assertEqual(self.run_it(PYTHON, ROOT / "tests" / "clients" / "try_mcp.py", self.url, self.key), "tried\n")

    def test_mcp_refuses_in_its_own_form(self):
        for body, status, code in (('{"jsonrpc": "2.0",', 400, -32700), ('{"id": 1, "method": "ping"}', 400, -32600)):
            asked = urllib.request.Request(f"{self.url}/mcp", body.encode(), {"Authorization": f"Bearer {self.key}",
                                                                             "Content-Type": "application/json"})
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(asked, timeout=SECONDS_MAX)
            self.assertEqual(refused.exception.code, status)
            self.assertEqual(json.loads(refused.exception.read())["error"]["code"], code)

    def test_steps_stop_when_nobody_waits_for_them(self):
        body = json.dumps({"model": "lyra", "messages": [{"role": "user", "content": "a long winter, three verses, 3 minutes"}]})
        with socket.create_connection(("127.0.0.1", self.server.port)) as peer:
            peer.sendall((f"POST /openai/v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.key}\r\n"
                          f"Content-Length: {len(body)}\r\n\r\n{body}").encode())
            self.until(lambda: "p_" in self.open_tasks())
        self.until(lambda: "p_" not in self.open_tasks())
        kinds = {entry["kind"] for entry in self.audit() if entry["song"].startswith("p_")}
        self.assertIn("cancelled", kinds)

    def audit(self):
        """All entries."""
        entries, cursor = [], ""
        while cursor is not None:
            page = json.loads(self.server.control("GET", f"/v1/audit?limit=200{cursor}").split("\r\n\r\n", 1)[1])
            entries += page["entries"]
            cursor = f"&cursor={page['next']}" if "next" in page else None
        return entries

    def open_tasks(self):
        return self.server.control("GET", "/v1/tasks?state=open")

    def until(self, condition):
        deadline = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


if __name__ == "__main__":
    unittest.main()
