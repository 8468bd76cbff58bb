// Notes that a hand moves: values in, values out. Beats count from the song's start; a selection is a set of keys.
import type { Edit, Change } from "./commands.ts";
import type { Note, Plan, SongDocument } from "./document.ts";

export type Selection = ReadonlySet<string>;
export interface Hand { notes: Note[]; selection: Set<string> }

const TICK = 1e-6;
const LEAST_BEATS = 1 / 16;
export const PITCH_MAX = 127;
export const VELOCITY = 80;

/** Two notes of a track never share pitch and start. */
export const keyOf = (note: Note) => `${note.pitch}@${tidy(note.start_beat)}`;
const tidy = (beats: number) => Math.round(beats * 1e9) / 1e9;
const inTime = (a: Note, b: Note) => a.start_beat - b.start_beat || a.pitch - b.pitch;
const endOf = (note: Note) => note.start_beat + note.length_beats;

/** Chosen notes among the others, which stay as they are but where they meet: a chosen one takes another's place, and a voice sings one at a time. */
function settle(chosen: readonly Note[], others: readonly Note[], sung: boolean): Hand {
  const placeOf = (note: Note) => (sung ? String(tidy(note.start_beat)) : keyOf(note));
  const places = new Map(chosen.map((note) => [placeOf(note), { ...note, start_beat: tidy(note.start_beat), length_beats: tidy(note.length_beats) }]));
  const selection = new Set([...places.values()].map(keyOf));
  const settled = [...places.values(), ...others.filter((note) => !places.has(placeOf(note)))].sort(inTime);
  if (!sung) return { notes: settled, selection };
  const isChosen = settled.map((note) => selection.has(keyOf(note)));
  const notes = settled.map((note, index) => {
    const next = settled[index + 1];
    if (!next || !(isChosen[index] || isChosen[index + 1]) || endOf(note) <= next.start_beat) return note;
    return { ...note, length_beats: tidy(next.start_beat - note.start_beat) };
  });
  return { notes, selection };
}

function change(notes: readonly Note[], selection: Selection, sung: boolean, turn: (note: Note) => Note): Hand {
  const chosen = notes.filter((note) => selection.has(keyOf(note)));
  return settle(chosen.map(turn), notes.filter((note) => !selection.has(keyOf(note))), sung);
}

/** Moves all that is chosen by as much as its outermost notes may. */
export function move(notes: readonly Note[], selection: Selection, by: { beats: number; pitch: number }, song_beats: number, sung: boolean): Hand {
  const chosen = notes.filter((note) => selection.has(keyOf(note)));
  if (chosen.length === 0) return { notes: [...notes], selection: new Set(selection) };
  const least = Math.min(...chosen.map((note) => note.start_beat));
  const most = Math.max(...chosen.map(endOf));
  const beats = Math.max(-least, Math.min(song_beats - most, by.beats));
  const pitch = Math.max(-Math.min(...chosen.map((note) => note.pitch)), Math.min(PITCH_MAX - Math.max(...chosen.map((note) => note.pitch)), by.pitch));
  return change(notes, selection, sung, (note) => ({ ...note, start_beat: note.start_beat + beats, pitch: note.pitch + pitch }));
}

export function lengthen(notes: readonly Note[], selection: Selection, by_beats: number, song_beats: number, sung: boolean): Hand {
  return change(notes, selection, sung, (note) => ({ ...note, length_beats: Math.max(LEAST_BEATS, Math.min(song_beats - note.start_beat, note.length_beats + by_beats)) }));
}

/** Starts go to the nearest line of the grid; lengths stay. */
export function quantise(notes: readonly Note[], selection: Selection, grid_beats: number, song_beats: number, sung: boolean): Hand {
  return change(notes, selection, sung, (note) => ({ ...note, start_beat: Math.max(0, Math.min(song_beats - note.length_beats, Math.round(note.start_beat / grid_beats) * grid_beats)) }));
}

