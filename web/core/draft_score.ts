// The score of a draft: the made song's MusicXML, as the server wrote it, with the measures written anew in which a hand has drawn.
import { chordsOf } from "./chords.ts";
import type { Edit } from "./commands.ts";
import type { Chord, Note, Plan, SongDocument } from "./document.ts";
import { beatsPerBar } from "./engrave.ts";
import { DIVISIONS, notateMeasure, type Piece } from "./notation.ts";
import { notesOf, syllablesOf } from "./notes.ts";

const PART = /<part id="([^"]+)">[\s\S]*?<\/part>/g;
const MEASURE = /(<measure number="(\d+)">)([\s\S]*?)(<\/measure>)/g;
const NOTES = /\s*<(note|backup|forward)\b[\s\S]*?<\/\1>/g;
const HARMONIES = /\s*<harmony\b[\s\S]*?<\/harmony>/g;

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const tag = (name: string, content: string | number) => `<${name}>${content}</${name}>`;

/** Measures, from 1, in which these sections lie. */
function measuresOf(plan: Plan, sections: ReadonlySet<string>): Set<number> {
  const bar_beats = beatsPerBar(plan.time_signature);
  return new Set(plan.sections.filter((section) => sections.has(section.name)).flatMap(({ start_beat, length_beats }) => {
    const first = Math.floor(start_beat / bar_beats + 1e-6);
    return Array.from({ length: Math.ceil((start_beat + length_beats) / bar_beats - 1e-6) - first }, (_, index) => first + index + 1);
  }));
}

/** A pitch by the key's neighbours on the line of fifths, as the server spells it. */
function pitchXml(pitch: number, fifths: number): string {
  const lowest = fifths - 3;
  let position = (pitch * 7) % 12;
  while (position < lowest) position += 12;
  while (position >= lowest + 12) position -= 12;
  const alter = Math.floor((position + 1) / 7);
  const step = "FCGDAEB"[position + 1 - 7 * alter]!;
  const natural = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }[step]!;
  return tag("pitch", tag("step", step) + (alter === 0 ? "" : tag("alter", alter)) + tag("octave", Math.floor((pitch - alter - natural) / 12) - 1));
}

