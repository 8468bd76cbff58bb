/** What a soul has done, of all its capabilities and packages. */
export interface Use {
  /** made, not counting those whose results were known */
  steps: number;
  remembered: number;
  cpu_seconds: number;
  bytes: number;
}

export interface Work {
  made: number;
  /** of all steps that were asked for, those whose results were known: 0 to 1 */
  remembered: number;
  cpuSecondsEach: number;
  bytes: number;
}

export function workOf(uses: readonly Use[]): Work {
  const sum = (pick: (use: Use) => number) => uses.reduce((total, use) => total + pick(use), 0);
  const made = sum((use) => use.steps);
  const remembered = sum((use) => use.remembered);
  return {
    made,
    remembered: made + remembered > 0 ? remembered / (made + remembered) : 0,
    cpuSecondsEach: made > 0 ? sum((use) => use.cpu_seconds) / made : 0,
    bytes: sum((use) => use.bytes),
  };
}
