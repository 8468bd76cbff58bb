#!/usr/bin/env python3
"""Counts of melodic rhythm and intervals, as the C++ table src/band/music/melody_statistics.hpp.

    python3 melody_tables.py POP909_STRUCTURE.tar.xz FOLK_TUNES.tar.gz > ../../src/band/music/melody_statistics.hpp

POP909 structure labels (Dai, Zhang and Dannenberg 2021; MIT) give 4/4: melodies on a 16th grid from the barline.
Folk tunes (public domain, ABC) give 3/4 and 6/8. Only counts leave this program, no melody does.

Rhythm: how long until the next onset, by the place of the onset in the measure (rows) and the distance in 16ths
(columns 1 to 16). Intervals: distance in scale steps, -7 to 7, by the distance before it.
Both are written as -100 ln of the smoothed share, so that a search adds costs.
"""
import math
import re
import sys
import tarfile

MAJOR_DEGREES = {0: 0, 2: 1, 4: 2, 5: 3, 7: 4, 9: 5, 11: 6}
NAMES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
LONGEST = 16
WIDEST = 7


def pop_songs(path):
    """(tonic of the major key, [(start16, length16, pitch)]) for each song."""
    with tarfile.open(path) as archive:
        members = {m.name: m for m in archive.getmembers() if m.isfile()}
        for name in sorted(members):
            if not name.endswith("/melody.txt"):
                continue
            key = archive.extractfile(members[name.replace("melody", "analyzed_key")]).read().decode()
            match = re.match(r"([A-G])([b#]?):(maj|min)", key.strip())
            if not match:
                continue
            tonic = NAMES[match[1]] + {"b": -1, "#": 1, "": 0}[match[2]] + (3 if match[3] == "min" else 0)
            time, notes = 0, []
            for line in archive.extractfile(members[name]).read().decode().split("\n"):
                if line.strip():
                    pitch, length = map(int, line.split())
                    if pitch:
                        notes.append((time, length, pitch))
                    time += length
            yield tonic % 12, notes


def abc_rhythms(path, metre):
    """Lengths in 16ths from barline to barline of each ABC tune in the metre; tunes with tuplets or graces are skipped."""
    with tarfile.open(path) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            if not member.name.endswith(".abc"):
                continue
            text = archive.extractfile(member).read().decode("latin-1")
            for tune in re.split(r"\n(?=X:)", text):
                if not re.search(rf"^M:\s*{metre}", tune, re.M) or "(3" in tune:
                    continue
                unit = re.search(r"^L:\s*1/(\d+)", tune, re.M)
                unit16 = 16 / (int(unit[1]) if unit else 8)
                body = re.sub(r"^[A-Za-z]:.*$|%.*$|\"[^\"]*\"|\{[^}]*\}|![^!]*!", "", tune, flags=re.M)
                for bar in re.split(r"[|\[\]:]+", body):
                    lengths, broken = [], 1.0
                    for token in re.finditer(r"([_^=]*[A-Ga-gz][,']*)(\d*)(/*)(\d*)([<>]?)", bar):
                        length = float(token[2] or 1)
                        if token[3]:
                            length /= float(token[4] or 2 ** len(token[3]))
                        length *= broken
                        broken = 1.0
                        if token[5]:
                            length, broken = (length * 1.5, 0.5) if token[5] == ">" else (length * 0.5, 1.5)
                        lengths.append((length * unit16, token[1][-1] != "z"))
                    yield lengths


def costs(rows, smoothing=0.5):
    out = []
    for row in rows:
        total = sum(row) + smoothing * len(row)
        out.append([round(-100 * math.log((x + smoothing) / total)) for x in row])
    return out


def rhythm_table(onset_lists, measure):
    counts = [[0] * LONGEST for _ in range(measure)]
    for onsets in onset_lists:
        for a, b in zip(onsets, onsets[1:]):
            if 1 <= b - a <= LONGEST:
                counts[a % measure][b - a - 1] += 1
    return counts


def abc_onsets(path, metre, measure):
    """Runs of full measures as onset lists."""
    run, start = [], 0
    for lengths in abc_rhythms(path, metre):
        if abs(sum(length for length, _ in lengths) - measure) > 1e-6 or any(l % 1 for l, _ in lengths):
            if run:
                yield run
            run, start = [], 0
            continue
        for length, sounds in lengths:
            if sounds:
                run.append(int(start))
            start += length
    if run:
        yield run


def steps_above(pitch, tonic):
    octave, degree = divmod(pitch - tonic, 12)
    return None if degree not in MAJOR_DEGREES else octave * 7 + MAJOR_DEGREES[degree]


def interval_table(songs):
    counts = [[0] * (2 * WIDEST + 1) for _ in range(2 * WIDEST + 1)]
    for tonic, notes in songs:
        before = None
        for (a, length, p), (b, _, q) in zip(notes, notes[1:]):
            x, y = steps_above(p, tonic), steps_above(q, tonic)
            if x is None or y is None or b - a - length > 4 or abs(y - x) > WIDEST:
                before = None
                continue
            if before is not None:
                counts[before + WIDEST][y - x + WIDEST] += 1
            before = y - x
    return counts


def write(name, table, columns):
    print(f"inline constexpr std::array<std::array<short, {columns}>, {len(table)}> {name} = {{{{")
    for row in table:
        print("    {" + ", ".join(map(str, row)) + "},")
    print("}};\n")


def main(pop, folk):
    songs = list(pop_songs(pop))
    print("#pragma once")
    print("// Written by training/music/melody_tables.py. Statistics of POP909 (MIT; structure labels and quantised melodies")
    print("// by Dai, Zhang and Dannenberg) and of public-domain folk tunes from printed collections of 1782 to 1908.")
    print("// -100 ln of smoothed shares; no melody is held here.\n")
    print("#include <array>\n\nnamespace souls::band::music {\n")
    write("kOnsetCosts44", costs(rhythm_table([[n[0] for n in notes] for _, notes in songs], 16)), LONGEST)
    write("kOnsetCosts34", costs(rhythm_table(abc_onsets(folk, "3/4", 12), 12)), LONGEST)
    write("kOnsetCosts68", costs(rhythm_table(abc_onsets(folk, "6/8", 12), 12)), LONGEST)
    write("kIntervalCosts", costs(interval_table(songs)), 2 * WIDEST + 1)
    print("}  // namespace souls::band::music")


if __name__ == "__main__":
    main(*sys.argv[1:3])
