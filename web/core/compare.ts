// What differs between two revisions of a song, in musicians' words.
import { inSentence, NAMES, placeOf, soulOf, SOULS, type Soul } from "./band.ts";
import { heroSaid, styleSaid } from "./covers.ts";
import type { Chord, Line, MixTrack, Note, SectionPlan, SongDocument } from "./document.ts";
import { count, spelled } from "./format.ts";

export interface Word { text: string; changed: boolean }
export interface LineChange { section: string; before: Word[] | null; after: Word[] | null }
export interface Comparison {
  words: LineChange[];
  /** Sentences on what was decided: key, tempo, form, players. */
  plan: string[];
  notes: string[];
  mix: string[];
  cover: string[];
  /** Who did something anew for the later one, and what. */
  steps: { soul: Soul; says: string }[];
}

export const isAlike = (found: Comparison) => found.words.length + found.plan.length + found.notes.length + found.mix.length + found.cover.length === 0;

/** Pairs of the same things in two lists, in order (longest common subsequence); the rest stands alone. */
function pairs<T>(before: readonly T[], after: readonly T[], same: (a: T, b: T) => boolean): [T | null, T | null][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i]![j] = same(before[i]!, after[j]!) ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const found: [T | null, T | null][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && same(before[i]!, after[j]!)) found.push([before[i++]!, after[j++]!]);
    else if (j >= after.length || (i < before.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) found.push([before[i++]!, null]);
    else found.push([null, after[j++]!]);
  }
  return found;
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean);
const bare = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The two lines' words, those marked that the other hasn't. */
export function compareLines(before: string, after: string): [Word[], Word[]] {
  const found = pairs(wordsOf(before), wordsOf(after), (a, b) => bare(a) === bare(b));
  const side = (index: 0 | 1) => found.flatMap((pair) => (pair[index] === null ? [] : [{ text: pair[index], changed: pair[1 - index] === null }]));
  return [side(0), side(1)];
}

const whole = (text: string): Word[] => wordsOf(text).map((word) => ({ text: word, changed: true }));

function sectionWords(section: string, before: readonly Line[], after: readonly Line[]): LineChange[] {
  if (before.length === after.length) {
    return before.flatMap((line, index) => {
      const other = after[index]!;
      if (line.text === other.text) return [];
      const [was, is] = compareLines(line.text, other.text);
      return [{ section, before: was, after: is }];
    });
  }
  return pairs(before, after, (a, b) => a.text === b.text).flatMap(([was, is]) => (was && is ? [] : [{ section, before: was && whole(was.text), after: is && whole(is.text) }]));
}

const linesOf = (made: SongDocument, section: string) => made.lyrics.lines.filter((line) => line.section === section);
const union = (before: readonly string[], after: readonly string[]) => [...new Set([...before, ...after])];

