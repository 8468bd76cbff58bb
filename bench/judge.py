#!/usr/bin/env python3
"""Judges song folders with the evaluation kit and prints a table: what fails, what warns, and the figures that count.

    judge.py --kit KIT_DIR [--python PYTHON] [--souls PROGRAM] SONG_DIR …
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

LYRICS = ("syllables_as_stated", "rhyme_any", "rhyme_perfect", "stress_on_stronger_beat", "theme_coverage")
VOCALS = ("pitch_error", "pitch_within_50", "words_right", "words_right_speech", "onset_error")


def run(python, kit, tool, *arguments):
    done = subprocess.run([python, str(kit / tool), *map(str, arguments), "--json"], capture_output=True, text=True, cwd=kit)
    if not done.stdout.strip():
        return [{"check": tool, "status": "fail", "message": done.stderr[-300:], "value": None}]
    return json.loads(done.stdout)["rows"]


def figures(rows, names):
    found = {r["check"]: r["value"] for r in rows if r["check"] in names}
    return " ".join(f"{n}={found[n]}" for n in names if found.get(n) is not None)


def judge(folder, options):
    document = json.loads((folder / "song.json").read_text(encoding="utf-8"))
    rows = run(options.python, options.kit, "check_song.py", folder)
    rows += run(options.python, options.kit, "cover_metrics.py", folder / "cover.png")
    lines = []
    if document["lyrics"]["lines"]:
        lyrics = run(options.python, options.kit, "lyrics_metrics.py", folder / "song.json")
        with tempfile.TemporaryDirectory() as place:
            speech = []
            if options.souls:
                reading = Path(place) / "reading.wav"
                words = Path(place) / "words.txt"
                words.write_text("\n".join(line["text"] for line in document["lyrics"]["lines"]), encoding="utf-8")
                subprocess.run([options.souls, "say", words, "--voice", document["plan"]["voice"], "--out", reading],
                               check=True, capture_output=True)
                speech = ["--speech", reading]
            vocals = run(options.python, options.kit, "vocal_metrics.py", folder, *speech)
        rows += lyrics + vocals
        lines += [figures(lyrics, LYRICS), f"{document['plan']['voice']}: {figures(vocals, VOCALS)}"]
    bad = [r for r in rows if r["status"] in ("fail", "warn")]
    print(f"{folder.name}: {document['title']} ({document['plan']['style']}): "
          f"{sum(r['status'] == 'fail' for r in bad)} failed, {sum(r['status'] == 'warn' for r in bad)} warned")
    for line in lines + [f"{r['status']} {r['check']} = {r['value']} {r['message'][:150]}" for r in bad]:
        print("   ", line)
    return any(r["status"] == "fail" for r in bad)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has the kit's requirements")
    parser.add_argument("--souls", help="the program, for a reading of the words as control")
    parser.add_argument("songs", nargs="+", type=Path)
    options = parser.parse_args()
    options.kit = options.kit.resolve()
    sys.exit(any([judge(song.resolve(), options) for song in options.songs]))


if __name__ == "__main__":
    main()
