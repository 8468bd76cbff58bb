// Notes as a player reads them, in one measure: voices, note values, dots, triplets and ties. The plain half of the
// server's notation (src/song/formats/notation.cpp), for a draft that nobody has made yet.
import type { Note } from "./document.ts";

/** Of a quarter, as the server's MusicXML counts. */
export const DIVISIONS = 480;
/** A note value, sounding or at rest; times in divisions from the measure's start. */
export interface Piece { start: number; length: number; type: string; dotted: boolean; triplet: boolean; tiedFrom: boolean; tiedOn: boolean; notes: Note[] }
interface Group { start: number; end: number; notes: Note[] }
interface Cell { start: number; end: number; step: number }

const VOICES_MAX = 4;
const FINEST = DIVISIONS / 16;
const ARTICULATION = DIVISIONS / 4;
const VALUES: readonly (readonly [length: number, type: string, dotted: boolean])[] = [
  [2880, "whole", true], [1920, "whole", false], [1440, "half", true], [960, "half", false], [720, "quarter", true], [480, "quarter", false],
  [360, "eighth", true], [240, "eighth", false], [180, "16th", true], [120, "16th", false], [60, "32nd", false], [30, "64th", false],
];
const TRIPLETS: readonly (readonly [length: number, type: string])[] = [[320, "quarter"], [160, "eighth"], [80, "16th"]];
/** The plainest grid first; how far an onset may lie from it. */
const GRIDS: readonly (readonly [step: number, error_max: number])[] = [[240, 14], [120, 14], [160, 14], [240, 40], [120, 40], [160, 40], [60, 20], [80, 20]];

const isTriplet = (cell: Cell) => cell.step === 160 || cell.step === 80;
const snap = (at: number, cell: Cell) => cell.start + Math.min(Math.round((at - cell.start) / cell.step) * cell.step, cell.end - cell.start);

/** A beat, or what is left of the measure after its last whole one, with the grid on which its onsets stand. */
function cellsOf(length: number, onsets: readonly number[], ternary: boolean): Cell[] {
  return Array.from({ length: Math.ceil(length / DIVISIONS) }, (_, index) => {
    const [start, end] = [index * DIVISIONS, Math.min(length, (index + 1) * DIVISIONS)];
    const own = [...new Set(onsets.filter((at) => at >= start && at < end))];
    const fits = ([step, error_max]: readonly [number, number]) => {
      if ((end - start) % step !== 0 || (!ternary && (step === 160 || step === 80))) return false;
      const snapped = own.map((at) => snap(at, { start, end, step }));
      return new Set(snapped).size === own.length && snapped.every((at, each) => Math.abs(at - own[each]!) <= error_max);
    };
    return { start, end, step: GRIDS.find(fits)?.[0] ?? FINEST };
  });
}

function voicesOf(notes: readonly Note[], from_beat: number, length: number, cells: readonly Cell[], alone: boolean, drums: boolean): Group[][] {
  const cellAt = (at: number) => cells[Math.min(cells.length - 1, Math.floor(at / DIVISIONS))]!;
  const groups: Group[] = [];
  for (const note of notes) {
    const at = Math.round((note.start_beat - from_beat) * DIVISIONS);
    const start = at < 0 ? 0 : Math.min(snap(at, cellAt(at)), length - FINEST);
    const until = at + Math.round(note.length_beats * DIVISIONS);
    const cell = cellAt(Math.min(until, length - 1));
    const end = drums ? cellAt(start).end : Math.max(Math.min(length, snap(until, { ...cell, step: isTriplet(cell) ? 160 : Math.max(cell.step, 120) })), Math.min(length, start + cellAt(start).step));
    const chord = groups.find((group) => !alone && group.start === start && (drums || Math.abs(group.end - end) <= 2 * ARTICULATION));
    if (!chord) groups.push({ start, end, notes: [note] });
    else if (!chord.notes.some((each) => each.pitch === note.pitch)) chord.notes.push(note);
  }
  groups.sort((a, b) => a.start - b.start || a.end - b.end);
  const voices: Group[][] = [];
  for (const group of groups) {
    const free = (overlap_max: number) => voices.find((voice) => voice.at(-1)!.start < group.start && voice.at(-1)!.end - group.start <= overlap_max);
    const voice = free(0) ?? free(alone || drums ? length : ARTICULATION) ?? (voices.length < VOICES_MAX ? undefined : free(length));
    if (!voice) {
      if (voices.length < VOICES_MAX) voices.push([group]);
      else voices.at(-1)!.at(-1)!.notes.push(...group.notes);
      continue;
    }
    const last = voice.at(-1)!;
    const gap = group.start - last.end;
    if (gap < 0 || (gap <= ARTICULATION && gap < last.end - last.start)) last.end = group.start;
    voice.push(group);
  }
  return voices;
}