const changed = (what: string, before: string, after: string) => (before === after ? [] : [`${what} ${after}, it was ${before}.`]);
const list = (names: readonly string[]) => (names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

function comparePlans({ plan: a }: SongDocument, { plan: b }: SongDocument): string[] {
  const sections = (plan: typeof a) => plan.sections.map((section) => section.name);
  const gone = sections(a).filter((name) => !sections(b).includes(name));
  const added = sections(b).filter((name) => !sections(a).includes(name));
  const order = (plan: typeof a, other: typeof a) => sections(plan).filter((name) => sections(other).includes(name));
  const tracks = (plan: typeof a) => new Map(plan.tracks.map((track) => [track.name, track.instrument]));
  const [players, others] = [tracks(a), tracks(b)];
  return [
    ...(a.title === b.title ? [] : [`Called “${b.title}”, it was “${a.title}”.`]),
    ...changed("In", spelled(a.key), spelled(b.key)),
    ...(a.tempo_bpm === b.tempo_bpm ? [] : [`${b.tempo_bpm > a.tempo_bpm ? "Faster" : "Slower"}: ${Math.round(b.tempo_bpm)} bpm, it was ${Math.round(a.tempo_bpm)}.`]),
    ...changed("In", a.time_signature, b.time_signature),
    ...changed("As", a.style, b.style),
    ...(a.voice === b.voice ? [] : [`Sung by ${b.voice === "" ? "nobody" : `the ${b.voice}`}, it was ${a.voice === "" ? "nobody" : `the ${a.voice}`}.`]),
    ...(added.length > 0 ? [`With ${list(added.map(inSentence))}.`] : []),
    ...(gone.length > 0 ? [`Without ${list(gone.map(inSentence))}.`] : []),
    ...(order(a, b).join() === order(b, a).join() ? [] : [`In another order: ${list(sections(b).map(inSentence))}.`]),
    ...b.sections.flatMap((section) => {
      const was = a.sections.find((each) => each.name === section.name);
      return !was || was.measures === section.measures ? [] : [`${section.name} has ${count(section.measures, "measure")}, it had ${was.measures}.`];
    }),
    ...[...others].flatMap(([name, instrument]) => (!players.has(name) ? [`${name} joins in.`] : players.get(name) === instrument ? [] : [`${name} is played on ${instrument}, it was ${players.get(name)}.`])),
    ...[...players.keys()].filter((name) => !others.has(name)).map((name) => `${name} sits out.`),
  ];
}

const EDGE = 1e-4;
const within = <T extends { start_beat: number }>(things: readonly T[], section: SectionPlan) =>
  things.filter((thing) => thing.start_beat >= section.start_beat - EDGE && thing.start_beat < section.start_beat + section.length_beats - EDGE);
/** From the section's start, so that a section that only moved is the same. */
const placed = (note: Note, section: SectionPlan) => `${(note.start_beat - section.start_beat).toFixed(3)} ${note.length_beats.toFixed(3)} ${note.pitch}`;

function notesThatDiffer(before: readonly string[], after: readonly string[]): number {
  const left = new Map<string, number>();
  for (const note of before) left.set(note, (left.get(note) ?? 0) + 1);
  let alike = 0;
  for (const note of after) {
    const rest = left.get(note) ?? 0;
    if (rest > 0) alike++, left.set(note, rest - 1);
  }
  return Math.max(before.length, after.length) - alike;
}

const chordsOf = (chords: readonly Chord[]) => chords.map((chord) => chord.symbol).filter((symbol, index, all) => symbol !== all[index - 1]).join(" ");

function compareNotes(a: SongDocument, b: SongDocument): string[] {
  const says: string[] = [];
  for (const section of b.plan.sections) {
    const was = a.plan.sections.find((each) => each.name === section.name);
    if (!was) continue;
    const [before, after] = [chordsOf(within(a.score.chords, was)), chordsOf(within(b.score.chords, section))];
    if (before !== after) says.push(`${section.name} goes ${after || "without chords"}, it went ${before || "without"}.`);
    const anew: string[] = [];
    for (const track of b.score.tracks) {
      const other = a.score.tracks.find((each) => each.name === track.name);
      if (!other) continue;
      const [old, now] = [within(other.notes, was).map((note) => placed(note, was)), within(track.notes, section).map((note) => placed(note, section))];
      const differ = notesThatDiffer(old, now);
      if (differ === 0) continue;
      if (2 * differ > Math.max(old.length, now.length)) anew.push(track.name.toLowerCase());
      else says.push(`${section.name}, ${track.name.toLowerCase()}: ${differ} of ${count(Math.max(old.length, now.length), "note")} differ.`);
    }
    if (anew.length > 0) says.push(`${section.name} has new notes for ${list(anew)}.`);
  }
  return says;
}

function compareStrips(before: MixTrack, after: MixTrack): string[] {
  const says: string[] = [];
  const louder = after.level_db - before.level_db;
  if (after.mute !== before.mute) says.push(after.mute ? "silent" : "heard again");
  if (Math.abs(louder) >= 0.05) says.push(`${Math.abs(louder).toFixed(1)} dB ${louder > 0 ? "louder" : "softer"}`);
  if (Math.abs(after.pan - before.pan) >= 0.005) says.push(`further ${after.pan > before.pan ? "right" : "left"}`);
  if (Math.abs(after.reverb_db - before.reverb_db) >= 0.05) says.push(after.reverb_db > before.reverb_db ? "with more room" : "drier");
  if (Math.abs(after.delay_db - before.delay_db) >= 0.05) says.push(after.delay_db > before.delay_db ? "with more echo" : "with less echo");
  return says;
}

function compareMixes(a: SongDocument, b: SongDocument): string[] {
  return b.mix.tracks.flatMap((track) => {
    const was = a.mix.tracks.find((each) => each.track === track.track);
    const says = was ? compareStrips(was, track) : [];
    return says.length > 0 ? [`${track.track}: ${list(says)}.`] : [];
  });
}

function compareCovers({ scenes: { cover: a } }: SongDocument, { scenes: { cover: b } }: SongDocument): string[] {
  if (!a || !b) return [];
  return [
    ...changed("Drawn as", styleSaid(a.style), styleSaid(b.style)),
    ...changed("Of", heroSaid(a.hero) || "type alone", heroSaid(b.hero) || "type alone"),
    ...(a.palette.join() === b.palette.join() ? [] : ["In other colours."]),
  ];
}

const MADE: Record<Soul, string> = { lyra: "wrote", rhythm: "played", vox: "sang", pixel: "drew", nova: "cut", desk: "made" };

function compareSteps(a: SongDocument, b: SongDocument): Comparison["steps"] {
  const outputs = (made: SongDocument) => new Map(made.provenance.steps.map((step) => [step.id, step.outputs.map((output) => output.digest).join()]));
  const before = outputs(a);
  const anew = b.provenance.steps.filter((step) => before.get(step.id) !== step.outputs.map((output) => output.digest).join());
  return [...SOULS, "desk" as const].flatMap((soul) => {
    const own = anew.filter((step) => soulOf({ capability: step.capability, step: step.id }) === soul);
    if (own.length === 0) return [];
    const places = union([], own.map((step) => (soul === "desk" || soul === "pixel" ? "" : placeOf(step.id).section.replace(/ as first written$/, ""))).filter(Boolean));
    const what = soul === "pixel" ? "the cover" : soul === "desk" ? "mix and files" : list(places.map(inSentence));
    return [{ soul, says: `${NAMES[soul]} ${MADE[soul]} ${what || "it"} anew, ${count(own.length, "step")}` }];
  });
}

export function compare(before: SongDocument, after: SongDocument): Comparison {
  const sections = union(before.plan.sections.map((section) => section.name), after.plan.sections.map((section) => section.name));
  return {
    words: sections.flatMap((section) => sectionWords(section, linesOf(before, section), linesOf(after, section))),
    plan: comparePlans(before, after),
    notes: compareNotes(before, after),
    mix: compareMixes(before, after),
    cover: compareCovers(before, after),
    steps: compareSteps(before, after),
  };
}

/** Whether two revisions differ in this section's words and notes alone. */
export function differsOnlyIn(section: string, found: Comparison): boolean {
  const starts = (says: string) => says.startsWith(`${section} `) || says.startsWith(`${section},`);
  return found.plan.length + found.mix.length + found.cover.length === 0 && found.words.every((line) => line.section === section) && found.notes.every(starts);
}
