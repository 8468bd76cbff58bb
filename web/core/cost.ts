// What a change makes again, by what the server foresees of it.
import { groupOf, NAMES, soulOf, SOULS, type Soul } from "./band.ts";
import { count, seconds } from "./format.ts";
import { nodeOf } from "./graph.ts";

export interface Foreseen { steps: readonly { step: string; fate: "reused" | "made" | "depends" }[]; seconds: number }
export interface Cost {
  redone: number;
  steps: number;
  seconds: number;
  /** One mark for what stands as one in the graph of steps. */
  marks: { key: string; soul: Soul; redo: boolean }[];
  /** "Vox: verse 1; The desk: mix, files". */
  who: string;
}

const GROUPS_MAX = 3;

export function costOf(foreseen: Foreseen): Cost {
  const steps = foreseen.steps.map((step) => {
    const name = { capability: step.step.split("/")[0]!, step: step.step };
    return { node: nodeOf(name.capability, name.step), soul: soulOf(name), group: groupOf(name), redo: step.fate !== "reused" };
  });
  const redone = steps.filter((step) => step.redo);
  const who = [...SOULS, "desk" as const].flatMap((soul) => {
    const groups = [...new Set(redone.filter((step) => step.soul === soul).map((step) => step.group.toLowerCase()))];
    return groups.length > 0 ? [`${NAMES[soul]}: ${groups.slice(0, GROUPS_MAX).join(", ")}${groups.length > GROUPS_MAX ? " and more" : ""}`] : [];
  });
  const marks = [...Map.groupBy(steps, (step) => step.node)].map(([key, members]) => ({ key, soul: members[0]!.soul, redo: members.some((step) => step.redo) }));
  return { redone: redone.length, steps: steps.length, seconds: foreseen.seconds, marks, who: who.join("; ") };
}

export const NOTHING_AGAIN = "Nothing is made again: it takes no time.";

/** `what` is the subject: "This edit". */
export function costSaid(cost: Cost, what: string): string {
  if (cost.redone === 0) return NOTHING_AGAIN;
  return `${what} re-makes up to ${count(cost.redone, "step")} of ${cost.steps}, about ${seconds(cost.seconds)}.`;
}