function harmonyXml(chord: Chord, offset: number): string {
  const [symbol = "", bass] = chord.symbol.split("/");
  const tone = (name: string, note: string) => tag(name, tag(`${name}-step`, note[0]!) + (note[1] === "#" ? tag(`${name}-alter`, 1) : note[1] === "b" ? tag(`${name}-alter`, -1) : ""));
  const root = /^[A-G][#b]?/.exec(symbol)?.[0];
  const kind = root ? `<kind text="${escaped(symbol.slice(root.length)).replaceAll('"', "&quot;")}">other</kind>` : `<kind text="N.C.">none</kind>`;
  return `<harmony print-frame="no">${tone("root", root ?? "C")}${kind}${bass ? tone("bass", bass) : ""}${offset > 0 ? tag("offset", offset) : ""}</harmony>`;
}

class PartWriter {
  private readonly sung = new Set<number>();
  private readonly heads: Map<number, string>;
  private readonly notes: readonly Note[];
  private readonly role: string;
  private readonly fifths: number;
  private readonly plan: Plan;
  private readonly syllables: readonly string[];

  /** `part` is the one that the server wrote: it knows the key, and where a drum stands on the staff. */
  constructor(part: string, notes: readonly Note[], role: string, plan: Plan, syllables: readonly string[]) {
    [this.notes, this.role, this.plan, this.syllables] = [notes, role, plan, syllables];
    this.fifths = Number(/<fifths>(-?\d+)<\/fifths>/.exec(part)?.[1] ?? 0);
    this.heads = new Map([...part.matchAll(/(<unpitched>[\s\S]*?<\/unpitched>)[\s\S]*?<instrument id="\w+-I(\d+)" \/>[\s\S]*?<\/type>[\s\S]*?(<notehead>x<\/notehead>)?\s*(?:<notations>[\s\S]*?<\/notations>\s*)?<\/note>/g)].map(([, place, key, head = ""]) => [Number(key) - 1, place + head]));
  }

  /** All of a measure's notes, from its number (1 is the first). */
  measure(number: number): string {
    const bar_beats = beatsPerBar(this.plan.time_signature);
    const voices = notateMeasure(this.notes, (number - 1) * bar_beats, bar_beats, { alone: this.role === "lead", drums: this.role === "drums", compound: /^(6|9|12)\/8$/.test(this.plan.time_signature) });
    const length = Math.round(bar_beats * DIVISIONS);
    if (voices.length === 0) return `<note><rest measure="yes"/>${tag("duration", length)}${tag("voice", 1)}</note>`;
    return voices.map((voice, index) => (index > 0 ? tag("backup", tag("duration", length)) : "") + voice.map((piece) => this.piece(piece, index + 1)).join("")).join("");
  }

  private piece(piece: Piece, voice: number): string {
    const value = (head: string) => tag("voice", voice) + tag("type", piece.type) + (piece.dotted ? "<dot/>" : "") + (piece.triplet ? tag("time-modification", tag("actual-notes", 3) + tag("normal-notes", 2)) : "") + head;
    if (piece.notes.length === 0) return tag("note", `<rest/>${tag("duration", piece.length)}${value("")}`);
    const [ties, tied] = ["tie", "tied"].map((name) => (piece.tiedFrom ? `<${name} type="stop"/>` : "") + (piece.tiedOn ? `<${name} type="start"/>` : ""));
    return piece.notes.map((note, index) => {
      const [place, head] = this.placeOf(note);
      return tag("note", (index > 0 ? "<chord/>" : "") + place + tag("duration", piece.length) + ties + value(head) + (tied ? tag("notations", tied) : "") + (index === 0 ? this.lyric(note, piece) : ""));
    }).join("");
  }
  private placeOf(note: Note): [place: string, head: string] {
    if (this.role !== "drums") return [pitchXml(note.pitch, this.fifths), ""];
    const known = this.heads.get(note.pitch) ?? `<unpitched>${tag("display-step", "C")}${tag("display-octave", 5)}</unpitched>${tag("notehead", "x")}`;
    const at = known.indexOf("<notehead>");
    return at < 0 ? [known, ""] : [known.slice(0, at), known.slice(at)];
  }
  private lyric(note: Note, piece: Piece): string {
    const text = note.syllable === undefined ? undefined : this.syllables[note.syllable];
    if (text === undefined || piece.tiedFrom || this.sung.has(note.syllable!)) return "";
    this.sung.add(note.syllable!);
    const [goesOn, began] = [text.endsWith("-"), this.syllables[note.syllable! - 1]?.endsWith("-") ?? false];
    return `<lyric number="1">${tag("syllabic", goesOn ? (began ? "middle" : "begin") : began ? "end" : "single")}${tag("text", escaped(text.replace(/-$/, "")))}</lyric>`;
  }
}

/** Tracks and sections whose notes a hand has drawn; sections whose chords it has written. */
function drawnBy(edits: readonly Edit[]): { tracks: Map<string, Set<string>>; chords: Set<string> } {
  const tracks = new Map<string, Set<string>>();
  for (const edit of edits.filter(({ op }) => op === "set_notes")) tracks.set(String(edit["track"]), (tracks.get(String(edit["track"])) ?? new Set()).add(String(edit["section"])));
  return { tracks, chords: new Set(edits.filter(({ op }) => op === "set_chords").map((edit) => String(edit["section"]))) };
}

export const showsInScore = (edit: Edit) => edit.op === "set_notes" || edit.op === "set_chords";

/** What the engraver shows of a draft; the made score where no edit changes notes or chords. */
export function draftScore(musicxml: string, song: SongDocument, edits: readonly Edit[]): string {
  const { tracks, chords } = drawnBy(edits);
  if (tracks.size + chords.size === 0) return musicxml;
  const { plan } = song;
  const bar_beats = beatsPerBar(plan.time_signature);
  const [syllables, all, rechorded] = [syllablesOf(song).texts, chordsOf(song, edits), measuresOf(plan, chords)];
  const harmonies = (number: number) => all.filter((chord) => Math.floor(chord.start_beat / bar_beats + 1e-6) === number - 1)
    .map((chord) => harmonyXml(chord, Math.round((chord.start_beat - (number - 1) * bar_beats) * DIVISIONS))).join("");
  let index = 0;
  return musicxml.replace(PART, (part) => {
    const track = song.score.tracks[index++];
    const redrawn = measuresOf(plan, tracks.get(track?.name ?? "") ?? new Set());
    const isChorded = part.includes("<harmony");
    if (!track || (redrawn.size === 0 && !isChorded)) return part;
    const writer = new PartWriter(part, notesOf(song, track.name, edits), track.role, plan, syllables);
    return part.replace(MEASURE, (measure, start: string, digits: string, content: string, end: string) => {
      const number = Number(digits);
      if (!redrawn.has(number) && !(isChorded && rechorded.has(number))) return measure;
      const notes = redrawn.has(number) ? writer.measure(number) : (content.match(NOTES) ?? []).join("");
      return start + content.replace(NOTES, "").replace(HARMONIES, "") + (isChorded ? harmonies(number) : "") + notes + end;
    });
  });
}
