import assert from "node:assert/strict";
import { test } from "node:test";
import { deed, doing, groupOf, soulOf } from "./band.ts";
import { Commands } from "./commands.ts";
import { filesOf, lastBegun, sectionsOf, type SongDocument, sung, type Plan } from "./document.ts";
import { beatsPerBar, engrave, ladder } from "./engrave.ts";
import { ago, bytes, clock, count, spelled, timeLeft } from "./format.ts";
import { layOut } from "./graph.ts";
import { countsOf, syllablesOf } from "./words.ts";

test("numbers read as a musician says them", () => {
  assert.deepEqual([clock(0), clock(61.9), clock(600)], ["0:00", "1:01", "10:00"]);
  assert.deepEqual([bytes(12), bytes(4114), bytes(1_938_460), bytes(33e6)], ["12 B", "4 kB", "1.9 MB", "33 MB"]);
  assert.deepEqual([timeLeft(9.6), timeLeft(0.2), timeLeft(130)], ["about 10 s to go", "about 1 s to go", "about 2 min to go"]);
  assert.deepEqual([count(1, "song"), count(2, "try", "tries")], ["1 song", "2 tries"]);
  assert.deepEqual([ago(1000, 2000), ago(0, 130_000)], ["now", "2 minutes ago"]);
  assert.deepEqual([spelled("F# minor"), spelled("Bb major"), spelled("B minor")], ["F-sharp minor", "B-flat major", "B minor"]);
});

test("each step belongs to a soul, and is told in the present tense", () => {
  const step = { capability: "vocals", step: "vocals/Chorus 1/Lead Vocal" };
  assert.equal(soulOf(step), "vox");
  assert.equal(groupOf(step), "Chorus 1");
  assert.equal(doing(step, "", "let the dark roll in"), "is singing chorus 1, “let the dark roll in”");
  assert.equal(soulOf({ capability: "sound", step: "sound/Verse 1/Lead Vocal" }), "vox");
  assert.equal(soulOf({ capability: "sound", step: "sound/Verse 1/Bass" }), "rhythm");
  assert.equal(soulOf({ capability: "anything else", step: "x" }), "desk");
  assert.equal(deed({ capability: "encode", step: "encode/mp3" }), "encodes the MP3");
});

test("sections and words stand on one axis of seconds", () => {
  const plan = { tempo_bpm: 120, sections: [{ name: "Verse 1", start_beat: 0, length_beats: 8 }, { name: "Outro", start_beat: 8, length_beats: 4 }] } as Plan;
  const sections = sectionsOf(plan);
  assert.deepEqual(sections, [{ name: "Verse 1", start_s: 0, end_s: 4 }, { name: "Outro", start_s: 4, end_s: 6 }]);
  assert.deepEqual([-1, 0, 3.9, 4, 99].map((time) => lastBegun(sections, time)), [-1, 0, 0, 1, 1]);
  assert.equal(sung({ text: "dark", start_s: 2, end_s: 4, syllables: [] }, 3), 0.5);
});

test("a song's document names its files as the server does", () => {
  const files = filesOf({ mix: { tracks: [{ track: "Lead Vocal" }, { track: "Synth/Pad" }] } } as SongDocument);
  assert.ok(["mix.mp3", "cover.png", "song.json", "stems/Lead Vocal.flac", "stems/Synth-Pad.flac"].every((name) => files.includes(name)));
});

test("a melody finds its lines", () => {
  assert.deepEqual([ladder(64), ladder(65), ladder(77), ladder(60)], [0, 1, 8, -2]);
  const score = engrave([{ start_beat: 0, length_beats: 1, pitch: 60, velocity: 80, syllable: 0 }, { start_beat: 9, length_beats: 2, pitch: 78, velocity: 80 }], [{ start_beat: 8, length_beats: 4, symbol: "F#m" }], ["la"], 16, 4);
  assert.equal(score.systems.length, 2);
  assert.deepEqual(score.systems[0]!.notes[0]!.ledgers, [45]);
  assert.equal(score.systems[0]!.notes[0]!.text, "la");
  assert.deepEqual([score.systems[1]!.notes[0]!.sharp, score.systems[1]!.notes[0]!.filled], [true, false]);
  assert.equal(score.systems[1]!.chords[0]!.symbol, "F#m");
  assert.deepEqual(["6/8", "4/4", "5/4"].map(beatsPerBar), [3, 4, 5]);
});

