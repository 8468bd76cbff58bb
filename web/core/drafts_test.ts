import assert from "node:assert/strict";
import { test } from "node:test";
import { draftPlace, draftPlaces } from "./drafts.ts";

test("a song's drafts are found, those of older revisions and other tabs too", () => {
  const [older, mine, other] = [draftPlace("s_a", 1, 300, "x"), draftPlace("s_a", 2, 200, "y"), draftPlace("s_a", 2, 100, "z")];
  const keys = ["draft", "draft/s_b/2/9-x", other.key, "theme", older.key, mine.key, "draft/s_a/x", "spine/s_a/1"];
  assert.deepEqual(draftPlaces(keys, "s_a"), [mine, other, older]);
  assert.deepEqual(draftPlaces(["draft/s_a/3"], "s_a"), [{ key: "draft/s_a/3", base: 3, since_ms: 0 }]);
});
