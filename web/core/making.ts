// A song in the making: its tasks as they stand, and the five lines drawn from them.
import { awaited, doing, finished, groupOf, soulOf, SOULS, type Soul } from "./band.ts";
import { timeLeft } from "./format.ts";

export type TaskState = "waiting" | "queued" | "running" | "succeeded" | "failed" | "cancelled";

export interface TaskView {
  id: number;
  song: string;
  revision: number;
  step: string;
  capability: string;
  package: string;
  version: string;
  state: TaskState;
  tries: number;
  started_ms: number;
  finished_ms: number;
  seconds: number;
  cost_seconds: number;
  fraction: number;
  phrase: string;
  reused: boolean;
  user?: string;
  worker?: string;
  error?: string;
}

export interface TaskEvent { kind: string; time_ms: number; task?: number; tries?: number; fraction?: number; text?: string }

const STATES: Record<string, TaskState> = { queued: "queued", running: "running", progress: "running", succeeded: "succeeded", failed: "failed", cancelled: "cancelled" };
const ENDED: ReadonlySet<TaskState> = new Set(["succeeded", "failed", "cancelled"]);

export const isOver = (task: { state: TaskState }) => ENDED.has(task.state);

/** "12 of 40 steps, about 20 s to go" */
export function progressSaid(over: number, all: number, seconds_left?: number): string {
  return `${over} of ${all} steps${seconds_left === undefined ? "" : `, ${timeLeft(seconds_left)}`}`;
}

/** The task as the event leaves it. Events may come again or late: none takes a task back from its end, unless it is tried again. */
export function after(task: TaskView, event: TaskEvent): TaskView {
  const state = STATES[event.kind];
  const tries = event.tries ?? task.tries;
  if (!state || tries < task.tries || (isOver(task) && tries === task.tries && state !== "queued")) return task;
  if (isOver(task) && state === "queued" && event.time_ms < task.finished_ms) return task;
  const next: TaskView = { ...task, state, tries };
  if (event.kind === "running") Object.assign(next, { started_ms: event.time_ms, finished_ms: 0, fraction: 0, phrase: "" });
  if (event.kind === "progress") Object.assign(next, { fraction: event.fraction ?? task.fraction, phrase: event.text || task.phrase });
  if (isOver(next)) Object.assign(next, { finished_ms: event.time_ms, fraction: state === "succeeded" ? 1 : task.fraction, error: event.text });
  return next;
}

export interface Segment { name: string; state: "done" | "running" | "waiting" | "failed"; start_s: number; end_s: number; fraction: number }
export interface Lane { soul: Soul; says: string; segments: Segment[]; work_s: number; state: "resting" | "waiting" | "running" | "done" | "failed" }

const share = (task: TaskView) => (isOver(task) ? 1 : task.state === "running" ? task.fraction : 0);

function segmentOf(name: string, tasks: TaskView[], start_ms: number, now_ms: number): Segment {
  const cost = tasks.reduce((sum, task) => sum + Math.max(task.cost_seconds, 0.001), 0);
  const done = tasks.reduce((sum, task) => sum + share(task) * Math.max(task.cost_seconds, 0.001), 0);
  const starts = tasks.map((task) => task.started_ms || task.finished_ms).filter((time) => time > 0);
  const over = tasks.every(isOver);
  const state = tasks.some((task) => task.state === "failed") ? "failed" : over ? "done" : starts.length > 0 ? "running" : "waiting";
  const from = starts.length > 0 ? Math.min(...starts) : now_ms;
  const to = over ? Math.max(...tasks.map((task) => task.finished_ms), from) : now_ms;
  return { name, state, start_s: (from - start_ms) / 1000, end_s: (to - start_ms) / 1000, fraction: done / cost };
}

/** What ran side by side stands one after another on the line, in the order of its ends; all that runs now is one. */
function onOneLine(segments: Segment[], now_s: number, end_s: number): Segment[] {
  const past = segments.filter((each) => each.state === "done" || each.state === "failed").sort((a, b) => a.end_s - b.end_s || a.start_s - b.start_s);
  past.forEach((each, index) => (each.start_s = Math.min(each.end_s, Math.max(each.start_s, past[index - 1]?.end_s ?? 0))));
  const running = segments.filter((each) => each.state === "running");
  const waiting = segments.filter((each) => each.state === "waiting");
  const line = [...past];
  const rest_s = Math.max(end_s - now_s, 0.001);
  const parts = waiting.length + (running.length > 0 ? 1 : 0);
  if (running.length > 0) {
    const start_s = Math.max(past.at(-1)?.end_s ?? 0, Math.min(...running.map((each) => each.start_s)));
    const to_s = now_s + rest_s / Math.max(parts, 1.25);
    // The notehead stands at the front, which is now.
    const fraction = to_s > start_s ? Math.max(0, (now_s - start_s) / (to_s - start_s)) : 0;
    line.push({ name: running.map((each) => each.name).slice(0, 2).join(", "), state: "running", start_s: Math.min(start_s, now_s), end_s: to_s, fraction });
  }
  waiting.forEach((each, index) => {
    const first = index + (running.length > 0 ? 1 : 0);
    line.push({ ...each, start_s: now_s + (rest_s * first) / parts, end_s: now_s + (rest_s * (first + 1)) / parts });
  });
  return line;
}

/** Seconds in which at least one of the tasks ran. */
export function secondsAtWork(tasks: readonly TaskView[], now_ms: number): number {
  const spans = tasks.filter((task) => task.started_ms > 0 && !task.reused).map((task) => [task.started_ms, task.finished_ms || (task.state === "running" ? now_ms : task.started_ms)] as const).sort((a, b) => a[0] - b[0]);
  let sum = 0;
  let seen = 0;
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, seen));
    seen = Math.max(seen, to);
  }
  return sum / 1000;
}

/** What each soul does, on a scale of seconds from `start_ms`; what waits stands between now and `end_s`, each at its share. */
export function lanesOf(tasks: readonly TaskView[], start_ms: number, now_ms: number, end_s: number, lineOf: (task: TaskView) => string = () => ""): Lane[] {
  const now_s = (now_ms - start_ms) / 1000;
  return [...SOULS, "desk" as const].map((soul): Lane => {
    const own = tasks.filter((task) => soulOf(task) === soul);
    if (own.length === 0) {
      const waits = soul !== "nova" && tasks.every((task) => task.capability === "plan" || task.capability === "brief");
      return { soul, says: waits ? awaited(soul) : soul === "nova" ? "sits this one out" : "rests", segments: [], work_s: 0, state: waits ? "waiting" : "resting" };
    }
    const segments = onOneLine([...Map.groupBy(own, groupOf)].map(([name, members]) => segmentOf(name, members, start_ms, now_ms)), now_s, end_s);
    const failed = own.some((task) => task.state === "failed");
    const at = own.findLast((task) => task.state === "running");
    const over = own.every(isOver);
    const says = failed ? "could not go on"
      : at ? doing(at, at.phrase, lineOf(at))
      : over ? (own.some((task) => task.state === "cancelled") ? "stopped" : finished(soul))
      : begunOf(own) ? "is waiting for a worker"
      : awaited(soul);
    return { soul, says, segments, work_s: secondsAtWork(own, now_ms), state: failed ? "failed" : over ? "done" : at ? "running" : "waiting" };
  });
}

const begunOf = (tasks: readonly TaskView[]) => tasks.some((task) => task.state === "queued" || isOver(task));
