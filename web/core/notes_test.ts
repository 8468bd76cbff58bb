import assert from "node:assert/strict";
import { test } from "node:test";
import type { Note, SongDocument } from "./document.ts";
import { add, beatsSaid, changesOf, copy, keyOf, lengthen, move, neighbour, noteSaid, notesOf, paste, pitchName, placeSaid, quantise, remove, strike, syllablesOf } from "./notes.ts";

const note = (start_beat: number, pitch: number, length_beats = 1, syllable?: number): Note => ({ start_beat, length_beats, pitch, velocity: 80, ...(syllable !== undefined && { syllable }) });
const places = (notes: readonly Note[]) => notes.map((each) => [each.start_beat, each.pitch, each.length_beats]);
const chosen = (...notes: Note[]) => new Set(notes.map(keyOf));
const word = (...texts: string[]) => ({ text: texts.join(""), start_s: 0, end_s: 0, syllables: texts.map((text) => ({ text, stress: 0 })) });
const line = (section: string, ...words: ReturnType<typeof word>[]) => ({ text: "", section, start_s: 0, end_s: 0, syllables: 0, rhyme_group: "", locked: false, origin: "generated", words });
const song = {
  plan: { sections: [{ name: "Verse 1", start_beat: 0, length_beats: 8 }, { name: "Chorus 1", start_beat: 8, length_beats: 8 }] },
  lyrics: { lines: [line("Verse 1", word("light", "house"), word("lamp")), line("Chorus 1", word("dark"))] },
  score: { tracks: [{ name: "Lead Vocal", notes: [note(0, 60, 1, 0), note(1, 62, 1, 1), note(9, 64, 2, 3)] }, { name: "Bass", notes: [note(0, 40, 8), note(8, 41, 8)] }] },
} as unknown as SongDocument;

test("notes move together, no further than the song and the keyboard go", () => {
  const notes = [note(0, 60), note(1, 126), note(4, 50)];
  const moved = move(notes, chosen(notes[0]!, notes[1]!), { beats: -3, pitch: 5 }, 8, false);
  assert.deepEqual(places(moved.notes), [[0, 61, 1], [1, 127, 1], [4, 50, 1]]);
  assert.deepEqual(moved.selection, new Set(["61@0", "127@1"]));
  assert.deepEqual(places(move(notes, chosen(notes[2]!), { beats: 99, pitch: -99 }, 8, false).notes).at(-1), [7, 0, 1]);
  assert.deepEqual(places(move(notes, new Set(), { beats: 1, pitch: 1 }, 8, false).notes), places(notes));
});

test("a note that lands on another takes its place, and a voice sings one at a time", () => {
  const notes = [note(0, 60), note(1, 60, 3), note(2, 64)];
  const moved = move(notes, chosen(notes[0]!), { beats: 1, pitch: 0 }, 8, false);
  assert.deepEqual(places(moved.notes), [[1, 60, 1], [2, 64, 1]]);
  const sung = move(notes, chosen(notes[0]!), { beats: 1, pitch: 5 }, 8, true);
  assert.deepEqual(places(sung.notes), [[1, 65, 1], [2, 64, 1]]);
  const crowd = [note(0, 60, 4), note(0, 64, 4), note(6, 60)];
  assert.deepEqual(move(crowd, chosen(crowd[2]!), { beats: 0.5, pitch: 0 }, 8, true).notes.slice(0, 2), crowd.slice(0, 2));
  assert.deepEqual(places(lengthen([note(0, 60), note(2, 62)], new Set(["60@0"]), 5, 8, true).notes), [[0, 60, 2], [2, 62, 1]]);
});

test("notes lengthen, shrink to a sixteenth of a beat, and strike within what MIDI knows", () => {
  const notes = [note(0, 60), note(6, 60)];
  assert.deepEqual(places(lengthen(notes, new Set(["60@0", "60@6"]), 4, 8, false).notes), [[0, 60, 5], [6, 60, 2]]);
  assert.equal(lengthen(notes, new Set(["60@0"]), -4, 8, false).notes[0]!.length_beats, 1 / 16);
  assert.deepEqual([300, -4, 90.4].map((velocity) => strike(notes, new Set(["60@0"]), velocity).notes[0]!.velocity), [127, 1, 90]);
});

test("starts go to the grid", () => {
  const notes = [note(0.07, 60), note(0.9, 62), note(7.9, 64, 0.1)];
  assert.deepEqual(places(quantise(notes, new Set(notes.map(keyOf)), 0.5, 8, false).notes), [[0, 60, 1], [1, 62, 1], [7.9, 64, 0.1]]);
});

