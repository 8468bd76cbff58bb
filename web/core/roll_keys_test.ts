import assert from "node:assert/strict";
import { test } from "node:test";
import { deedOf } from "./roll_keys.ts";

const press = (key: string, held: string[] = [], any = true) => deedOf({ key, ctrl: held.includes("ctrl"), shift: held.includes("shift"), alt: held.includes("alt") }, 0.5, any);

test("arrows move by a grid step and a semitone, with Shift by a beat and an octave", () => {
  assert.deepEqual(press("ArrowRight"), { do: "move", beats: 0.5, pitch: 0 });
  assert.deepEqual(press("ArrowLeft", ["shift"]), { do: "move", beats: -1, pitch: 0 });
  assert.deepEqual([press("ArrowUp"), press("ArrowDown", ["shift"])], [{ do: "move", beats: 0, pitch: 1 }, { do: "move", beats: 0, pitch: -12 }]);
  assert.deepEqual([press("+"), press("-"), press("ArrowLeft", ["alt"])], [{ do: "lengthen", beats: 0.5 }, { do: "lengthen", beats: -0.5 }, { do: "lengthen", beats: -0.5 }]);
});

test("without a chosen note, arrows are the page's", () => {
  for (const key of ["ArrowLeft", "ArrowUp", "+"]) assert.equal(press(key, [], false), undefined);
  assert.deepEqual(press("Tab", [], false), { do: "next" });
});

test("letters of the roll aren't those of the browser", () => {
  assert.deepEqual([press("v"), press("v", ["ctrl"]), press("V", ["ctrl"])], [{ do: "select" }, { do: "paste" }, { do: "paste" }]);
  for (const held of [["ctrl", "shift"], ["ctrl", "alt"]]) assert.equal(press("c", held), undefined);
  assert.equal(press("r", ["ctrl"]), undefined);
  assert.equal(press("z", ["ctrl"]), undefined);
});
