#!/usr/bin/env python3
"""A complete worker, in the words of docs/worker-protocol.md: worker.py SOCKET [NAME]

It can do one thing, the capability "shout": its output "text" has the lines of its inputs in capitals. The parameter
"seconds_per_line" makes it slow enough to be watched. It ends with the server, and when that drains.
"""
import json
import signal
import socket
import struct
import sys
import time


class Refused(Exception):
    """The server won't do what was asked."""


class Cancelled(Exception):
    """The step in hand is to be stopped."""


class Server:
    """Questions to the server, one after another, each with its answer."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def ask(self, kind, **fields):
        """The answer; where a file comes with it, its descriptor is the answer's "file"."""
        question = json.dumps({"type": kind, **fields}).encode()
        self.socket.sendall(struct.pack("<I", len(question)) + question)
        header, files = self.receive(4)
        answer = json.loads(self.receive(struct.unpack("<I", header)[0])[0])
        if answer["type"] == "refused":
            raise Refused(answer["message"])
        return {**answer, "file": files[0]} if files else answer

    def receive(self, count):
        """So many bytes, and the descriptors that came beside them."""
        got, files = b"", []
        while len(got) < count:
            part, new, _, _ = socket.recv_fds(self.socket, count - len(got), 1)
            if not part:
                raise EOFError("the server is gone")
            got, files = got + part, files + new
        return got, files


class Step:
    """A step in hand: its lease goes with all that is said about it."""

    def __init__(self, server, given, heartbeat_seconds):
        self.server, self.given, self.every = server, given, heartbeat_seconds
        self.lease = {"task": given["task"], "fence": given["fence"]}
        self.beaten, self.bytes_out = time.monotonic(), 0

    def ask(self, kind, **fields):
        return self.server.ask(kind, **self.lease, **fields)

    def read(self, name):
        with open(self.ask("input", name=name)["file"], encoding="utf-8") as file:
            return file.read()

    def tell(self, fraction, phrase):
        """To be called often: keeps the lease, tells how far it is, and hears whether to stop."""
        if time.monotonic() - self.beaten >= self.every:
            self.beaten = time.monotonic()
            if self.ask("heartbeat", fraction=fraction, phrase=phrase)["type"] == "cancel":
                raise Cancelled

    def write(self, name, data):
        with open(self.ask("output", name=name)["file"], "wb") as file:
            self.bytes_out += file.write(data)


def shout(step):
    pause = json.loads(step.given["parameters"]).get("seconds_per_line", 0)
    lines = [line for name in step.given["inputs"] for line in step.read(name).splitlines()]
    for number, line in enumerate(lines):
        time.sleep(pause)
        step.tell(number / len(lines), f"shouting line {number + 1}")
        lines[number] = line.upper()
    step.write("text", "".join(line + "\n" for line in lines).encode())


def serve(step):
    cpu_before = time.process_time()
    try:
        shout(step)
        step.ask("complete", cpu_seconds=time.process_time() - cpu_before, bytes_out=step.bytes_out)
    except Cancelled:
        step.ask("fail", code="cancelled", message="stopped on request", detail="")
    except (ValueError, OSError) as error:
        step.ask("fail", code="internal", message="the lines can't be shouted", detail=repr(error))


def main(path, name="shouter"):
    server, asked_to_go = Server(path), []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_go.append(True))
    can = [{"capability": "shout", "contract_version": 1}]
    welcome = server.ask("hello", protocol=2, name=name, program="worker.py", version="1.0", can=can)
    while not asked_to_go:
        answer = server.ask("lease", wait_seconds=1, warm=["shout"])
        if answer["type"] == "drain":
            return
        if answer["type"] == "step":
            try:
                serve(Step(server, answer, welcome["heartbeat_seconds"]))
            except Refused as late:
                print(f"refused: {late}", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (EOFError, ConnectionError):
        pass  # the server is gone
