"""Measures the singers with the evaluation kit over everyday lines, five tempi and three heights.

    python table.py --kit EVAL_FOLDER --sing vox_sing --package PACKAGE --out DIR [--voices a,b] [--heights=-1,0,1]
                    [--songs 5] [--say] [--lines 12]

Melodies are random walks on a scale, seeded by song and height: one note per syllable, now and then a melisma of two.
"""
import argparse
import json
import random
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

VOICES = {"soprano": 66, "alto": 62, "tenor": 56, "baritone": 52, "robot": 56}
RANGES = {"soprano": (57, 79), "alto": (53, 74), "tenor": (46, 67), "baritone": (41, 63), "robot": (43, 69)}
TEMPI = [70, 85, 100, 115, 130]
SCALE = [0, 2, 4, 5, 7, 9, 11]
ONSETS = {tuple(o.split()) for o in (
    "P L|P R|P Y|B L|B R|B Y|T R|T W|D R|D W|K L|K R|K W|K Y|G L|G R|G W|F L|F R|F Y|TH R|TH W|SH R|S P|S T|S K|S M|"
    "S N|S L|S W|S F|S P R|S P L|S T R|S K R|S K W|HH Y|M Y|V Y|HH W").split("|")}
VOWELS = set("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())


def syllabify(phones):
    """CMUdict phones to [(stress, [phones])] by the largest onset."""
    nuclei = [i for i, p in enumerate(phones) if p[:2] in VOWELS]
    bare = [p.rstrip("012") for p in phones]
    cuts = [0]
    for a, b in zip(nuclei, nuclei[1:]):
        start = b
        while start - 1 > a and bare[start - 1] != "NG" and (start == b or tuple(bare[start - 1:b]) in ONSETS):
            start -= 1
        cuts.append(start)
    cuts.append(len(phones))
    return [(int(phones[n][-1]), bare[cuts[i]:cuts[i + 1]]) for i, n in enumerate(nuclei)]


def melody(counts, voice, height, rng):
    """Notes of all lines, four beats to a measure: [(start, length, pitch, velocity, syllable)] and the length."""
    low, high = RANGES[voice]
    centre = VOICES[voice] + 5 * height
    notes, beat, syllable, place = [], 0.0, 0, 0
    grid = [p for p in range(low, high + 1) if (p - centre) % 12 in SCALE and abs(p - centre) <= 8]
    place = min(range(len(grid)), key=lambda i: abs(grid[i] - centre))
    for count in counts:
        lengths = [rng.choice([0.5, 0.5, 1, 1, 0.75, 1.5]) for _ in range(count - 1)] + [rng.choice([2, 2.5, 3])]
        for i, length in enumerate(lengths):
            place = min(max(place + rng.choice([-2, -1, -1, 0, 1, 1, 2, rng.choice([-3, 3])]), 0), len(grid) - 1)
            velocity = rng.randint(74, 100)
            if length >= 1 and rng.random() < 0.12 and i < count - 1:
                notes.append((beat, length / 2, grid[place], velocity, syllable))
                place = min(place + 1, len(grid) - 1) if rng.random() < 0.5 else max(place - 1, 0)
                notes.append((beat + length / 2, length / 2, grid[place], velocity, syllable))
            else:
                notes.append((beat, length, grid[place], velocity, syllable))
            beat += length
            syllable += 1
        beat = np.ceil(beat / 4 + 0.2) * 4
    return notes, beat


def make_song(folder, lines, voice, height, number, tools, phonetics, read):
    rng = random.Random(f"{number} {height}")
    tempo = TEMPI[number % len(TEMPI)]
    words = [[(w, syllabify(phonetics.pronunciations(w)[0])) for w in phonetics.tokens(line)] for line in lines]
    notes, length = melody([sum(len(s) for _, s in line) for line in words], voice, height, rng)
    task = [f"voice {voice}", f"tempo {tempo}", f"length {length}", f"seed {number + 1}"]
    for line in words:
        task.append("line")
        task += [f"word {w} " + " ".join(f"{stress}:{'.'.join(p)}" for stress, p in s) for w, s in line]
    task += ["note %g %g %d %d %d" % note for note in notes]
    (folder / "stems").mkdir(parents=True, exist_ok=True)
    (folder / "task.txt").write_text("\n".join(task) + "\n")
    command = [tools.sing, tools.package, str(folder / "task.txt"), str(folder / "sung.wav")]
    speed = subprocess.run(command + ([str(folder / "read.wav")] if read else []), check=True, capture_output=True,
                           text=True).stdout
    samples, rate = soundfile.read(folder / "sung.wav")
    soundfile.write(folder / "stems/lead_vocal.flac", samples.clip(-1, 1), rate, subtype="PCM_24")
    starts = {s: a for a, _, _, _, s in reversed(notes)}
    ends = {s: a + d for a, d, _, _, s in notes}
    at, rows = 0, []
    for text, line in zip(lines, words):
        row = []
        for w, s in line:
            row.append({"text": w, "syllables": len(s), "start_s": starts[at] * 60 / tempo,
                        "end_s": ends[at + len(s) - 1] * 60 / tempo})
            at += len(s)
        rows.append({"section": "Verse", "text": text, "words": row, "start_s": row[0]["start_s"],
                     "end_s": row[-1]["end_s"], "syllables": sum(w["syllables"] for w in row)})
    keys = ("start_beat", "length_beats", "pitch", "velocity", "syllable")
    track = {"name": "Lead Vocal", "role": "lead", "program": 53, "notes": [dict(zip(keys, n)) for n in notes]}
    song = {"title": "t", "seed": 1, "language": "en",
            "plan": {"tempo_bpm": tempo, "key": "C major", "time_signature": "4/4",
                     "sections": [{"name": "Verse", "kind": "verse", "start_beat": 0, "length_beats": length}]},
            "lyrics": {"lines": rows}, "score": {"tracks": [track], "chords": []}}
    (folder / "song.json").write_text(json.dumps(song))
    return float(speed.split(":")[1].split()[0]), samples


FIGURES = ["pitch_error", "pitch_within_50", "voiced_notes", "worst_note", "onset_bias", "onset_error",
           "onset_error_p90", "words_right", "words_right_speech"]


def measure(voice, height, number, tools, lines):
    """The kit's figures of one song, and level, peak, speed."""
    sys.path.insert(0, tools.kit)
    import phonetics
    import recognition
    import vocal_metrics
    cache = Path(tools.out) / f"near_words_{number}.json"
    near = json.loads(cache.read_text()) if cache.exists() else {}
    search = recognition.confusable_words.__wrapped__ if hasattr(recognition.confusable_words, "__wrapped__") else None

    def near_words(word):
        if word not in near:
            near[word] = search(word)
        return near[word]

    original, recognition.confusable_words = recognition.confusable_words, near_words
    folder = Path(tools.out) / f"{voice}_{height}_{number}"
    read = tools.say and height == 0
    chosen = lines[number * 12:number * 12 + 12]
    speed, samples = make_song(folder, chosen, voice, height, number, tools, phonetics, read)
    report = vocal_metrics.evaluate(str(folder), tools.lines, str(folder / "read.wav") if read else None)
    (folder / "report.json").write_text(json.dumps({r.check: [r.value, r.message] for r in report.rows}))
    cache.write_text(json.dumps(near))
    recognition.confusable_words = original
    loud = samples[np.abs(samples) > 1e-3]
    values = {r.check: r.value for r in report.rows}
    return [values.get(f) for f in FIGURES] + [20 * np.log10(np.sqrt(np.mean(loud ** 2))), np.abs(samples).max(), speed]


def main():
    parser = argparse.ArgumentParser()
    for name in ("kit", "sing", "package", "out"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--voices", default=",".join(VOICES))
    parser.add_argument("--heights", default="-1,0,1")
    parser.add_argument("--songs", type=int, default=5)
    parser.add_argument("--lines", type=int, default=12)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--say", action="store_true")
    tools = parser.parse_args()
    lines = [line for line in (Path(__file__).parent / "lines.txt").read_text().splitlines() if line]
    Path(tools.out).mkdir(parents=True, exist_ok=True)
    print("voice height " + " ".join(FIGURES) + " rms_db peak speed")
    with ProcessPoolExecutor(tools.jobs) as pool:
        runs = {(voice, height): [pool.submit(measure, voice, height, n, tools, lines) for n in range(tools.songs)]
                for voice in tools.voices.split(",") for height in map(int, tools.heights.split(","))}
        for (voice, height), results in runs.items():
            columns = zip(*(r.result() for r in results))
            means = [np.mean([v for v in column if v is not None] or [np.nan]) for column in columns]
            print(f"{voice:9}{height:3} " + " ".join(f"{m:8.2f}" for m in means), flush=True)


if __name__ == "__main__":
    main()