export function strike(notes: readonly Note[], selection: Selection, velocity: number): Hand {
  return change(notes, selection, false, (note) => ({ ...note, velocity: Math.max(1, Math.min(127, Math.round(velocity))) }));
}

export function remove(notes: readonly Note[], selection: Selection): Hand {
  return { notes: notes.filter((note) => !selection.has(keyOf(note))), selection: new Set() };
}

/** New notes are chosen. A sung one goes on with the syllable before it. */
export function add(notes: readonly Note[], fresh: readonly Note[], sung: boolean): Hand {
  const voiced = sung ? fresh.map((note) => ({ ...note, syllable: note.syllable ?? syllableAt(notes, note.start_beat) })) : fresh.map(({ syllable: _, ...note }) => note);
  return settle(voiced, notes, sung);
}

function syllableAt(notes: readonly Note[], beat: number): number | undefined {
  return (notes.findLast((note) => note.start_beat <= beat + TICK && note.syllable !== undefined) ?? notes.find((note) => note.syllable !== undefined))?.syllable;
}

/** Notes to be put down elsewhere: beats from the first one's grid line. */
export function copy(notes: readonly Note[], selection: Selection, grid_beats: number): Note[] {
  const chosen = notes.filter((note) => selection.has(keyOf(note)));
  const from = Math.floor(Math.min(...chosen.map((note) => note.start_beat)) / grid_beats + TICK) * grid_beats;
  return chosen.map(({ syllable: _, ...note }) => ({ ...note, start_beat: note.start_beat - from }));
}

export function paste(notes: readonly Note[], clip: readonly Note[], at_beat: number, song_beats: number, sung: boolean): Hand {
  const placed = clip.map((note) => ({ ...note, start_beat: note.start_beat + at_beat })).filter((note) => note.start_beat < song_beats - TICK)
    .map((note) => ({ ...note, length_beats: Math.min(note.length_beats, song_beats - note.start_beat) }));
  return add(notes, placed, sung);
}

/** The chosen note's neighbour in time; the first after `at_beat` when none is chosen. */
export function neighbour(notes: readonly Note[], selection: Selection, step: 1 | -1, at_beat: number): Note | undefined {
  const chosen = notes.flatMap((note, index) => (selection.has(keyOf(note)) ? [index] : []));
  if (chosen.length === 0) return step > 0 ? (notes.find((note) => note.start_beat >= at_beat - TICK) ?? notes[0]) : (notes.findLast((note) => note.start_beat < at_beat) ?? notes.at(-1));
  return notes[step > 0 ? chosen.at(-1)! + 1 : chosen[0]! - 1];
}

// ---- the song's document and the operations of the API

export interface Span { name: string; start_beat: number; length_beats: number }
export const beatsOf = (plan: Plan) => plan.sections.reduce((end, section) => Math.max(end, section.start_beat + section.length_beats), 0);

export function sectionAt<Place extends Span>(sections: readonly Place[], beat: number): Place | undefined {
  return sections.findLast((section) => section.start_beat <= beat + TICK);
}

/** Syllables of all words, as notes number them; and the number of the first one in each section. */
export function syllablesOf(song: SongDocument): { texts: string[]; first: Map<string, number> } {
  const texts: string[] = [];
  const first = new Map<string, number>();
  for (const section of song.plan.sections) {
    first.set(section.name, texts.length);
    for (const line of song.lyrics.lines) {
      if (line.section !== section.name) continue;
      for (const word of line.words) word.syllables.forEach((syllable, index) => texts.push(syllable.text + (index < word.syllables.length - 1 ? "-" : "")));
    }
  }
  return { texts, first };
}

export const slotOfNotes = (section: string, track: string) => `notes ${section}/${track}`;

