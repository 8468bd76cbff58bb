import assert from "node:assert/strict";
import { test } from "node:test";
import { creditsOf } from "./credits.ts";
import type { StepRecord } from "./document.ts";

const step = (id: string, package_: string, seed: number | string, seconds: number): StepRecord => ({ id, capability: id.split("/")[0]!, package: package_, version: "1.0.0", digest: "", seed, seconds, inputs: [], outputs: [] });

test("each soul's steps are summed up, and their seeds told to the last digit", () => {
  const credits = creditsOf([step("plan", "producer", 27, 1), step("brief", "producer", 0, 1), step("vocals/Verse 1/Lead Vocal", "vox", "14569405554988121738", 2), step("sound/Verse 1/Lead Vocal", "sound", 5, 0.5)]);
  assert.deepEqual(credits.map(({ soul, packages, seconds, draws }) => [soul, packages, seconds, draws]), [
    ["vox", "vox 1.0.0, sound 1.0.0", 2.5, [{ name: "sings verse 1", seed: "14569405554988121738" }, { name: "places the lead vocal in verse 1", seed: "5" }]],
    ["desk", "producer 1.0.0", 2, [{ name: "plans the song", seed: "27" }]],
  ]);
});
