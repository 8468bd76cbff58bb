// Who made what of a song: from its record of steps alone.
import { deed, soulOf, SOULS, type Soul } from "./band.ts";
import type { StepRecord } from "./document.ts";

export interface Draw { name: string; seed: string }
export interface Credit { soul: Soul; steps: StepRecord[]; packages: string; seconds: number; draws: Draw[] }

/** Steps without a seed leave nothing to chance. */
const drawsOf = (steps: StepRecord[]): Draw[] => steps.filter((step) => String(step.seed) !== "0").map((step) => ({ name: deed({ capability: step.capability, step: step.id }), seed: String(step.seed) }));

export function creditsOf(steps: readonly StepRecord[]): Credit[] {
  return [...SOULS, "desk" as const].flatMap((soul) => {
    const own = steps.filter((step) => soulOf({ capability: step.capability, step: step.id }) === soul);
    if (own.length === 0) return [];
    const packages = [...new Set(own.map((step) => `${step.package} ${step.version}`))].join(", ");
    return [{ soul, steps: own, packages, seconds: own.reduce((sum, step) => sum + step.seconds, 0), draws: drawsOf(own) }];
  });
}