/** A track's notes with the edits laid over them. */
export function notesOf(song: SongDocument, track: string, edits: readonly Edit[]): Note[] {
  const { sections } = song.plan;
  const drawn = new Map(edits.filter((edit) => edit.op === "set_notes" && edit["track"] === track).map((edit) => [String(edit["section"]), edit["notes"] as Note[]]));
  const made = song.score.tracks.find((each) => each.name === track)?.notes ?? [];
  if (drawn.size === 0) return made;
  const { first } = syllablesOf(song);
  const all = made.filter((note) => !drawn.has(sectionAt(sections, note.start_beat)?.name ?? ""));
  for (const section of sections) {
    for (const note of drawn.get(section.name) ?? []) {
      all.push({ ...note, start_beat: tidy(note.start_beat + section.start_beat), ...(note.syllable !== undefined && { syllable: note.syllable + first.get(section.name)! }) });
    }
  }
  return all.sort(inTime);
}

/** The operations that turn one list of a track's notes into another: one for each section that differs. A note ends with its section. */
export function changesOf(song: SongDocument, track: string, before: readonly Note[], after: readonly Note[]): Change[] {
  const { sections } = song.plan;
  const { first } = syllablesOf(song);
  const within = (notes: readonly Note[], section: Span) => notes.filter((note) => sectionAt(sections, note.start_beat) === section).map((note) => relative(note, section, first.get(section.name)!));
  return sections.flatMap((section) => {
    const [was, is] = [within(before, section), within(after, section)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return [{ slot: slotOfNotes(section.name, track), edit: { op: "set_notes", track, section: section.name, notes: is } }];
  });
}

function relative(note: Note, section: Span, first_syllable: number): Note {
  const start_beat = Math.max(0, tidy(note.start_beat - section.start_beat));
  // A syllable of another section can't be sung in this one.
  const syllable = note.syllable === undefined || note.syllable < first_syllable ? undefined : note.syllable - first_syllable;
  return { start_beat, length_beats: tidy(Math.min(note.length_beats, section.length_beats - start_beat)), pitch: note.pitch, velocity: note.velocity, ...(syllable !== undefined && { syllable }) };
}

const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const SPOKEN = ["C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B"];
const octave = (pitch: number) => Math.floor(pitch / 12) - 1;
/** "E4"; middle C is C4. */
export const pitchName = (pitch: number) => `${NAMES[pitch % 12]}${octave(pitch)}`;

export function beatsSaid(beats: number): string {
  if (Math.abs(beats - 1) < TICK) return "1 beat";
  const sixteenths = beats * 4;
  if (beats < 1 && Math.abs(sixteenths - Math.round(sixteenths)) < 1e-3) return { 1: "a quarter of a beat", 2: "half a beat", 3: "three quarters of a beat" }[Math.round(sixteenths)] ?? `${Math.round(beats * 100) / 100} beats`;
  return `${Math.round(beats * 100) / 100} beats`;
}

/** "bar 19, beat 3.5". */
export function placeSaid(beat: number, beats_per_bar: number): string {
  const bar = Math.floor(beat / beats_per_bar + TICK);
  return `bar ${bar + 1}, beat ${Math.round((beat - bar * beats_per_bar + 1) * 100) / 100}`;
}

/** A note as a screen reader says it. */
export function noteSaid(note: Note, word: string, beats_per_bar: number, drum = ""): string {
  const pitch = drum || `${SPOKEN[note.pitch % 12]} ${octave(note.pitch)}`;
  return `${word ? `“${word.replace(/-$/, "")}”, ` : ""}${pitch}, ${placeSaid(note.start_beat, beats_per_bar)}, ${beatsSaid(note.length_beats)}`;
}

const DRUMS: Record<number, string> = { 35: "Kick", 36: "Kick", 37: "Rim", 38: "Snare", 39: "Clap", 40: "Snare", 41: "Low tom", 42: "Hat", 43: "Low tom", 44: "Pedal", 45: "Mid tom", 46: "Open", 47: "Mid tom", 48: "High tom", 49: "Crash", 50: "High tom", 51: "Ride", 53: "Bell", 54: "Tamb.", 55: "Splash", 56: "Cowbell", 57: "Crash", 59: "Ride", 69: "Cabasa", 70: "Shaker", 75: "Claves" };
export const drumName = (pitch: number) => DRUMS[pitch] ?? "";