test("what is copied is put down at a beat, and what doesn't fit the song is left out", () => {
  const notes = [note(1.25, 60), note(2, 62, 4)];
  const clip = copy(notes, new Set(notes.map(keyOf)), 1);
  assert.deepEqual(places(clip), [[0.25, 60, 1], [1, 62, 4]]);
  const pasted = paste(notes, clip, 6, 8, false);
  assert.deepEqual(places(pasted.notes).slice(2), [[6.25, 60, 1], [7, 62, 1]]);
  assert.deepEqual(pasted.selection, new Set(["60@6.25", "62@7"]));
  assert.equal(paste(notes, clip, 7.9, 8, false).notes.length, 2);
  assert.equal(remove(notes, new Set([keyOf(notes[0]!)])).notes.length, 1);
});

test("a drawn note is sung on the syllable before it, and on none where nobody sings", () => {
  const lead = [note(0, 60, 1, 7), note(4, 62, 1, 8)];
  assert.equal(add(lead, [note(2, 65)], true).notes[1]!.syllable, 7);
  assert.equal(add([note(4, 62, 1, 8)], [note(2, 65)], true).notes[0]!.syllable, 8);
  assert.equal("syllable" in add([], [note(2, 65, 1, 3)], false).notes[0]!, false);
});

test("Tab finds the next note, the first after the playhead when none is chosen", () => {
  const notes = [note(0, 60), note(1, 62), note(2, 64)];
  assert.equal(neighbour(notes, chosen(notes[0]!), 1, 0), notes[1]);
  assert.equal(neighbour(notes, chosen(notes[1]!), -1, 0), notes[0]);
  assert.equal(neighbour(notes, new Set(), 1, 0.5), notes[1]);
  assert.equal(neighbour(notes, chosen(notes[2]!), 1, 0), undefined);
  assert.equal(neighbour([], new Set(), 1, 0), undefined);
});

test("a hand's notes are one operation for each section, and lie over the song again", () => {
  const was = notesOf(song, "Lead Vocal", []);
  const moved = move(was, new Set(["64@9"]), { beats: 1, pitch: -2 }, 16, true).notes;
  const changes = changesOf(song, "Lead Vocal", was, moved);
  assert.deepEqual(changes, [{ slot: "notes Chorus 1/Lead Vocal", edit: { op: "set_notes", track: "Lead Vocal", section: "Chorus 1", notes: [{ start_beat: 2, length_beats: 2, pitch: 62, velocity: 80, syllable: 0 }] } }]);
  assert.deepEqual(notesOf(song, "Lead Vocal", changes.map((change) => change.edit!)), moved);
  assert.deepEqual(changesOf(song, "Lead Vocal", was, was), []);
});

test("a note that crosses into another section ends with its own, and leaves foreign syllables behind", () => {
  const was = notesOf(song, "Lead Vocal", []);
  const changes = changesOf(song, "Lead Vocal", was, move(was, new Set(["62@1"]), { beats: 6.5, pitch: 0 }, 16, true).notes);
  assert.equal((changes[0]!.edit!["notes"] as Note[]).at(-1)!.length_beats, 0.5);
  const over = changesOf(song, "Lead Vocal", was, move(was, new Set(["62@1"]), { beats: 7, pitch: 0 }, 16, true).notes);
  assert.deepEqual(over.map((change) => change.edit!["section"]), ["Verse 1", "Chorus 1"]);
  assert.equal("syllable" in (over[1]!.edit!["notes"] as Note[])[0]!, false);
});

test("syllables are numbered through all words", () => {
  const { texts, first } = syllablesOf(song);
  assert.deepEqual(texts, ["light-", "house", "lamp", "dark"]);
  assert.deepEqual([...first], [["Verse 1", 0], ["Chorus 1", 3]]);
});

test("a note is said in words", () => {
  assert.equal(noteSaid(note(74, 64), "dark", 4), "“dark”, E 4, bar 19, beat 3, 1 beat");
  assert.equal(noteSaid(note(0.5, 61, 0.5), "", 3), "C sharp 4, bar 1, beat 1.5, half a beat");
  assert.deepEqual([pitchName(60), pitchName(127), beatsSaid(0.3), beatsSaid(2.5), placeSaid(3, 3)], ["C4", "G9", "0.3 beats", "2.5 beats", "bar 2, beat 1"]);
});
