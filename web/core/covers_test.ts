import assert from "node:assert/strict";
import { test } from "node:test";
import { coverChanges, coverDigest, drawsAlike, handOf, manner, STYLES, takeCover } from "./covers.ts";
import type { SongDocument } from "./document.ts";

const made = (edits: object[], cover = "a", title = "Sea", words = "w") => ({
  title,
  provenance: { edits: edits.map((edit) => JSON.stringify(edit)), steps: [{ id: "cover", inputs: [{ name: "brief#cover", digest: JSON.stringify(edits) }, { name: "lyrics/Verse 1#lines", digest: words }], outputs: [{ name: "cover.png", digest: cover }] }] },
}) as unknown as SongDocument;

test("a hand's settings are those of all edits, until the cover is restored", () => {
  assert.deepEqual(handOf([{ op: "set_cover", style: "neon", seed: 1 }, '{"op":"set_cover","seed":2,"palette":[]}', { op: "restore", target: "mix" }]), { style: "neon", seed: 2 });
  assert.deepEqual(handOf([{ op: "set_cover", style: "neon" }, { op: "restore", target: "cover" }, { op: "set_cover", hero: "whale" }]), { hero: "whale" });
});

test("what is wanted becomes one edit, and a restore where something goes back to the band", () => {
  const edits = (...sides: Parameters<typeof coverChanges>) => coverChanges(...sides).map(({ edit }) => edit);
  assert.deepEqual(edits({}, { style: "neon", palette: ["#000000", "#ffffff"] }), [null, { op: "set_cover", style: "neon", palette: ["#000000", "#ffffff"] }]);
  assert.deepEqual(edits({ style: "neon", seed: 1 }, { style: "neon", seed: 2 }), [null, { op: "set_cover", seed: 2 }]);
  assert.deepEqual(edits({ style: "neon", seed: 1 }, { seed: 1 }), [{ op: "restore", target: "cover" }, { op: "set_cover", seed: 1 }]);
  assert.deepEqual(edits({ style: "neon" }, {}), [{ op: "restore", target: "cover" }, null]);
  assert.deepEqual(edits({ hero: "whale" }, { hero: "whale" }), [null, null]);
});

test("another revision's cover is taken with what hands had set there", () => {
  const [first, second] = [made([{ op: "set_cover", style: "neon", seed: 4 }]), made([{ op: "set_cover", style: "neon", seed: 4 }, { op: "set_cover", hero: "whale", seed: 5 }], "b")];
  assert.notEqual(coverDigest(first), coverDigest(second));
  const taken = takeCover(second, first);
  assert.deepEqual(taken, [{ op: "restore", target: "cover" }, { op: "set_cover", style: "neon", seed: 4 }]);
  assert.deepEqual(handOf([...second.provenance.edits, ...taken]), handOf(first.provenance.edits));
  assert.deepEqual(takeCover(first, made([{ op: "set_cover", style: "neon", seed: 4 }])), []);
});

test("the same settings draw the same only under the same title and words", () => {
  assert.ok(drawsAlike(made([]), made([{ op: "set_cover", seed: 1 }])));
  assert.ok(!drawsAlike(made([]), made([], "a", "Fog")));
  assert.ok(!drawsAlike(made([]), made([], "a", "Sea", "v")));
});

test("a cover's style is told with the right article", () => {
  assert.deepEqual([manner("inkwash"), manner("linocut"), manner("typo"), manner()], ["as an ink wash", "as a linocut", "in letters alone", "as a picture"]);
  for (const [id] of STYLES) assert.notEqual(manner(id), "as a picture", id);
});
