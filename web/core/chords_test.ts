import assert from "node:assert/strict";
import { test } from "node:test";
import { byFifth, chordSaid, chordsOf, isChord, rechord, split } from "./chords.ts";
import type { Chord, SongDocument } from "./document.ts";

const chord = (start_beat: number, symbol: string, length_beats = 4): Chord => ({ start_beat, length_beats, symbol });
const song = {
  plan: { sections: [{ name: "Verse 1", start_beat: 0, length_beats: 8 }, { name: "Chorus 1", start_beat: 8, length_beats: 8 }] },
  score: { chords: [chord(0, "Em"), chord(4, "C"), chord(8, "G"), chord(12, "D")] },
} as unknown as SongDocument;

test("a chord changed is one operation of its section, and lies over the song", () => {
  const chords = chordsOf(song, []);
  const change = rechord(song, chords, chords[3]!, "Bm7")!;
  assert.deepEqual(change, { slot: "chords Chorus 1", edit: { op: "set_chords", section: "Chorus 1", chords: [chord(0, "G"), chord(4, "Bm7")] } });
  assert.deepEqual(chordsOf(song, [change.edit!]).map((each) => [each.start_beat, each.symbol]), [[0, "Em"], [4, "C"], [8, "G"], [12, "Bm7"]]);
  assert.equal(rechord(song, chords, chords[3]!, "D"), undefined);
});

test("a chord taken away leaves its beats to the one before, but a section keeps its first", () => {
  const chords = chordsOf(song, []);
  assert.deepEqual(rechord(song, chords, chords[1]!, "")!.edit!["chords"], [chord(0, "Em", 8)]);
  assert.equal(rechord(song, chords, chords[2]!, ""), undefined);
});

test("a chord splits at a whole beat", () => {
  const chords = chordsOf(song, []);
  assert.deepEqual(split(song, chords, chords[0]!)!.edit!["chords"], [chord(0, "Em", 2), chord(2, "Em", 2), chord(4, "C")]);
  assert.equal(split(song, [chord(0, "Em", 1)], chord(0, "Em", 1)), undefined);
});

test("chords walk the circle of fifths, and are said in words", () => {
  assert.deepEqual(["C", "F#m7", "Bb/D", "N.C."].map((symbol) => byFifth(symbol, 1)), ["G", "Dbm7", "F/A", "N.C."]);
  assert.deepEqual(["C", "Ebmaj7"].map((symbol) => byFifth(symbol, -1)), ["F", "Abmaj7"]);
  assert.deepEqual(["F#m7", "Bbmaj7", "C/E"].map(chordSaid), ["F sharp minor 7", "B flat maj7", "C over E"]);
  assert.deepEqual(["Am7", "F/A", "N.C.", "Csus4", "D7#9", "H", "", "<b>", "am"].map(isChord), [true, true, true, true, true, false, false, false, false]);
});
