#!/usr/bin/env python3
"""The longest run of notes that songs share with POP909: a guard, for its songs are in copyright.

    copied_runs.py POP909_STRUCTURE.tar.xz song.json ...

A run is a sequence of (interval, distance of onsets in 16ths). Prints a line per song and fails at RUN_MAX and more.
"""
import json
import sys

import melody_tables

SEED_RUN = 6
RUN_MAX = 12


def moves(notes):
    return [(b[1] - a[1], b[0] - a[0]) for a, b in zip(notes, notes[1:])]


def melody_of(path):
    with open(path, encoding="utf-8") as file:
        tracks = json.load(file)["score"]["tracks"]
    sung = [t for t in tracks if t["role"] == "lead" and t["notes"]] or [t for t in tracks if t["role"] == "lead_synth"]
    return moves([(round(n["start_beat"] * 4), n["pitch"]) for n in sung[0]["notes"]]) if sung else []


def longest_run(melody, songs, index):
    best = 0
    for k in range(len(melody) - SEED_RUN + 1):
        for song, j in index.get(tuple(melody[k:k + SEED_RUN]), ()):
            length = SEED_RUN
            while k + length < len(melody) and j + length < len(songs[song]) and melody[k + length] == songs[song][j + length]:
                length += 1
            best = max(best, length)
    return best


def main(corpus, *paths):
    songs = [moves([(start, pitch) for start, _, pitch in notes]) for _, notes in melody_tables.pop_songs(corpus)]
    index = {}
    for song, melody in enumerate(songs):
        for k in range(len(melody) - SEED_RUN + 1):
            index.setdefault(tuple(melody[k:k + SEED_RUN]), []).append((song, k))
    runs = {path: longest_run(melody_of(path), songs, index) for path in paths}
    for path, run in runs.items():
        print(f"{run:3} {path}")
    return max(runs.values(), default=0) >= RUN_MAX


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
