#!/usr/bin/env python3
"""A complete worker, in the words of docs/worker-protocol.md: worker.py SOCKET|URL [NAME]

It can do one thing, the capability "shout": its output "text" has the lines of its inputs in capitals. The parameter "seconds_per_line"
makes it slow enough to be watched. It ends with the server, and when that drains. A URL needs a key of the scope worker in SOULS_KEY.
"""
import json, os, signal, socket, struct, sys, time
from urllib import error, parse, request


class Refused(Exception):
    """The server won't do what was asked."""


class LocalServer:
    """Questions over a Unix socket, one after another, each with its answer."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def ask(self, kind, **fields):
        question = json.dumps({"type": kind, **fields}).encode()
        self.socket.sendall(struct.pack("<I", len(question)) + question)
        header, files = self.receive(4)
        answer = json.loads(self.receive(struct.unpack("<I", header)[0])[0])
        if answer["type"] == "refused":
            raise Refused(answer["message"])
        return {**answer, "file": files[0]} if files else answer

    def receive(self, count):
        got, files = b"", []
        while len(got) < count:
            part, new, _, _ = socket.recv_fds(self.socket, count - len(got), 1)
            if not part:
                raise EOFError("the server is gone")
            got, files = got + part, files + new
        return got, files

    def read(self, lease, name):
        with open(self.ask("input", **lease, name=name)["file"], "rb") as file:
            return file.read()

    def write(self, lease, name, data):
        with open(self.ask("output", **lease, name=name)["file"], "wb") as file:
            file.write(data)


class RemoteServer:
    """The same over HTTP."""

    def __init__(self, url, key):
        self.workers, self.worker = url.rstrip("/") + "/v1/workers", ""
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def call(self, method, path, data=None):
        try:
            with request.urlopen(request.Request(self.workers + path, data, self.headers, method=method), timeout=90) as answer:
                return answer.read()
        except error.HTTPError as refused:
            raise Refused(json.load(refused)["detail"]) from None

    def ask(self, kind, task="", fence="", **fields):
        path = {"hello": "", "lease": f"/{self.worker}/leases"}.get(kind, f"/{self.worker}/leases/{task}/{fence}/{kind}")
        answer = json.loads(self.call("POST", path, json.dumps(fields).encode()))
        self.worker = answer.get("worker", self.worker)
        return answer

    def read(self, lease, name):
        return self.call("GET", f"/{self.worker}/leases/{lease['task']}/{lease['fence']}/inputs/{parse.quote(name)}")

    def write(self, lease, name, data):
        self.call("PUT", f"/{self.worker}/leases/{lease['task']}/{lease['fence']}/outputs/{parse.quote(name)}", data)


def shout(server, given, lease, heartbeat_seconds):
    pause, told = json.loads(given["parameters"]).get("seconds_per_line", 0), time.monotonic()
    lines = [line for name in given["inputs"] for line in server.read(lease, name).decode().splitlines()]
    for number, line in enumerate(lines):
        time.sleep(pause)
        lines[number] = line.upper()
        if time.monotonic() - told >= heartbeat_seconds:
            told, fraction = time.monotonic(), number / len(lines)
            if server.ask("heartbeat", **lease, fraction=fraction, phrase=f"shouting line {number + 1}")["type"] == "cancel":
                raise InterruptedError
    return "".join(line + "\n" for line in lines).encode()


def serve(server, given, heartbeat_seconds):
    cpu_before, lease = time.process_time(), {"task": given["task"], "fence": given["fence"]}
    try:
        text = shout(server, given, lease, heartbeat_seconds)
        server.write(lease, "text", text)
        server.ask("complete", **lease, cpu_seconds=time.process_time() - cpu_before, bytes_out=len(text))
    except InterruptedError:
        server.ask("fail", **lease, code="cancelled", message="stopped on request", detail="")
    except (ValueError, OSError) as wrong:
        server.ask("fail", **lease, code="internal", message="the lines can't be shouted", detail=repr(wrong))


def main(place, name="shouter"):
    server, asked_to_go = RemoteServer(place, os.environ["SOULS_KEY"]) if "://" in place else LocalServer(place), []
    signal.signal(signal.SIGTERM, lambda *_: asked_to_go.append(True))
    can = [{"capability": "shout", "contract_version": 1}]
    welcome = server.ask("hello", protocol=2, name=name, program="worker.py", version="1.0", can=can)
    while not asked_to_go and (answer := server.ask("lease", wait_seconds=1, warm=["shout"]))["type"] != "drain":
        try:
            if answer["type"] == "step":
                serve(server, answer, welcome["heartbeat_seconds"])
        except Refused as late:
            print(f"refused: {late}", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (EOFError, ConnectionError, error.URLError):
        pass  # the server is gone
    except Refused as refused:
        sys.exit(str(refused))
