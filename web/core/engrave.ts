// A melody as notes on staves: where each thing stands. Drawing is left to whoever shows it.
import type { Chord, Note } from "./document.ts";

export interface Glyph { x: number; y: number; filled: boolean; stem: -1 | 0 | 1; flags: number; ledgers: number[]; sharp: boolean; text: string }
export interface System { y: number; notes: Glyph[]; chords: { x: number; symbol: string }[]; bars: number[] }
export interface Score { width: number; height: number; systems: System[]; notes: number }

const WIDTH = 640;
const LEFT = 34;
const LINE = 9;  // between the lines of a staff
const SYSTEM = 132;
// Each pitch class on the staff's ladder of letters, black keys as sharps of the letter below.
const LETTER = [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6];
const SHARP = [false, true, false, true, false, false, true, false, true, false, true, false];

/** Steps above the lowest line (E4) of a treble staff; the melody is written an octave up where it lies low, as tenors read. */
export function ladder(pitch: number): number {
  return Math.floor(pitch / 12) * 7 + LETTER[pitch % 12]! - (5 * 7 + 2);
}

/** `words`: a syllable for each index that notes name. */
export function engrave(notes: readonly Note[], chords: readonly Chord[], words: readonly string[], beats: number, beats_per_bar: number): Score {
  const bars = Math.max(1, Math.ceil(beats / beats_per_bar - 1e-6));
  const per_bar = notes.length / bars;
  const per_system = Math.min(bars, per_bar > 5 ? 1 : per_bar > 3 || bars <= 8 ? 2 : 4);
  const span = per_system * beats_per_bar;
  const middle = notes.length === 0 ? 0 : notes.reduce((sum, note) => sum + ladder(note.pitch), 0) / notes.length;
  const shift = middle < -3 ? 12 : middle > 11 ? -12 : 0;
  const count = Math.ceil(bars / per_system);
  const bar_width = (WIDTH - LEFT - 12) / per_system;
  const xOf = (beat: number) => {
    const within = beat % span;
    const bar = Math.floor(within / beats_per_bar + 1e-6);
    return LEFT + 6 + bar * bar_width + 22 + ((within - bar * beats_per_bar) / beats_per_bar) * (bar_width - 26);
  };
  const systems: System[] = Array.from({ length: count }, (_, index) => ({
    y: 44 + index * SYSTEM,
    notes: [],
    chords: [],
    bars: Array.from({ length: Math.min(per_system, bars - index * per_system) }, (_, bar) => LEFT + 6 + (bar + 1) * bar_width),
  }));
  for (const note of notes) {
    const system = systems[Math.floor(note.start_beat / span + 1e-6)];
    if (!system) continue;
    const step = ladder(note.pitch + shift);
    const ledgers: number[] = [];
    for (let at = -2; at >= step; at -= 2) ledgers.push(-at * (LINE / 2) + 4 * LINE);
    for (let at = 10; at <= step; at += 2) ledgers.push(4 * LINE - at * (LINE / 2));
    const length = note.length_beats;
    system.notes.push({
      x: xOf(note.start_beat),
      y: 4 * LINE - step * (LINE / 2),
      filled: length < 1.75,
      stem: length >= 3.75 ? 0 : step < 4 ? 1 : -1,
      flags: length < 0.45 ? 2 : length < 0.95 ? 1 : 0,
      ledgers,
      sharp: SHARP[(note.pitch + shift) % 12]!,
      text: note.syllable === undefined ? "" : (words[note.syllable] ?? ""),
    });
  }
  for (const chord of chords) {
    const system = systems[Math.floor(chord.start_beat / span + 1e-6)];
    system?.chords.push({ x: xOf(chord.start_beat), symbol: chord.symbol });
  }
  return { width: WIDTH, height: count * SYSTEM + 6, systems, notes: notes.length };
}

export const STAFF_LINE = LINE;

/** Quarters in a measure: 6/8 has three. */
export function beatsPerBar(time_signature: string): number {
  const [over = 4, under = 4] = time_signature.split("/").map(Number);
  return (over * 4) / under;
}
