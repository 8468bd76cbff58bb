import assert from "node:assert/strict";
import { test } from "node:test";
import type { MixTrack } from "./document.ts";
import { differenceOf, isChanged, isSilent, settingOf } from "./mixing.ts";

const bass: MixTrack = { track: "Bass", level_db: -3, gain_db: 2.7, pan: 0.5, mute: true, reverb_db: 0, delay_db: 0 };

test("a mixer begins from the song's own settings", () => {
  const rest = differenceOf(bass, bass);
  assert.deepEqual(rest, { gain_db: 0, pan: 0, mute: true });
  assert.deepEqual(settingOf(bass, rest), { level_db: -3, pan: 0.5, mute: true });
  assert.equal(isChanged(bass, settingOf(bass, rest)), false);
  assert.equal(isChanged(undefined, settingOf(undefined, { gain_db: 0, pan: 0, mute: false })), false);
});

test("a fader that moves keeps the mute, and nothing leaves its bounds", () => {
  assert.deepEqual(settingOf(bass, { gain_db: -2, pan: 0, mute: true }), { level_db: -5, pan: 0.5, mute: true });
  assert.deepEqual(settingOf(bass, { gain_db: 99, pan: 1, mute: false }), { level_db: 12, pan: 1, mute: false });
  assert.deepEqual(differenceOf(bass, { level_db: 0, pan: -1, mute: false }), { gain_db: 3, pan: -1.5, mute: false });
  for (const pan of [-1, 0.05, 0.35, 1]) assert.equal(settingOf(bass, differenceOf(bass, { ...bass, pan })).pan, pan);
  assert.equal(isChanged(bass, { level_db: -3, pan: 0.5, mute: false }), true);
  assert.deepEqual([isSilent(bass, { ...bass, mute: false }), isSilent(bass, bass), isSilent(undefined, { ...bass, mute: false })], [true, false, false]);
});
