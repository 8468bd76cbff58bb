import assert from "node:assert/strict";
import { test } from "node:test";
import { after, lanesOf, secondsAtWork, type TaskView } from "./making.ts";

const task = (id: number, step: string, change: Partial<TaskView> = {}): TaskView => ({
  id, step, capability: step.split("/")[0]!, song: "s", revision: 1, package: "", version: "", state: "waiting", tries: 0, started_ms: 0, finished_ms: 0, seconds: 0, cost_seconds: 1, fraction: 0, phrase: "", reused: false, ...change,
});

test("an event that comes late or twice takes no task back", () => {
  const done = after(task(1, "mix", { state: "running", tries: 1, started_ms: 5 }), { kind: "succeeded", time_ms: 9, task: 1, tries: 1 });
  assert.equal(done.state, "succeeded");
  assert.equal(done.finished_ms, 9);
  assert.equal(after(done, { kind: "progress", time_ms: 8, task: 1, tries: 1, fraction: 0.4 }), done);
  assert.equal(after(done, { kind: "queued", time_ms: 4, task: 1, tries: 1 }), done);
  assert.equal(after(done, { kind: "running", time_ms: 12, task: 1, tries: 2 }).state, "running");
});

test("what runs side by side stands one after another on a line", () => {
  const tasks = [
    task(1, "lyrics/Verse 1", { state: "succeeded", started_ms: 1000, finished_ms: 5000 }),
    task(2, "lyrics/Chorus 1", { state: "succeeded", started_ms: 1000, finished_ms: 4000 }),
    task(3, "vocals/Verse 1/Lead Vocal", { state: "running", started_ms: 5000, fraction: 0.5 }),
    task(4, "vocals/Chorus 1/Lead Vocal"),
  ];
  const lanes = new Map(lanesOf(tasks, 0, 6000, 10).map((lane) => [lane.soul, lane]));
  assert.deepEqual(lanes.get("lyra")!.segments.map((each) => [each.name, each.start_s, each.end_s]), [["Chorus 1", 1, 4], ["Verse 1", 4, 5]]);
  assert.equal(lanes.get("lyra")!.work_s, 4);
  const vox = lanes.get("vox")!.segments;
  assert.deepEqual(vox.map((each) => each.state), ["running", "waiting"]);
  assert.ok(vox[0]!.start_s + vox[0]!.fraction * (vox[0]!.end_s - vox[0]!.start_s) - 6 < 1e-9, "the notehead stands at now");
  assert.equal(vox[1]!.end_s, 10);
  assert.equal(lanes.get("nova")!.state, "resting");
});

test("work is counted once where two work at once", () => {
  assert.equal(secondsAtWork([task(1, "mix", { started_ms: 1000, finished_ms: 3000 }), task(2, "mix", { started_ms: 2000, finished_ms: 4000 }), task(3, "mix", { started_ms: 6000, state: "running" })], 7000), 4);
});

test("work whose result another step takes over at once keeps its length on the line", () => {
  const twice = [
    task(2, "lyrics/Verse 1 as first written", { state: "succeeded", started_ms: 5000, finished_ms: 5000, reused: true }),
    task(1, "lyrics/Verse 1", { state: "succeeded", started_ms: 1000, finished_ms: 5000 }),
  ];
  assert.deepEqual(lanesOf(twice, 1000, 6000, 10)[0]!.segments.map((each) => [each.name, each.start_s, each.end_s]), [["Verse 1", 0, 4]]);
  const atOnce = [task(2, "lyrics/Chorus 1", { state: "succeeded", started_ms: 5000, finished_ms: 5000, reused: true }), twice[1]!];
  assert.deepEqual(lanesOf(atOnce, 1000, 6000, 10)[0]!.segments.map((each) => [each.name, each.start_s, each.end_s]), [["Verse 1", 0, 4], ["Chorus 1", 4, 4]]);
});