function piecesOf(from: number, to: number, cells: readonly Cell[], compound: boolean, notes: Note[]): Piece[] {
  const pieces: Piece[] = [];
  const pulse = compound ? (DIVISIONS * 3) / 2 : DIVISIONS;
  while (from < to) {
    const cell = cells[Math.min(cells.length - 1, Math.floor(from / DIVISIONS))]!;
    const fills = from === cell.start && to >= cell.end;
    const triplet = isTriplet(cell) && !fills ? TRIPLETS.find(([length]) => length <= Math.min(to, cell.end) - from) : undefined;
    const barred = cells.find((each) => isTriplet(each) && each.start > from && !(to >= each.end));
    let room = Math.min(to, barred?.start ?? to) - from;
    const into = from % pulse;
    const syncopated = notes.length > 0 && !compound && into === pulse / 2 && room === pulse;
    if (into !== 0 && !syncopated) room = Math.min(room, pulse - into);
    const [length, type, dotted] = triplet ? [...triplet, false] as const : (VALUES.find(([each, , dot]) => each <= room && !(dot && notes.length === 0 && !compound)) ?? [room, "128th", false]);
    pieces.push({ start: from, length, type, dotted, triplet: triplet !== undefined, tiedFrom: notes.length > 0 && pieces.length > 0, tiedOn: false, notes });
    from += length;
  }
  for (const piece of pieces.slice(0, -1)) piece.tiedOn = notes.length > 0;
  return pieces;
}

/** The voices of a measure of `length_beats`, each of which fills it; none where nothing sounds. Notes that began before are tied from
 *  there, and those that go on are tied on. `alone`: one note at a time, as it is sung. */
export function notateMeasure(notes: readonly Note[], from_beat: number, length_beats: number, { alone = false, drums = false, compound = false } = {}): Piece[][] {
  const length = Math.round(length_beats * DIVISIONS);
  const sounding = notes.filter((note) => note.start_beat < from_beat + length_beats - 1 / DIVISIONS && note.start_beat + note.length_beats > from_beat + 1 / FINEST);
  const onsets = sounding.map((note) => Math.round((note.start_beat - from_beat) * DIVISIONS)).filter((at) => at >= 0);
  const cells = cellsOf(length, onsets, !compound && !drums);
  const end_beat = from_beat + length_beats;
  return voicesOf(sounding, from_beat, length, cells, alone, drums).map((voice) => {
    const pieces: Piece[] = [];
    let at = 0;
    for (const group of voice) {
      pieces.push(...piecesOf(at, group.start, cells, compound, []));
      const own = piecesOf(group.start, group.end, cells, compound, group.notes);
      if (own[0]) own[0].tiedFrom = group.notes[0]!.start_beat < from_beat - 1 / DIVISIONS;
      if (own.at(-1) && group.end === length) own.at(-1)!.tiedOn = !drums && group.notes[0]!.start_beat + group.notes[0]!.length_beats > end_beat + 0.25;
      pieces.push(...own);
      at = group.end;
    }
    return [...pieces, ...piecesOf(at, length, cells, compound, [])];
  });
}
