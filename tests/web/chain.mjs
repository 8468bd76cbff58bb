// Tests of which each goes on where the one before it ended.
import { test as one } from "node:test";

const LONGEST_MS = 900_000;
let unfinished = "";

/** As node's own, `[options]` too; none is tried after one that failed, which would only wait for what can't come. */
export function test(name, ...rest) {
  const body = rest.pop();
  one(name, { ...rest[0], timeout: LONGEST_MS }, async () => {
    if (unfinished) throw new Error(`not tried: "${unfinished}" failed`);
    unfinished = name;
    await body();
    unfinished = "";
  });
}
