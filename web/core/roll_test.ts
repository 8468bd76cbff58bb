import assert from "node:assert/strict";
import { test } from "node:test";
import type { Note } from "./document.ts";
import { beatAt, boxOf, extentOf, hit, inside, KEYBOARD, lines, Notes, pitchAt, shown, snap, snapDown, type View, xOf, yOf, zoomed } from "./roll.ts";

const view: View = { x: 0, y: 600, width: 800, height: 400, beat_px: 40, row_px: 10 };
const note = (start_beat: number, pitch: number, length_beats = 1): Note => ({ start_beat, length_beats, pitch, velocity: 80 });

test("beats and pitches are places, and places are beats and pitches", () => {
  for (const beat of [0, 2.5, 17]) assert.equal(beatAt(view, xOf(view, beat)), beat);
  for (const pitch of [30, 60, 64]) assert.equal(pitchAt(view, yOf(view, pitch) + 9.9), pitch);
  assert.deepEqual([pitchAt(view, -9999), pitchAt(view, 9999)], [127, 0]);
  assert.deepEqual(extentOf(view, 64), { width: KEYBOARD + 64 * 40 + 24, height: 1280 });
  assert.deepEqual([snap(1.3, 0.5), snap(1.2, 0.5), snapDown(1.9, 0.5), snapDown(1.5, 0.5)], [1.5, 1, 1.5, 1.5]);
});

test("a note is found under a point, its end at its end, the upper one first", () => {
  const notes = new Notes([note(0, 60, 8), note(2, 60), note(4, 62, 0.05)]);
  const at = (beat: number, pitch: number) => hit(view, notes, xOf(view, beat), yOf(view, pitch) + 5);
  assert.equal(at(7.5, 60)!.key, "60@0");
  assert.equal(at(2.5, 60)!.key, "60@2");
  assert.deepEqual([at(2.1, 60)!.part, at(2.95, 60)!.part], ["body", "end"]);
  assert.equal(at(4.01, 62)!.key, "62@4");
  assert.equal(at(2.5, 61), undefined);
  assert.equal(hit(view, notes, KEYBOARD - 1, yOf(view, 60)), undefined);
});

test("a frame takes what it touches, among five thousand", () => {
  const many = new Notes(Array.from({ length: 5000 }, (_, index) => note(index / 4, 40 + (index % 40), 0.25)));
  const frame = { left: xOf(view, 10), right: xOf(view, 11.1), top: 0, bottom: 400 };
  const found = inside(view, many, frame);
  const expected = many.all.filter((each) => each.start_beat + each.length_beats >= 10 && each.start_beat <= 11.1 && boxOf(view, each).bottom > 0 && boxOf(view, each).top < 400);
  assert.equal(found.size, expected.length);
  assert.deepEqual(many.between(10, 11), [39, 44]);
});

test("lines thin out as the roll shrinks", () => {
  assert.deepEqual(lines({ ...view, width: KEYBOARD + 161 }, 64, 4, 0.5).map((line) => line.kind), ["bar", "grid", "beat", "grid", "beat", "grid", "beat", "grid", "bar"]);
  const far = lines({ ...view, beat_px: 1 }, 1000, 4, 0.5);
  assert.ok(far.every((line) => line.kind === "bar"));
  assert.ok(far.every((line, index) => index === 0 || line.x - far[index - 1]!.x >= 12));
  assert.deepEqual(lines({ ...view, beat_px: 1 }, 1000, 4, 0.5).slice(0, 2).map((line) => line.bar), [1, 5]);
});

test("zooming keeps what is under the pointer", () => {
  const before = beatAt(view, 400);
  const closer = zoomed({ ...view, x: 500 }, 2, 400);
  assert.equal(closer.beat_px, 80);
  assert.ok(Math.abs(beatAt(closer, 400) - beatAt({ ...view, x: 500 }, 400)) < 1e-9);
  assert.equal(zoomed(view, 100, 400).beat_px, 240);
  assert.ok(before > 0);
});

test("a note that doesn't show is scrolled to, one that shows stays", () => {
  const scrolled = { ...view, x: 1000 };
  const left = boxOf(scrolled, note(0, 60));
  assert.equal(shown(scrolled, left).x, 0);
  assert.deepEqual(shown(view, boxOf(view, note(4, 50))), { x: view.x, y: view.y });
  const right = shown(view, boxOf(view, note(60, 50)));
  assert.ok(right.x > 0);
  assert.ok(boxOf({ ...view, ...right }, note(60, 50)).right <= view.width);
  assert.ok(shown(view, boxOf(view, note(4, 127))).y < 30);
});
