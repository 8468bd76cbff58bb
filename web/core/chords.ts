// The chords of a song under a hand: values in, the API's operations out.
import type { Change, Edit } from "./commands.ts";
import type { Chord, SongDocument } from "./document.ts";
import { sectionAt } from "./notes.ts";

const TICK = 1e-6;
const ROOTS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const LETTERS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const SYMBOL = /^(?:N\.C\.|[A-G][#b]?[A-Za-z0-9+#()°ø-]*(?:\/[A-G][#b]?)?)$/;

/** Chords with the edits laid over them; beats count from the song's start. */
export function chordsOf(song: SongDocument, edits: readonly Edit[]): Chord[] {
  const written = new Map(edits.filter((edit) => edit.op === "set_chords").map((edit) => [String(edit["section"]), edit["chords"] as Chord[]]));
  const { sections } = song.plan;
  const made = song.score.chords.filter((chord) => !written.has(sectionAt(sections, chord.start_beat)?.name ?? ""));
  const hand = sections.flatMap((section) => (written.get(section.name) ?? []).map((chord) => ({ ...chord, start_beat: chord.start_beat + section.start_beat })));
  return [...made, ...hand].sort((a, b) => a.start_beat - b.start_beat);
}

/** A chord put in another's place; an empty symbol gives its beats to the one before it in the section. */
export function rechord(song: SongDocument, chords: readonly Chord[], at: Chord, symbol: string): Change | undefined {
  const section = sectionAt(song.plan.sections, at.start_beat);
  if (!section) return undefined;
  const own = chords.filter((chord) => sectionAt(song.plan.sections, chord.start_beat) === section);
  const index = own.indexOf(at);
  if (index < 0 || symbol === at.symbol || (symbol === "" && index === 0)) return undefined;
  const changed = own.map((chord) => ({ ...chord }));
  if (symbol === "") {
    changed[index - 1]!.length_beats = at.start_beat + at.length_beats - changed[index - 1]!.start_beat;
    changed.splice(index, 1);
  } else changed[index]!.symbol = symbol;
  return changeOf(section, changed);
}

/** A chord's second half begins a chord of its own, at a whole beat. */
export function split(song: SongDocument, chords: readonly Chord[], at: Chord): Change | undefined {
  const section = sectionAt(song.plan.sections, at.start_beat);
  const first_beats = Math.max(1, Math.round(at.length_beats / 2));
  if (!section || at.length_beats - first_beats < 1 - TICK) return undefined;
  const own = chords.filter((chord) => sectionAt(song.plan.sections, chord.start_beat) === section);
  const halves = [{ ...at, length_beats: first_beats }, { ...at, start_beat: at.start_beat + first_beats, length_beats: at.length_beats - first_beats }];
  return changeOf(section, own.flatMap((chord) => (chord === at ? halves : [chord])));
}

function changeOf(section: { name: string; start_beat: number }, chords: readonly Chord[]): Change {
  const relative = chords.map(({ start_beat, length_beats, symbol }) => ({ start_beat: Math.max(0, start_beat - section.start_beat), length_beats, symbol }));
  return { slot: `chords ${section.name}`, edit: { op: "set_chords", section: section.name, chords: relative } };
}

/** The same kind of chord a fifth up (`step` 1) or down. */
export function byFifth(symbol: string, step: 1 | -1): string {
  const [bare = "", bass] = symbol.split("/");
  const turn = (note: string) => ROOTS[(LETTERS[note[0]!]! + (note[1] === "#" ? 1 : note[1] === "b" ? -1 : 0) + 12 + 7 * step + 12) % 12]!;
  const root = /^[A-G][#b]?/.exec(bare)?.[0];
  if (!root) return symbol;
  return turn(root) + bare.slice(root.length) + (bass ? `/${turn(bass)}` : "");
}

/** Whether it is written as a chord; what it means the server knows. */
export const isChord = (symbol: string) => SYMBOL.test(symbol);

/** "A-flat minor 7 over C" is beyond this; letters and signs are said. */
export const chordSaid = (symbol: string) => symbol.replace(/([A-G])#/g, "$1 sharp ").replace(/([A-G])b/g, "$1 flat ").replace(/m(?!aj)/, " minor ").replace("/", " over ").replace(/\s+/g, " ").trim();

/** With the signs of print: "E♭". */
export const chordShown = (symbol: string) => symbol.replace(/([A-G])#/g, "$1♯").replace(/([A-G])b/g, "$1♭");
