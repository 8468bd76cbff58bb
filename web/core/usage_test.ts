import assert from "node:assert/strict";
import test from "node:test";
import { workOf } from "./usage.ts";

test("steps whose results were known are counted beside those that were made", () => {
  const work = workOf([{ steps: 1, remembered: 3, cpu_seconds: 2, bytes: 10 }, { steps: 3, remembered: 1, cpu_seconds: 4, bytes: 5 }]);
  assert.deepEqual(work, { made: 4, remembered: 0.5, cpuSecondsEach: 1.5, bytes: 15 });
});

test("a soul whose every result was known has made nothing, and took all from memory", () => {
  assert.deepEqual(workOf([{ steps: 0, remembered: 2, cpu_seconds: 0, bytes: 7 }]), { made: 0, remembered: 1, cpuSecondsEach: 0, bytes: 7 });
  assert.deepEqual(workOf([]), { made: 0, remembered: 0, cpuSecondsEach: 0, bytes: 0 });
});
