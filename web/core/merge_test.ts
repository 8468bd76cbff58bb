import assert from "node:assert/strict";
import { test } from "node:test";
import type { Edit } from "./commands.ts";
import { merge, placesOf, settled } from "./merge.ts";

const TRACKS = [{ name: "Lead Vocal", role: "lead" }, { name: "Bass", role: "bass" }, { name: "Kit", role: "drums" }];
const line = (text: string, number = 1): Edit => ({ op: "set_line", section: "Verse 1", line: number, text });
const tempo = (tempo_bpm: number): Edit => ({ op: "set_tempo", tempo_bpm });
const laid = (mine: Edit[], added: Edit[], removed: Edit[] = []) => merge(mine, { added, removed }, TRACKS);
const asked = (mine: Edit[], added: Edit[], removed: Edit[] = []) => laid(mine, added, removed).clashes.map(({ place, mine, theirs }) => [place, mine, theirs]);

test("only the same place of a song is asked about", () => {
  assert.deepEqual(asked([line("fog"), tempo(90)], [line("rain", 2), { op: "set_title", title: "Rain" }]), []);
  assert.deepEqual(asked([line("fog"), tempo(90)], [line("rain"), tempo(100)]), [["Line 1 of Verse 1", "“fog”", "“rain”"], ["The tempo", "90 bpm", "100 bpm"]]);
  const notes = (track: string, section = "Verse 1"): Edit => ({ op: "set_notes", track, section, notes: [{}] });
  assert.deepEqual(asked([notes("Bass")], [notes("Lead Vocal"), notes("Bass", "Chorus 1")]), []);
  assert.deepEqual(asked([notes("Bass")], [{ op: "restore", target: "Bass" }]), [["Bass in Verse 1", "1 note", "given back to the band"]]);
  assert.deepEqual(asked([{ op: "set_mix", track: "Bass", level_db: -2, pan: 0, mute: true }], [{ op: "set_mix", track: "Bass", level_db: 1, pan: -0.5, mute: false }]), [["Bass in the mix", "−2.0 dB, in the middle, muted", "+1.0 dB, 50 % left, heard"]]);
});

test("what is made anew meets what it holds, by the names of parts and of tracks", () => {
  const anew = (rest: object): Edit => ({ op: "regenerate", section: "Verse 1", seed: 1, ...rest });
  assert.deepEqual(asked([line("fog")], [anew({})]), [["Line 1 of Verse 1", "“fog”", "made anew by the band"]]);
  assert.deepEqual(asked([line("fog")], [anew({ part: "melody" })]), []);
  assert.deepEqual(placesOf(anew({ part: "melody" }), TRACKS), [["section", "Verse 1", "notes", "Lead Vocal"]]);
  assert.deepEqual(placesOf({ op: "restore", target: "Verse 1/drums" }, TRACKS), [["section", "Verse 1", "notes", "Kit"]]);
  assert.deepEqual(asked([anew({ part: "lyrics" })], [line("rain", 2)]), [["The words of Verse 1", "made anew by the band", "“rain”"]]);
  assert.deepEqual(asked([line("fog")], [{ op: "set_section", action: "remove", section: "Verse 1" }]), [["Line 1 of Verse 1", "“fog”", "Verse 1 is taken out"]]);
  const made = merge([line("fog")], { added: [anew({ line: 1 })], removed: [], lines: new Map([["Verse 1/1", "a grey night"]]) }, TRACKS);
  assert.equal(made.clashes[0]!.theirs, "“a grey night”, made anew");
});

test("what both changed alike is no question, and isn't sent twice", () => {
  const repeat: Edit = { op: "set_section", action: "repeat", section: "Verse 2", source: "Verse 1" };
  assert.deepEqual(laid([repeat, tempo(90)], [repeat]), { edits: [tempo(90)], clashes: [] });
  assert.deepEqual(asked([line("fog")], [line("fog"), line("rain")]), [["Line 1 of Verse 1", "“fog”", "“rain”"]]);
  assert.deepEqual(asked([tempo(90)], [], [tempo(80)]), [["The tempo", "90 bpm", "as it was before"]]);
});

test("each clash is settled on its own, and the rest is sent", () => {
  const mine = [line("fog"), line("sea", 2), tempo(90), { op: "set_key", key: "C" }];
  const found = laid(mine, [line("rain"), line("sky", 2), tempo(100)]);
  assert.deepEqual(settled(found, [true, false, false]), [mine[0], mine[3]]);
  assert.deepEqual(settled(found, [false, false, false]), [mine[3]]);
  const cover = [{ op: "restore", target: "cover" }, { op: "set_cover", style: "neon" }];
  const covers = laid(cover, [{ op: "set_cover", style: "riso" }]);
  assert.deepEqual(covers.clashes.map((clash) => [clash.place, clash.mine, clash.theirs]), [["The cover", "given back to the band; Neon", "Riso"]]);
  assert.deepEqual(settled(covers, [true]), cover);
  assert.deepEqual(settled(covers, [false]), []);
});
