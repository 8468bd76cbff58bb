#!/usr/bin/env python3
"""Figures of sketched songs beside those of real music.

    measure_sketches.py SKETCH_PROGRAM EVAL_FOLDER OUT_FOLDER [SEEDS] [STYLE ...]

Runs band_music_sketch for each style and seed, turns songs to MIDI, and prints per metric: the sketches' mean, the real
mean with 5th and 95th percentile, and per style the metrics that lie outside; then stress on the beat by the song kit.
"""
import json
import subprocess
import sys
from pathlib import Path

import numpy as np

import song_midi


def main(program, evaluation, out, seeds="3", *styles):
    sys.path += [str(Path(evaluation) / "music"), evaluation]
    import lyrics_metrics
    import music_metrics
    real = json.load(open(Path(evaluation) / "music" / "real_reference.json", encoding="utf-8"))["whole_song"]["heldout"]
    styles = styles or subprocess.run([program], capture_output=True, text=True, check=True).stdout.split()
    rows, stress = {}, {}
    for style in styles:
        for seed in range(1, int(seeds) + 1):
            folder = Path(out) / f"{style}-{seed}"
            folder.mkdir(parents=True, exist_ok=True)
            text = subprocess.run([program, style, str(seed)], capture_output=True, text=True, check=True).stdout
            (folder / "song.json").write_text(text, encoding="utf-8")
            song_midi.main(folder / "song.json", folder / "song.mid")
            rows.setdefault(style, []).append(music_metrics.evaluate(music_metrics.read_midi(str(folder / "song.mid"))))
            verse = lyrics_metrics.from_song(lyrics_metrics.Song(folder))
            if verse.texts:
                report = lyrics_metrics.Report(style)
                lyrics_metrics.stress_on_beat(verse, report)
                stress.setdefault(style, []).append([report.value("stress_on_stronger_beat"), report.value("stress_beat_correlation")])
    everything = [row for style in styles for row in rows[style]]
    print(f"{'metric':24} {'ours':>8} {'sd':>7} {'real':>8} {'p05':>7} {'p95':>7}")
    outside = {style: [] for style in styles}
    for name in music_metrics.METRICS:
        values = np.array([row[name] for row in everything], float)
        reference = real.get(name)
        mark = ""
        if reference:
            mark = "" if reference["p05"] <= np.nanmean(values) <= reference["p95"] else "  <--"
            for style in styles:
                mean = np.nanmean([row[name] for row in rows[style]])
                if mean < reference["p05"] or mean > reference["p95"]:
                    outside[style].append(f"{name} {mean:.2f}")
        numbers = " ".join(f"{reference[k]:8.3f}" for k in ("mean", "p05", "p95")) if reference else ""
        print(f"{name:24} {np.nanmean(values):8.3f} {np.nanstd(values):7.3f} {numbers}{mark}")
    for style in styles:
        figures = np.mean(stress[style], axis=0) if style in stress else [np.nan, np.nan]
        print(f"{style:14} stress {figures[0]:.3f} corr {figures[1]:.3f}  outside: {', '.join(outside[style])}")


if __name__ == "__main__":
    main(*sys.argv[1:])
