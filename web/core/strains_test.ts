import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands } from "./commands.ts";
import type { SongDocument } from "./document.ts";
import { giveUp, keepTune, strainsOf } from "./strains.ts";

const drawn = { op: "set_notes", section: "Verse 1", track: "Lead Vocal", notes: [0, 1, 2].map((syllable) => ({ start_beat: syllable, length_beats: 1, pitch: 60, velocity: 80, syllable })) };
const song = (edits: unknown[] = []) => ({
  plan: { tracks: [{ name: "Lead Vocal", role: "lead", instrument: "alto" }] },
  lyrics: { lines: [{ section: "Verse 1", text: "dark lamp", syllables: 2, words: [] }, { section: "Verse 1", text: "night", syllables: 1, words: [] }] },
  provenance: { edits, steps: [] },
}) as unknown as SongDocument;
const line = (text: string) => ({ op: "set_line", section: "Verse 1", line: 1, text });

test("new words under a drawn tune are a strain when their syllables differ", () => {
  assert.deepEqual(strainsOf(song(), [line("dark")]), []);
  assert.deepEqual(strainsOf(song(), [drawn, line("fog rolls")]), []);
  const [strain] = strainsOf(song(), [drawn, line("dark")]);
  assert.deepEqual([strain!.tune, strain!.words, strain!.isFresh], [3, 2, true]);
  const earlier = strainsOf(song([JSON.stringify(drawn)]), [line("a long dark lamp")]);
  assert.deepEqual([earlier[0]!.words, earlier[0]!.isFresh], [5, false]);
  assert.deepEqual(strainsOf(song([drawn, { op: "restore", target: "Verse 1/Lead Vocal" }]), [line("dark")]), []);
});

test("either choice ends the strain", () => {
  const edits = [drawn, line("dark")];
  const [strain] = strainsOf(song(), edits);
  const kept = keepTune(strain!);
  assert.deepEqual((kept.edit!["notes"] as { syllable: number }[]).map((note) => note.syllable), [0, 1, 1]);
  const commands = new Commands();
  commands.add("drawn", { slot: kept.slot, edit: drawn });
  commands.add("a line", { slot: "line", edit: line("dark") });
  commands.add("kept", kept);
  assert.deepEqual(strainsOf(song(), commands.edits()), []);
  commands.undo();
  commands.add("given", ...giveUp(strain!));
  assert.deepEqual(commands.edits(), [line("dark")]);
  assert.deepEqual(giveUp({ ...strain!, isFresh: false })[1]!.edit, { op: "restore", target: "Verse 1/Lead Vocal" });
});
