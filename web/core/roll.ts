// The geometry of a piano roll: where notes stand, and what is under a point. Pixels of CSS; nothing is drawn here.
import type { Note } from "./document.ts";
import { keyOf, PITCH_MAX } from "./notes.ts";

/** What shows: `x` and `y` are how far it is scrolled; the keyboard covers the left edge. */
export interface View { x: number; y: number; width: number; height: number; beat_px: number; row_px: number }
export interface Box { left: number; top: number; right: number; bottom: number }
export type Part = "body" | "end";

export const KEYBOARD = 48;
export const BEAT_PX = { least: 4, most: 240 };
export const ROW_PX = { least: 6, most: 28 };
const GRIP = 7;  // the end of a note that resizes it
const TICK = 1e-6;

export const xOf = (view: View, beat: number) => KEYBOARD + beat * view.beat_px - view.x;
export const yOf = (view: View, pitch: number) => (PITCH_MAX - pitch) * view.row_px - view.y;
export const beatAt = (view: View, x: number) => (x - KEYBOARD + view.x) / view.beat_px;
export const pitchAt = (view: View, y: number) => Math.max(0, Math.min(PITCH_MAX, PITCH_MAX - Math.floor((y + view.y) / view.row_px)));
export const extentOf = (view: View, song_beats: number) => ({ width: KEYBOARD + song_beats * view.beat_px + 24, height: (PITCH_MAX + 1) * view.row_px });

export const snap = (beat: number, grid_beats: number) => Math.round(beat / grid_beats) * grid_beats;
export const snapDown = (beat: number, grid_beats: number) => Math.floor(beat / grid_beats + TICK) * grid_beats;

/** Notes in order of start, found by where they show: a note can't reach further back than the longest. */
export class Notes {
  readonly all: readonly Note[];
  readonly keys: readonly string[];
  private readonly longest: number;

  constructor(all: readonly Note[]) {
    this.all = all;
    this.keys = all.map(keyOf);
    this.longest = all.reduce((most, note) => Math.max(most, note.length_beats), 0);
  }

  /** The indices [from, to) of all that may show between two beats. */
  between(from_beat: number, to_beat: number): [number, number] {
    return [this.firstFrom(from_beat - this.longest), this.firstFrom(to_beat)];
  }

  private firstFrom(beat: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.all[middle]!.start_beat < beat) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export function boxOf(view: View, note: Note): Box {
  const left = xOf(view, note.start_beat);
  const top = yOf(view, note.pitch);
  return { left, top, right: left + Math.max(3, note.length_beats * view.beat_px), bottom: top + view.row_px };
}

/** The topmost note at a point, and which part of it. Short notes keep a body that can be taken. */
export function hit(view: View, notes: Notes, x: number, y: number): { key: string; note: Note; part: Part } | undefined {
  if (x < KEYBOARD) return undefined;
  const beat = beatAt(view, x);
  const [from, to] = notes.between(beat - 3 / view.beat_px, beat + TICK);
  for (let index = to - 1; index >= from; index--) {
    const note = notes.all[index]!;
    const box = boxOf(view, note);
    if (x < box.left || x > box.right || y < box.top || y >= box.bottom) continue;
    const grip = Math.min(GRIP, (box.right - box.left) / 3);
    return { key: notes.keys[index]!, note, part: x >= box.right - grip ? "end" : "body" };
  }
  return undefined;
}

/** All that a frame touches. */
export function inside(view: View, notes: Notes, frame: Box): Set<string> {
  const found = new Set<string>();
  const [from, to] = notes.between(beatAt(view, frame.left), beatAt(view, frame.right));
  for (let index = from; index < to; index++) {
    const box = boxOf(view, notes.all[index]!);
    if (box.right >= frame.left && box.left <= frame.right && box.bottom > frame.top && box.top < frame.bottom) found.add(notes.keys[index]!);
  }
  return found;
}

/** Bar and beat lines that show: beats with what they are. Beats closer than 12 pixels are left out, then bars are thinned. */
export function lines(view: View, song_beats: number, beats_per_bar: number, grid_beats: number): { x: number; kind: "bar" | "beat" | "grid"; bar: number }[] {
  const found: { x: number; kind: "bar" | "beat" | "grid"; bar: number }[] = [];
  const bar_px = beats_per_bar * view.beat_px;
  const step = grid_beats * view.beat_px >= 12 ? grid_beats : view.beat_px >= 12 ? 1 : beats_per_bar * Math.max(1, 2 ** Math.ceil(Math.log2(12 / bar_px)));
  const first = Math.max(0, Math.floor(beatAt(view, KEYBOARD) / step));
  const last = Math.min(song_beats, beatAt(view, view.width)) / step;
  for (let index = first; index <= last + TICK; index++) {
    const beat = index * step;
    const bars = beat / beats_per_bar;
    const is_bar = Math.abs(bars - Math.round(bars)) < 1e-4;
    found.push({ x: xOf(view, beat), kind: is_bar ? "bar" : Math.abs(beat - Math.round(beat)) < 1e-4 ? "beat" : "grid", bar: is_bar ? Math.round(bars) + 1 : 0 });
  }
  return found;
}

/** Zooms about a point that stays where it is. */
export function zoomed(view: View, factor: number, about_x: number): View {
  const beat = beatAt(view, about_x);
  const beat_px = Math.max(BEAT_PX.least, Math.min(BEAT_PX.most, view.beat_px * factor));
  return { ...view, beat_px, x: Math.max(0, KEYBOARD + beat * beat_px - about_x) };
}

/** How far to scroll so that a box shows with some air around it. */
export function shown(view: View, box: Box): { x: number; y: number } {
  const air = Math.min(48, view.width / 8);
  const rows = 2 * view.row_px;
  const x = box.left < KEYBOARD + air ? view.x + box.left - KEYBOARD - air : box.right > view.width - air ? view.x + Math.min(box.right - view.width + air, box.left - KEYBOARD - air) : view.x;
  const y = box.top < rows ? view.y + box.top - rows : box.bottom > view.height - rows ? view.y + box.bottom - view.height + rows : view.y;
  return { x: Math.max(0, x), y: Math.max(0, y) };
}

export const isBlack = (pitch: number) => [1, 3, 6, 8, 10].includes(pitch % 12);
