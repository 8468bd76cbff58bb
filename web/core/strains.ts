// Words that were changed under a tune that a hand has drawn: the one conflict of an edit that can be told before it is made.
import { type Change, type Edit, editOf } from "./commands.ts";
import type { Note, SongDocument } from "./document.ts";
import { slotOfNotes } from "./notes.ts";
import { sayingsOf, scan } from "./scansion.ts";

export interface Strain { section: string; track: string; tune: number; words: number; notes: Note[]; isFresh: boolean }

/** Notes that hands drew for a track, by section: in this draft, else in the revisions before. */
export function drawnOf(song: SongDocument, edits: readonly Edit[], track: string): Map<string, { notes: Note[]; isFresh: boolean }> {
  const drawn = new Map<string, { notes: Note[]; isFresh: boolean }>();
  for (const [list, isFresh] of [[song.provenance.edits.map(editOf), false], [edits, true]] as const) {
    for (const edit of list) {
      if (edit.op === "set_notes" && edit["track"] === track) drawn.set(String(edit["section"]), { notes: edit["notes"] as Note[], isFresh });
      if (edit.op === "restore") for (const section of [...drawn.keys()]) if ([section, track, `${section}/${track}`].includes(String(edit["target"]))) drawn.delete(section);
    }
  }
  return drawn;
}

/** Where new words have another number of syllables than the drawn tune sings. The words' number is a guess, as far as they are new. */
export function strainsOf(song: SongDocument, edits: readonly Edit[]): Strain[] {
  const lines = edits.filter((edit) => edit.op === "set_line");
  const lead = song.plan.tracks.find((track) => track.role === "lead")?.name;
  if (!lead || lines.length === 0) return [];
  const drawn = drawnOf(song, edits, lead);
  const sayings = sayingsOf(song.lyrics.lines);
  return [...new Set(lines.map((edit) => String(edit["section"])))].flatMap((section) => {
    const tune = drawn.get(section);
    if (!tune) return [];
    const own = song.lyrics.lines.filter((line) => line.section === section);
    const words = own.reduce((sum, line, index) => {
      const written = lines.find((edit) => edit["section"] === section && edit["line"] === index + 1);
      return sum + (written ? scan(String(written["text"]), sayings).syllables : line.syllables);
    }, 0);
    const sings = new Set(tune.notes.flatMap((note) => (note.syllable === undefined ? [] : [note.syllable]))).size;
    return sings === words || sings === 0 ? [] : [{ section, track: lead, tune: sings, words, notes: tune.notes, isFresh: tune.isFresh }];
  });
}

/** The tune is kept: notes beyond the words go on with the last syllable. */
export function keepTune(strain: Strain): Change {
  const last = Math.max(0, strain.words - 1);
  const notes = strain.notes.map((note) => (note.syllable === undefined ? note : { ...note, syllable: Math.min(note.syllable, last) }));
  return { slot: slotOfNotes(strain.section, strain.track), edit: { op: "set_notes", track: strain.track, section: strain.section, notes } };
}

/** What a hand drew is given back to the band. */
export function giveUp({ section, track, isFresh }: { section: string; track: string; isFresh: boolean }): Change[] {
  const taken: Change = { slot: slotOfNotes(section, track), edit: null };
  const target = `${section}/${track}`;
  return isFresh ? [taken] : [taken, { slot: `restore ${target}`, edit: { op: "restore", target } }];
}
