import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands, type Edit } from "./commands.ts";
import { isLineLocked, locksOf, turnLock } from "./locks.ts";

const LOCK = { op: "lock", target: "Verse 1/2" };
const UNLOCK = { op: "unlock", target: "Verse 1/2" };
const LINE = { op: "set_line", section: "Verse 1", line: 2, text: "new" };

function turned(made: Edit[], ...deeds: ("turn" | Edit)[]): Edit[] {
  const commands = new Commands();
  for (const deed of deeds) commands.add("", ...(deed === "turn" ? turnLock(made, commands.edits(), "Verse 1/2") : [{ slot: "line", edit: deed }]));
  return commands.edits();
}

test("locks are those of all edits in their order", () => {
  assert.deepEqual([...locksOf([JSON.stringify(LOCK), { op: "lock", target: "cover" }, UNLOCK])], ["cover"]);
});

test("a lock is turned on and off, and leaves nothing behind", () => {
  assert.deepEqual(turned([], "turn"), [LOCK]);
  assert.deepEqual(turned([], "turn", "turn"), []);
  assert.deepEqual(turned([LOCK], "turn"), [UNLOCK]);
});

test("what was changed while it was unlocked stays so when it is locked again", () => {
  assert.deepEqual(turned([LOCK], "turn", LINE, "turn"), [UNLOCK, LINE, LOCK]);
  assert.deepEqual(turned([LOCK], "turn", LINE, "turn", "turn"), [UNLOCK, LINE]);
});

test("a section's lock holds its lines", () => {
  assert.ok(isLineLocked(new Set(["Verse 1"]), "Verse 1", 2));
  assert.ok(isLineLocked(new Set(["Verse 1/2"]), "Verse 1", 2));
  assert.ok(!isLineLocked(new Set(["Verse 1/2", "Verse 2"]), "Verse 1", 1));
});
