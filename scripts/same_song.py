#!/usr/bin/env python3
"""Exit code 0 when two song folders hold the same bytes (of song.json, all but the seconds of steps).

    same_song.py DIR_A DIR_B
"""
import json
import sys
from pathlib import Path


def content(path):
    if path.name != "song.json":
        return path.read_bytes()
    document = json.loads(path.read_bytes())
    for step in document["provenance"]["steps"]:
        step.pop("seconds")
    return document


def main():
    a, b = map(Path, sys.argv[1:3])
    names = [sorted(p.relative_to(f).as_posix() for p in f.rglob("*") if p.is_file()) for f in (a, b)]
    differ = sorted(set(names[0]) ^ set(names[1])) + [n for n in names[0] if n in names[1] and content(a / n) != content(b / n)]
    for name in differ:
        print(f"{name} differs", file=sys.stderr)
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
