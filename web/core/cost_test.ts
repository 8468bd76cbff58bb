import assert from "node:assert/strict";
import { test } from "node:test";
import { costOf, costSaid, NOTHING_AGAIN } from "./cost.ts";

const steps = (fates: Record<string, "reused" | "made" | "depends">) => Object.entries(fates).map(([step, fate]) => ({ step, fate }));

test("a cost says how many steps are made again, by whom and how long that takes", () => {
  const cost = costOf({ steps: steps({ "lyrics/Verse 1": "made", "vocals/Verse 1/Lead Vocal": "depends", "sound/Verse 1/Bass": "reused", mix: "made" }), seconds: 12.4 });
  assert.deepEqual([cost.redone, cost.steps], [3, 4]);
  assert.equal(cost.who, "Lyra: verse 1; Vox: verse 1; The desk: mix");
  assert.equal(costSaid(cost, "This edit"), "This edit re-makes up to 3 steps of 4, about 12 s.");
  assert.deepEqual(cost.marks.map((mark) => mark.redo), [true, true, false, true]);
});

test("what was all made before costs nothing", () => {
  assert.equal(costSaid(costOf({ steps: steps({ mix: "reused" }), seconds: 0 }), "This edit"), NOTHING_AGAIN);
});
