#!/usr/bin/env python3
"""Schemathesis against the server at its port: whatever the contract allows is taken, whatever it forbids is refused, and no
answer is one that it doesn't tell. With an owner's key and without any; SOULS_API_EXAMPLES sets how much is tried."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))
from test_door import InFolder  # noqa: E402
from test_make import SOULS  # noqa: E402

SCHEMATHESIS = os.environ["SOULS_TEST_SCHEMATHESIS"]
EXAMPLES = os.environ.get("SOULS_API_EXAMPLES", "10")
CONFIGURATION = Path(__file__).resolve().parent / "schemathesis.toml"
SCOPES = "songs:read,songs:write,worker,admin"
EMAIL = "ada@example.org"
ENDLESS = "/v1/events"  # a stream: no answer of it is ever whole


class Contract(InFolder):
    def setUp(self):
        super().setUp()
        limits = [f"--set=limits.requests_per_second{whose}=10000" for whose in ("", "_user", "_address")]
        self.server = self.start("--workers", "1", *limits)
        self.souls("users", "add", EMAIL, "--role", "owner", "--password-stdin", stdin="correct horse battery")

    def souls(self, *arguments, stdin=""):
        done = subprocess.run([str(SOULS), *arguments], input=stdin, capture_output=True, text=True, timeout=60,
                              env={**os.environ, "SOULS_HOME": str(self.server.home)})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def try_all(self, *options):
        command = [SCHEMATHESIS, "--config-file", str(CONFIGURATION), "run", f"http://127.0.0.1:{self.server.port}/openapi.json",
                   "--checks", "all", "--max-examples", EXAMPLES, "--exclude-path", ENDLESS, "--request-timeout", "300",
                   "--max-response-time", "300", "--generation-with-security-parameters", "false", "--seed", "1",
                   "--generation-deterministic", "--no-color", *options]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotRegex(self.server.log(), '"status":5')

    def test_with_the_key_of_an_owner(self):
        key = json.loads(self.souls("keys", "create", "--user", EMAIL, "--scope", SCOPES, "--json"))["key"]
        self.try_all("--header", f"Authorization: Bearer {key}")

    def test_without_a_key(self):
        self.try_all()


if __name__ == "__main__":
    unittest.main()