test("words are counted as they are typed", () => {
  assert.deepEqual(["lighthouse", "lamp", "table", "night", "away", ""].map(syllablesOf), [2, 1, 2, 1, 2, 0]);
  assert.equal(countsOf("The kettle ticks\n\nAgain"), "2 lines in 2 sections, about 2 to 4 syllables each");
  assert.equal(countsOf(" \n "), "");
});

test("of edits of one thing the last counts, and each can be undone", () => {
  const commands = new Commands();
  commands.add("“fog” to “dark”", { slot: "line 1", edit: { op: "set_line", text: "dark" } });
  commands.add("faster", { slot: "tempo", edit: { op: "set_tempo", tempo_bpm: 90 } });
  commands.add("“dark” to “night”", { slot: "line 1", edit: { op: "set_line", text: "night" } });
  assert.deepEqual(commands.edits().map((edit) => edit["text"] ?? edit["tempo_bpm"]), [90, "night"]);
  commands.undo();
  assert.deepEqual(commands.edits().map((edit) => edit["text"] ?? edit["tempo_bpm"]), ["dark", 90]);
  assert.equal(commands.redoable, "“dark” to “night”");
  commands.add("A minor", { slot: "key", edit: { op: "set_key", key: "A minor" } });
  assert.equal(commands.redo(), undefined);
});

test("one deed may change several things, or take a change back", () => {
  const commands = new Commands();
  commands.add("two notes moved", { slot: "a", edit: { op: "set_notes", section: "A" } }, { slot: "b", edit: { op: "set_notes", section: "B" } });
  commands.add("the tune of A as it was", { slot: "a", edit: null });
  assert.deepEqual(commands.edits().map((edit) => edit["section"]), ["B"]);
  commands.undo();
  assert.equal(commands.edits().length, 2);
});

test("a draft is kept as it is, or as what it comes to, and anything else is no draft", () => {
  const commands = new Commands();
  assert.equal(commands.kept(), "");
  for (let turn = 0; turn < 30; turn++) commands.add("more", { slot: "notes", edit: { op: "set_notes", notes: "x".repeat(99_000), turn } });
  const again = Commands.from(commands.kept());
  assert.deepEqual([again.count, again.edits()], [1, commands.edits()]);
  assert.equal(Commands.from(new Commands([{ says: "a", changes: [] }, { says: "b", changes: [] }]).kept()).undoable, "b");
  for (const odd of [null, "", "{", "{}", "[null, 3]", "[{\"slot\":\"x\"}]"]) assert.equal(Commands.from(odd).count, 0);
});

test("a graph stands on the lines of those who do it, and tells what is new", () => {
  const step = (id: string, capability: string, inputs: string[], reused: boolean) => ({ id, capability, inputs, reused, failed: false, running: false, waiting: false, seconds: 1 });
  const graph = layOut([step("plan", "plan", [], true), step("lyrics/A", "lyrics", ["plan"], false), step("vocals/A/Lead Vocal", "vocals", ["lyrics/A"], false), step("mix", "mix", ["vocals/A/Lead Vocal"], false)]);
  assert.deepEqual(graph.nodes.map((node) => [node.soul, node.name, node.reused]), [["desk", "plan", true], ["lyra", "A", false], ["vox", "A", false], ["desk", "mix", false]]);
  assert.deepEqual(graph.arcs.map((arc) => arc.hot), [false, true, true]);
  assert.ok(graph.nodes.every((node, index) => index === 0 || node.x > graph.nodes[index - 1]!.x));
  const begun = { ...step("vocals/A/Lead Vocal", "vocals", [], false) };
  const waits = { ...step("vocals/A/Harmony Vocal", "vocals", [], false), waiting: true };
  assert.deepEqual([[begun, waits], [waits], [begun]].map((steps) => layOut(steps).nodes.map(({ running, waiting }) => [running, waiting])), [[[true, false]], [[false, true]], [[false, false]]]);
});
