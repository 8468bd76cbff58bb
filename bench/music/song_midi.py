#!/usr/bin/env python3
"""A song.json (or a sketch of band_music_sketch) as MIDI with the marks that symbolic metrics read.

    song_midi.py song.json song.mid

Melody in a track named MELODY, drums on channel 10, chords as markers ("C:maj7"), KEY= and PHRASE_END texts.
"""
import json
import re
import sys

import mido

TICKS = 480
NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SHARPS = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
QUALITIES = {"": "maj", "m": "min", "7": "7", "maj7": "maj7", "m7": "min7", "dim": "dim", "m7b5": "hdim7", "6": "maj6", "m6": "min6",
             "9": "9", "m9": "min9", "sus4": "sus4", "sus2": "sus2", "7sus4": "7sus4", "dim7": "dim7", "aug": "aug",
             "add9": "maj", "madd9": "min", "7b9": "7", "5": "5"}


def pitch_class(name):
    return (NAMES[name[0]] + name.count("#") - name[1:].count("b")) % 12


def chord_label(symbol):
    match = re.match(r"([A-G][#b]?)([^/]*)", symbol)
    return f"{SHARPS[pitch_class(match[1])]}:{QUALITIES[match[2]]}" if match else "N"


def track_of(name, events):
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    now = 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    return track


def note_events(notes, channel):
    for note in notes:
        start = round(note["start_beat"] * TICKS)
        end = max(start + 1, round((note["start_beat"] + note["length_beats"]) * TICKS))
        yield start, 1, mido.Message("note_on", channel=channel, note=note["pitch"], velocity=note["velocity"])
        yield end, 0, mido.Message("note_off", channel=channel, note=note["pitch"])


def main(source, target):
    song = json.load(open(source, encoding="utf-8"))
    plan, score = song["plan"], song["score"]
    numerator, denominator = map(int, plan["time_signature"].split("/"))
    tonic, mode = plan["key"].split()
    file = mido.MidiFile(ticks_per_beat=TICKS)
    marks = [(0, 0, mido.MetaMessage("time_signature", numerator=numerator, denominator=denominator)),
             (0, 0, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(plan["tempo_bpm"]))),
             (0, 0, mido.MetaMessage("text", text=f"KEY={SHARPS[pitch_class(tonic)]}:{mode[:3]}"))]
    for chord in score["chords"]:
        marks.append((round(chord["start_beat"] * TICKS), 0, mido.MetaMessage("marker", text=chord_label(chord["symbol"]))))
    ends, syllable = set(), 0
    for line in song["lyrics"]["lines"]:
        syllable += line["syllables"]
        ends.add(syllable - 1)
    lead = next((t for t in score["tracks"] if t["role"] == "lead" and t["notes"]), None)
    lead = lead or next((t for t in score["tracks"] if t["role"] == "lead_synth"), None)
    if lead and ends:
        last = {n["syllable"]: n for n in lead["notes"] if n.get("syllable") in ends}
        for note in last.values():
            marks.append((round((note["start_beat"] + note["length_beats"]) * TICKS), 0, mido.MetaMessage("text", text="PHRASE_END")))
    file.tracks.append(track_of("marks", marks))
    channel = 0
    for track in score["tracks"]:
        if track["role"] in ("fx", "harmony"):
            continue
        drums = track["role"] == "drums"
        name = "MELODY" if track is lead else re.sub("(?i)melody|vocal|lead|voice|chord", "part", track["name"])
        file.tracks.append(track_of(name, note_events(track["notes"], 9 if drums else channel)))
        channel = (channel + (not drums)) % 16
        channel += channel == 9
    file.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:3])
