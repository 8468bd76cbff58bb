#!/usr/bin/env python3
"""Builds the model packages that we ship: packages/NAME (source) becomes OUT/NAME with every file in place.

    build_packages.py SOURCE_DIR OUT_DIR [--generated NAME=PATH …]

A manifest's `files` are {"path": …, "from": …}: without `from` the file lies beside the manifest; `from` is an absolute
path of the distribution (a pattern copies all that match into the folder `path`) or `generated:NAME`. The built manifest
states each file's size and SHA-256; the package's digest is that of the built manifest.
"""
import argparse
import glob
import hashlib
import json
import shutil
import sys
from pathlib import Path


def places(entry, source, generated):
    """[(where a file is read, its path in the package)] of one entry of the manifest."""
    origin = entry.get("from")
    if origin is None:
        return [(source / entry["path"], entry["path"])]
    if origin.startswith("generated:"):
        return [(Path(generated[origin.removeprefix("generated:")]), entry["path"])]
    if any(c in origin for c in "*?["):
        return [(Path(p), f"{entry['path']}/{Path(p).name}") for p in sorted(glob.glob(origin))]
    return [(Path(origin), entry["path"])]


def copy(origin, target):
    """Copies and returns (size, SHA-256); leaves a file alone that is already the same size and not older."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.exists() and target.stat().st_size == origin.stat().st_size and target.stat().st_mtime >= origin.stat().st_mtime
    if not fresh:
        shutil.copyfile(origin, target)
    digest = hashlib.sha256()
    with open(target, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return target.stat().st_size, digest.hexdigest()


def build(source, out, generated):
    manifest = json.loads((source / "soul.json").read_text(encoding="utf-8"))
    files = []
    for entry in manifest["files"]:
        found = places(entry, source, generated)
        if not found:
            sys.exit(f"package {source.name}: nothing matches {entry['from']}")
        for origin, path in found:
            if not origin.is_file():
                sys.exit(f"package {source.name}: {origin} is missing")
            size, digest = copy(origin, out / path)
            files.append({"path": path, "bytes": size, "sha256": digest})
    manifest["files"] = files
    out.mkdir(parents=True, exist_ok=True)
    (out / "soul.json").write_text(json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--generated", action="append", default=[], metavar="NAME=PATH")
    arguments = parser.parse_args()
    generated = dict(item.split("=", 1) for item in arguments.generated)
    for manifest in sorted(arguments.source.glob("*/soul.json")):
        build(manifest.parent, arguments.out / manifest.parent.name, generated)


if __name__ == "__main__":
    main()
