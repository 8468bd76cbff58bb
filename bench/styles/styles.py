#!/usr/bin/env python3
"""Do ten styles really differ? Makes songs of each style with several seeds and measures them.

    styles.py [--souls PROGRAM] [--songs FOLDER] [--seeds 3] [--length 40]

Prints, for each song, its nearest other one by melody contour, by rhythm, by sound (0 the same, 1 unlike) and by all three (the
largest of them: two songs are alike when they are so in everything), the nearest pair by each, and how often a song's style is told
from form, tempo, metre, groove and instruments alone by its nearest neighbour.
Needs numpy and soundfile (the evaluation kit's environment has them). Songs that are there already are not made again.
"""
import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parent.parent.parent
STYLES = ("lullaby", "pop ballad", "indie folk", "synthwave", "lo-fi", "house", "rock", "jazz waltz", "cinematic", "ambient")
PROMPT = "the river and the stone"
KINDS = ("intro", "verse", "prechorus", "chorus", "bridge", "solo", "interlude", "outro")
ROLES = ("lead", "harmony", "keys", "guitar", "pad", "bass", "drums", "lead_synth", "strings", "arp", "fx")
ALIKE = 0.1


def make(options, style, seed):
    folder = options.songs / f"{style.replace(' ', '-')}-{seed}"
    if not folder.exists():
        subprocess.run([options.souls, "make", PROMPT, "--style", style, "--seed", str(seed), "--length", str(options.length),
                        "--out", str(folder), "--quiet"], check=True)
    return folder


def melody(document):
    """The first 64 notes of whoever carries the tune, as steps between -12 and 12 and as distances of onsets in beats."""
    tracks = document["score"]["tracks"]
    tune = next((t for role in ("lead", "lead_synth") for t in tracks if t["role"] == role), tracks[0])
    notes = sorted(tune["notes"], key=lambda n: n["start_beat"])[:64]
    pitches = np.array([n["pitch"] for n in notes], float)
    starts = np.array([n["start_beat"] for n in notes])
    return np.clip(np.diff(pitches), -12, 12), np.clip(np.diff(starts), 0, 8)


def unlike(a, b, scale):
    """Mean difference of two series at their common length, 0 to 1."""
    count = min(len(a), len(b))
    return float(np.clip(np.abs(a[:count] - b[:count]) / scale, 0, 1).mean()) if count else 1.0


def spectrum(folder):
    """Levels of 40 bands of the mix, in dB about their mean."""
    samples, rate = soundfile.read(folder / "mix.flac", always_2d=True)
    power = np.zeros(4097)
    for start in range(0, len(samples) - 8192, 8192):
        power += np.abs(np.fft.rfft(samples[start:start + 8192].mean(axis=1) * np.hanning(8192))) ** 2
    edges = np.geomspace(30, 18000, 41) * 8192 / rate
    bands = [power[int(a):max(int(b), int(a) + 1)].mean() for a, b in zip(edges, edges[1:])]
    level = 10 * np.log10(np.array(bands) + 1e-12)
    return level - level.mean()


def groove(document):
    """Where in the measure the drums strike: shares of kick, snare and the rest in 16 places; zeros without drums."""
    grid = np.zeros((3, 16))
    beats = int(document["plan"]["time_signature"].split("/")[0]) * 4 / int(document["plan"]["time_signature"].split("/")[1])
    for track in document["score"]["tracks"]:
        for note in track["notes"] if track["role"] == "drums" else ():
            row = 0 if note["pitch"] in (35, 36) else 1 if note["pitch"] in (37, 38, 39, 40) else 2
            grid[row, int(note["start_beat"] % beats / beats * 16) % 16] += 1
    return (grid / max(1, grid.sum())).ravel()


def features(document):
    """Form, tempo, metre, groove, instruments: what a style is told from. No tune, words or sound."""
    plan = document["plan"]
    end = sum(s["length_beats"] for s in plan["sections"])
    form = [sum(s["length_beats"] for s in plan["sections"] if s["kind"] == k) / end for k in KINDS]
    top, bottom = map(int, plan["time_signature"].split("/"))
    roles = [float(any(t["role"] == r for t in document["score"]["tracks"])) for r in ROLES]
    programs = np.zeros(129)
    for track in document["score"]["tracks"]:
        if track["role"] not in ("lead", "harmony"):
            programs[128 if track["role"] == "drums" else track["program"]] = 1
    return np.concatenate([np.array(form), [np.log2(plan["tempo_bpm"] / 100) * 2, top / bottom * 2], groove(document) * 3,
                           np.array(roles), programs * 0.7])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--souls", default=str(ROOT / "build" / "release" / "souls"))
    parser.add_argument("--songs", type=Path, default=ROOT / "build" / "styles")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--length", type=int, default=40)
    options = parser.parse_args()
    options.songs.mkdir(parents=True, exist_ok=True)
    songs = []
    for style in STYLES:
        for seed in range(1, options.seeds + 1):
            folder = make(options, style, seed)
            document = json.loads((folder / "song.json").read_text(encoding="utf-8"))
            songs.append((style, seed, melody(document), spectrum(folder), features(document)))
    told = 0
    closest = {}
    for i, (style, seed, tune, level, feature) in enumerate(songs):
        others = [s for j, s in enumerate(songs) if j != i]
        near = {}  # measure: distance and style and seed of the nearest other song
        for other in others:
            apart = {"contour": unlike(tune[0], other[2][0], 7), "rhythm": unlike(tune[1], other[2][1], 2),
                     "sound": unlike(level, other[3], 20)}
            apart["all three"] = max(apart.values())
            for measure, distance in apart.items():
                near[measure] = min(near.get(measure, (2,)), (distance, other[0], other[1]))
        for measure, (distance, *other) in near.items():
            closest[measure] = min(closest.get(measure, (2,)), (distance, style, seed, *other))
        guess = min(others, key=lambda o: float(((feature - o[4]) ** 2).sum()))[0]
        told += guess == style
        print(f"{style:12} {seed}  nearest by " + ", ".join(f"{m} {near[m][0]:.3f}" for m in near) +
              f" ({near['all three'][1]} {near['all three'][2]})  told as {guess}{'' if guess == style else '  (wrong)'}")
    for measure, (distance, *pair) in closest.items():
        print(f"nearest pair by {measure}: {distance:.3f}  {pair[0]} {pair[1]} and {pair[2]} {pair[3]}")
    print("ALIKE" if closest["all three"][0] < ALIKE else "no two alike")
    print(f"style told: {told} of {len(songs)} ({100 * told / len(songs):.0f} %)")


if __name__ == "__main__":
    main()
