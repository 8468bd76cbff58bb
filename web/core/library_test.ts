import assert from "node:assert/strict";
import { test } from "node:test";
import { fits, queryOf } from "./library.ts";

const living = { title: "Lantern", prompt: "a lighthouse at night", tags: ["sea"] };
const trashed = { title: "Lantern, again", prompt: "The Lighthouse by day", tags: ["sea"], trashed_ms: 1 };

test("in the trash stands what is trashed, whatever is searched for", () => {
  for (const q of ["", "lantern", "lighthouse lan", '"lantern'])
    assert.deepEqual([living, trashed].filter((song) => fits(song, { q, tag: "", trashed: true })), [trashed], q);
  assert.equal(fits(trashed, { q: "night", tag: "", trashed: true }), false);
  assert.deepEqual(queryOf({ q: "lantern", tag: "sea", trashed: true }), { tag: "sea", trashed: true });
});

test("a search keeps to the tag, and to the shelf", () => {
  const wanted = { q: " lantern ", tag: "sea", trashed: false };
  assert.deepEqual(queryOf(wanted), { q: "lantern" });
  const found = [living, trashed, { ...living, tags: [] }];
  assert.deepEqual(found.filter((song) => fits(song, wanted)), [living]);
  assert.equal(fits({ ...living, title: "found by its words" }, wanted), true);
});

test("without a search the server is asked for the tag", () => {
  assert.deepEqual(queryOf({ q: " ", tag: "sea", trashed: false }), { tag: "sea" });
  assert.deepEqual(queryOf({ q: "", tag: "", trashed: false }), {});
});
