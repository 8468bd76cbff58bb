// The graph of a song's steps, laid out on the lines of the souls that do them.
import { groupOf, NAMES, soulOf, SOULS, type Soul } from "./band.ts";

export interface GraphStep { id: string; capability: string; inputs: string[]; reused: boolean; failed: boolean; running: boolean; waiting: boolean; seconds: number }
export interface GraphNode { key: string; soul: Soul; name: string; x: number; y: number; reused: boolean; failed: boolean; running: boolean; waiting: boolean; steps: number; made: number; seconds: number }
export interface GraphArc { from: GraphNode; to: GraphNode; hot: boolean }
export interface Graph { width: number; height: number; lanes: { soul: Soul; name: string; y: number }[]; nodes: GraphNode[]; arcs: GraphArc[] }

const LANE = 60;
const TOP = 42;
const LEFT = 96;
const COLUMN = 84;

/** All that Rhythm plays is one node here; the other groups are those of the lines. */
export function nodeOf(capability: string, step: string): string {
  const name = { capability, step };
  const soul = soulOf(name);
  return `${soul}/${capability === "sound" && soul === "rhythm" ? "playing" : groupOf(name)}`;
}

/** Steps that stand on a line as one are one node; its place is how far along the song's way it comes. */
export function layOut(steps: readonly GraphStep[]): Graph {
  const lanes = [...SOULS, "desk" as const].filter((soul) => steps.some((step) => soulOf({ capability: step.capability, step: step.id }) === soul))
    .map((soul, index) => ({ soul, name: NAMES[soul], y: TOP + index * LANE }));
  const keyOf = (step: GraphStep) => nodeOf(step.capability, step.id);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const groups = Map.groupBy(steps, keyOf);
  const depth = new Map<string, number>();
  const depthOf = (id: string): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    depth.set(id, 0);
    const inputs = byId.get(id)?.inputs ?? [];
    const deep = inputs.length === 0 ? 0 : 1 + Math.max(...inputs.map(depthOf));
    depth.set(id, deep);
    return deep;
  };
  const column = new Map([...groups].map(([key, members]) => [key, Math.max(...members.map((step) => depthOf(step.id)))]));
  const ranks = [...new Set(column.values())].sort((a, b) => a - b);
  const taken = new Map<string, number>();
  const nodes = [...groups].sort((a, b) => column.get(a[0])! - column.get(b[0])!).map(([key, members]): GraphNode => {
    const [soul, name] = [key.slice(0, key.indexOf("/")) as Soul, key.slice(key.indexOf("/") + 1)];
    const at = Math.max(ranks.indexOf(column.get(key)!), (taken.get(soul) ?? -1) + 1);
    taken.set(soul, at);
    return {
      key, soul, name,
      x: LEFT + at * COLUMN + COLUMN / 2,
      y: lanes.find((lane) => lane.soul === soul)!.y,
      reused: members.every((step) => step.reused),
      failed: members.some((step) => step.failed),
      running: members.some((step) => step.running) || (members.some((step) => step.waiting) && members.some((step) => !step.waiting && !step.reused)),
      waiting: members.some((step) => step.waiting) && members.every((step) => step.waiting || step.reused),
      steps: members.length,
      made: members.filter((step) => !step.reused).length,
      seconds: members.reduce((sum, step) => sum + (step.reused ? 0 : step.seconds), 0),
    };
  });
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const arcs = new Map<string, GraphArc>();
  for (const step of steps) {
    const to = byKey.get(keyOf(step))!;
    for (const input of step.inputs) {
      const source = byId.get(input);
      const from = source && byKey.get(keyOf(source));
      if (!from || from === to) continue;
      const arc = arcs.get(`${from.key}>${to.key}`) ?? { from, to, hot: false };
      arc.hot ||= !source.reused && !step.reused;
      arcs.set(`${from.key}>${to.key}`, arc);
    }
  }
  const anyReused = steps.some((step) => step.reused);
  if (!anyReused) for (const arc of arcs.values()) arc.hot = false;
  const columns = Math.max(0, ...nodes.map((node) => node.x));
  return { width: Math.max(640, columns + COLUMN / 2 + 12), height: TOP + lanes.length * LANE - 12, lanes, nodes, arcs: [...arcs.values()] };
}
