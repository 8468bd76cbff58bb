import assert from "node:assert/strict";
import { test } from "node:test";
import { barsPath, loudest, peaksOf } from "./peaks.ts";
import { audible, plainStrip } from "./player.ts";

test("solo wins over mute, and gain is in decibels", () => {
  assert.equal(audible(plainStrip(), false), 1);
  assert.equal(audible({ ...plainStrip(), mute: true }, false), 0);
  assert.equal(audible({ ...plainStrip(), mute: true, solo: true }, true), 1);
  assert.equal(audible(plainStrip(), true), 0);
  assert.ok(Math.abs(audible({ ...plainStrip(), gain_db: -6 }, false) - 0.501) < 0.001);
});

test("peaks are the loudest of each stretch, of either channel", () => {
  const left = new Float32Array(600).fill(0.1);
  const right = new Float32Array(600);
  right.fill(-0.7, 300);
  const peaks = peaksOf([left, right], 2);
  assert.deepEqual([...peaks].map((peak) => Math.round(peak * 10)), [1, 7]);
  assert.ok(Math.abs(loudest(peaks) - 0.7) < 1e-6);
  assert.equal(barsPath(peaks, 100, 10).split("M").length, 3);
  assert.deepEqual([...peaksOf([new Float32Array(0)], 2)], [0, 0]);
});
