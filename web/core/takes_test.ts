import assert from "node:assert/strict";
import { test } from "node:test";
import type { SongDocument } from "./document.ts";
import { anotherTake, bodyOf, editsBeyond, isTakeOf, takesOf } from "./takes.ts";

function song({ words = ["One", "Two"], bass = "b1", edits = [] as unknown[] } = {}): SongDocument {
  const step = (id: string, digest: string) => ({ id, capability: id.split("/")[0]!, outputs: [{ name: "", digest }] });
  return {
    plan: { sections: [{ name: "Verse 1" }], tracks: [{ name: "Bass" }, { name: "Drums" }] },
    lyrics: { lines: words.map((text) => ({ section: "Verse 1", text })) },
    provenance: { steps: [step("sound/Verse 1/Bass", bass), step("sound/Verse 1/Drums", "d"), step("mix", bass)], edits },
  } as unknown as SongDocument;
}

test("a line's takes are told apart by their words, a track's by what was played there", () => {
  const made = [song(), song({ bass: "b2" }), song({ words: ["One", "Other"] }), song({ bass: "b2" })].map((each, index) => ({ revision: 4 - index, song: each }));
  const revisions = (place: Parameters<typeof takesOf>[1]) => takesOf(made, place).map((take) => take.revision);
  assert.deepEqual(revisions({ section: "Verse 1", line: 2 }), [4, 2]);
  assert.deepEqual(revisions({ section: "Verse 1", line: 1 }), [4]);
  assert.deepEqual(revisions({ section: "Verse 1", track: "Bass" }), [4, 3]);
  assert.deepEqual(revisions({ section: "Verse 1", track: "Drums" }), [4]);
  assert.deepEqual(revisions({ section: "Verse 1" }), [4, 3, 2]);
});

test("what isn't there has no takes", () => {
  for (const place of [{ section: "Chorus 1" }, { section: "Verse 1", line: 3 }, { section: "Verse 1", track: "Cello" }]) assert.equal(bodyOf(song(), place), null);
});

test("the edits beyond a song are those of its continuation alone", () => {
  const again = anotherTake({ section: "Verse 1", line: 2 }, 5);
  const kept = (edits: unknown[]) => edits.map((edit) => JSON.stringify(edit));
  const title = { op: "set_title", title: "Fog" };
  assert.deepEqual(editsBeyond(song({ edits: kept([title]) }), song({ edits: kept([title, again]) })), [again]);
  assert.deepEqual(editsBeyond(song({ edits: [title] }), song({ edits: kept([title]) })), []);
  assert.equal(editsBeyond(song({ edits: kept([again]) }), song({ edits: kept([title]) })), null);
  assert.equal(editsBeyond(song({ edits: kept([again]) }), song()), null);
});

test("edits are a take of a place where they make it anew and do nothing else", () => {
  const line = { section: "Verse 1", line: 2 };
  assert.ok(isTakeOf(line, [anotherTake(line, 5)]));
  assert.ok(isTakeOf({ section: "Verse 1", track: "Bass", part: "Bass" }, [anotherTake({ section: "Verse 1", part: "Bass" }, 5)]));
  assert.equal(isTakeOf(line, [anotherTake(line, 5), { op: "set_title", title: "Fog" }]), false);
  assert.equal(isTakeOf(line, [anotherTake({ section: "Verse 1" }, 5)]), false);
  assert.equal(isTakeOf(line, []), false);
});
