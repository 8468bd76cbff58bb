#!/usr/bin/env python3
"""embed_studio.py DIST FOLDER: the built studio (web/) as C++: FOLDER/studio_files.cpp. An empty DIST makes a program without it."""
import gzip
import hashlib
import mimetypes
import sys
from pathlib import Path

from build_contract import literal

PACKED = {".woff2", ".png"}  # compressed as they are
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def entry(path, dist):
    data = path.read_bytes()
    is_packed = path.suffix in PACKED
    sent = data if is_packed else gzip.compress(data, 9, mtime=0)
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    name = path.relative_to(dist).as_posix()
    etag = hashlib.sha256(data).hexdigest()[:32]
    is_gzip = "false" if is_packed else "true"
    return f'{{"{name}", "{media_type}", "\\"{etag}\\"", {is_gzip},\n     std::string_view({literal(sent)}, {len(sent)})}}'


def main():
    dist, folder = Path(sys.argv[1]), Path(sys.argv[2])
    files = sorted(p for p in dist.rglob("*") if p.is_file() and not p.name.startswith("."))
    entries = ",\n    ".join(entry(path, dist) for path in files)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "studio_files.cpp").write_text(
        '#include "gateway/studio_files.hpp"\n\n#include <array>\n\nnamespace souls::gateway {\n\n'
        "std::span<const StudioFile> studio_files() {\n"
        f"  static const std::array<StudioFile, {len(files)}> kFiles = {{{{\n    {entries}}}}};\n"
        "  return kFiles;\n}\n\n}  // namespace souls::gateway\n")


main()
