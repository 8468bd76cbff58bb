import assert from "node:assert/strict";
import { test } from "node:test";
import type { Note, SongDocument } from "./document.ts";
import { draftScore } from "./draft_score.ts";
import { notateMeasure } from "./notation.ts";

const note = (start_beat: number, length_beats: number, pitch = 60): Note => ({ start_beat, length_beats, pitch, velocity: 80 });
const read = (notes: Note[], options = {}) => notateMeasure(notes, 4, 4, options).map((voice) => voice.map((piece) => `${piece.notes.length === 0 ? "r" : piece.notes.map((each) => each.pitch).join("+")} ${piece.type}${piece.dotted ? "." : ""}${piece.triplet ? "3" : ""}${piece.tiedFrom ? " from" : ""}${piece.tiedOn ? " on" : ""}`));

test("a measure is filled with values, rests and ties", () => {
  assert.deepEqual(read([note(4, 1), note(5.5, 2.5, 62)]), [["60 quarter", "r eighth", "62 eighth on", "62 half from"]]);
  assert.deepEqual(read([note(3, 2)]), [["60 quarter from", "r half", "r quarter"]]);
  assert.equal(read([note(7, 3)])[0]!.at(-1), "60 quarter on");
  assert.deepEqual(read([]), []);
});

test("every voice fills its measure, however the notes lie", () => {
  for (let seed = 1; seed < 60; seed++) {
    let state = seed;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const notes = Array.from({ length: 1 + Math.floor(random() * 12) }, () => note(3 + random() * 5, 0.05 + random() * 3, 40 + Math.floor(random() * 40)));
    for (const options of [{}, { alone: true }, { drums: true }]) {
      for (const voice of notateMeasure(notes.toSorted((a, b) => a.start_beat - b.start_beat), 4, 4, options)) {
        let at = 0;
        for (const piece of voice) assert.deepEqual([piece.start, piece.length > 0], [at, true], `seed ${seed}`), at += piece.length;
        assert.equal(at, 1920, `seed ${seed}`);
      }
    }
  }
});

test("triplets, chords and overlaps are written as players know them", () => {
  assert.deepEqual(read([note(4, 1 / 3), note(4 + 1 / 3, 1 / 3), note(4 + 2 / 3, 1 / 3)])[0]!.slice(0, 3), ["60 eighth3", "60 eighth3", "60 eighth3"]);
  assert.deepEqual(read([note(4, 4, 48), note(4, 4, 55)]), [["48+55 whole"]]);
  assert.equal(read([note(4, 4, 48), note(5, 1, 60)]).length, 2);
  assert.equal(read([note(4, 4, 48), note(5, 3, 60)], { alone: true }).length, 1);
});

const MADE = `<score-partwise><part id="P1"><measure number="1"><attributes><key><fifths>2</fifths></key></attributes><harmony><root><root-step>D</root-step></root></harmony><note><rest measure="yes"/></note></measure><measure number="2"><note>old</note></measure></part><part id="P2"><measure number="1"><note>kept</note></measure></part></score-partwise>`;
const song = {
  plan: { time_signature: "4/4", sections: [{ name: "A", start_beat: 0, length_beats: 4 }, { name: "B", start_beat: 4, length_beats: 4 }], tracks: [] },
  lyrics: { lines: [{ section: "B", words: [{ syllables: [{ text: "riv" }, { text: "er" }] }] }] },
  score: { chords: [{ start_beat: 0, length_beats: 4, symbol: "D" }], tracks: [{ name: "Lead", role: "lead", notes: [] }, { name: "Bass", role: "bass", notes: [] }] },
} as unknown as SongDocument;

test("what a hand has drawn stands in its measures, and nothing else is touched", () => {
  const drawn = { op: "set_notes", track: "Lead", section: "B", notes: [{ ...note(0, 2, 66), syllable: 0 }, { ...note(2, 2, 61), syllable: 1 }] };
  const score = draftScore(MADE, song, [drawn]);
  assert.ok(!score.includes("old") && score.includes("<note>kept</note>"));
  assert.match(score, /<step>F<\/step><alter>1<\/alter><octave>4<\/octave>.*<syllabic>begin<\/syllabic><text>riv<\/text>.*<step>C<\/step><alter>1<\/alter>.*<syllabic>end<\/syllabic><text>er</);
  assert.equal(score.slice(0, score.indexOf(`<measure number="2">`)), MADE.slice(0, MADE.indexOf(`<measure number="2">`)));
  assert.equal(draftScore(MADE, song, [{ op: "set_title", title: "Fog" }]), MADE);
});

test("chords that a hand has written stand where they begin", () => {
  const score = draftScore(MADE, song, [{ op: "set_chords", section: "A", chords: [{ start_beat: 0, length_beats: 2, symbol: "Bm7" }, { start_beat: 2, length_beats: 2, symbol: "F#7/A#" }] }]);
  assert.match(score, /<root-step>B<\/root-step><\/root><kind text="m7">other.*<root-step>F<\/root-step><root-alter>1<\/root-alter><\/root><kind text="7">other<\/kind><bass><bass-step>A<\/bass-step><bass-alter>1<\/bass-alter><\/bass><offset>960</);
  assert.ok(score.includes(`<rest measure="yes"/>`) && !score.includes("<root-step>D"));
});
