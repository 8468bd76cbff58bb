#!/usr/bin/env python3
"""Draws a song.json (or a sketch of band_music_sketch) as a piano roll.

    piano_roll.py song.json roll.png [FIRST_BEAT LAST_BEAT]
"""
import json
import sys

from PIL import Image, ImageDraw

COLOURS = {"lead": "#d7263d", "harmony": "#f46197", "keys": "#3f6fb5", "guitar": "#2e9e6b", "pad": "#b9b4e0", "bass": "#6b4a2b",
           "drums": "#444444", "lead_synth": "#e89005", "strings": "#8fb9c9", "arp": "#8e44ad", "fx": "#cccccc"}
ROW, TOP, DRUM_ROW = 6, 40, 7


def main(source, target, first=None, last=None):
    song = json.load(open(source, encoding="utf-8"))
    plan, score = song["plan"], song["score"]
    numerator, denominator = map(int, plan["time_signature"].split("/"))
    measure = numerator * 4 / denominator
    end = max(s["start_beat"] + s["length_beats"] for s in plan["sections"])
    first, last = float(first or 0), float(last or end)
    scale = min(24.0, 3800 / (last - first))
    low, high = 24, 100
    drums = sorted({n["pitch"] for t in score["tracks"] if t["role"] == "drums" for n in t["notes"]})
    height = TOP + (high - low) * ROW + 20 + len(drums) * DRUM_ROW
    image = Image.new("RGB", (int((last - first) * scale) + 10, height + 10), "white")
    draw = ImageDraw.Draw(image)

    def x(beat):
        return (beat - first) * scale

    def y(pitch):
        return TOP + (high - pitch) * ROW

    for pitch in range(low, high):
        if pitch % 12 in (1, 3, 6, 8, 10):
            draw.rectangle([0, y(pitch), image.width, y(pitch) + ROW - 1], fill="#f4f4f4")
    beat = first - first % measure
    while beat < last:
        draw.line([x(beat), TOP, x(beat), height], fill="#dddddd")
        beat += measure
    for section in plan["sections"]:
        draw.line([x(section["start_beat"]), 0, x(section["start_beat"]), height], fill="#888888", width=2)
        draw.text((x(section["start_beat"]) + 3, 2), section["name"], fill="black")
    for chord in score["chords"]:
        draw.text((x(chord["start_beat"]) + 2, 20), chord["symbol"], fill="#555555")
    order = {"lead": 9, "harmony": 8, "lead_synth": 7, "arp": 6}
    for track in sorted(score["tracks"], key=lambda t: order.get(t["role"], 0)):
        for note in track["notes"]:
            a, b = x(note["start_beat"]), x(note["start_beat"] + note["length_beats"])
            if track["role"] == "drums":
                top = TOP + (high - low) * ROW + 15 + (len(drums) - 1 - drums.index(note["pitch"])) * DRUM_ROW
                shade = 230 - int(note["velocity"] * 1.7)
                draw.rectangle([a, top, a + max(2, scale / 5), top + DRUM_ROW - 2], fill=(shade, shade, shade))
            else:
                top = y(note["pitch"])
                draw.rectangle([a, top, max(a + 1, b - 1), top + ROW - 1], fill=COLOURS[track["role"]])
    image.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
