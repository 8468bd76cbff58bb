#!/usr/bin/env python3
"""The walk of the README, its very commands: only the port is another one."""
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import unittest
import zipfile
from pathlib import Path

from test_make import SOULS

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_MAX = 120


def commands():
    """All code blocks of the chapter, as one script."""
    chapter = (ROOT / "README.md").read_text().split("## A walk through the server\n")[1].split("\n## ")[0]
    return "".join(re.findall(r"^```\n(.*?)^```$", chapter, re.MULTILINE | re.DOTALL))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return str(one.getsockname()[1])


class Walk(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="souls-walk-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        (self.folder / "build").mkdir()
        (self.folder / "build" / "release").symlink_to(SOULS.resolve().parent)

    def stop_server(self):
        """Where a command failed, the server is still there."""
        door = self.folder / "songs" / "walk" / "home" / "run" / "control.sock"
        if door.exists():
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(str(door))
                pid = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
            os.kill(pid, signal.SIGTERM)

    def test_each_command_does_what_it_says(self):
        script = commands().replace("8787", free_port())
        self.assertGreaterEqual(script.count("\n"), 12)
        (self.folder / "walk.sh").write_text(script)
        with open(self.folder / "told", "wb") as out:
            process = subprocess.Popen(["bash", "-em", "walk.sh"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.addCleanup(self.stop_server)
        try:
            code = process.wait(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        told = (self.folder / "told").read_text(errors="replace")
        self.assertEqual(code, 0, told)
        self.assertRegex(told, r"(?m)^w_\S+ .* 127\.0\.0\.1 +souls ")
        self.assertIn('"state":"made"', told)
        self.assertIn("event: succeeded", told)
        self.assertIn('"state":"cancelled"', told)
        self.assertIn("tag/mp3", told)
        self.assertIn('"findings":[]', told)
        self.assertEqual((self.folder / "songs/walk/mix.mp3").read_bytes()[:3], b"ID3")
        with zipfile.ZipFile(self.folder / "songs/walk/bundle.zip") as bundle:
            self.assertIsNone(bundle.testzip())
            self.assertEqual(bundle.read("mix.mp3"), (self.folder / "songs/walk/mix.mp3").read_bytes())


if __name__ == "__main__":
    unittest.main()
