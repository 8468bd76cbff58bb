import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands, type Edit } from "./commands.ts";
import { formChange, formOf, formSaid, nextName } from "./form.ts";

const plan = { sections: [["Verse 1", 4], ["Chorus 1", 8], ["Outro", 1]].map(([name, measures]) => ({ name, measures })) } as unknown as Parameters<typeof formOf>[0];
const set = (action: string, section: string, rest: object = {}): Edit => ({ op: "set_section", action, section, ...rest });
const shown = (...edits: Edit[]) => formOf(plan, edits).map(({ name, measures }) => `${name} ${measures}`).join(", ");

test("the form follows each deed in its order, as the server lays them", () => {
  assert.equal(shown(), "Verse 1 4, Chorus 1 8, Outro 1");
  assert.equal(shown(set("repeat", "Chorus 2", { source: "Chorus 1" })), "Verse 1 4, Chorus 1 8, Chorus 2 8, Outro 1");
  assert.equal(shown(set("move", "Verse 1", { position: 3 })), "Chorus 1 8, Outro 1, Verse 1 4");
  assert.equal(shown(set("move", "Outro", { position: 1 }), set("remove", "Verse 1"), set("resize", "Outro", { measures: 2 })), "Outro 2, Chorus 1 8");
  assert.equal(shown(set("add", "Bridge", { kind: "bridge", measures: 4, position: 3 }), set("add", "Solo", { kind: "solo", measures: 2 })), "Verse 1 4, Chorus 1 8, Bridge 4, Outro 1, Solo 2");
});

test("new sections get names that none has had", () => {
  assert.equal(nextName("Chorus 1", ["Verse 1", "Chorus 1"]), "Chorus 2");
  assert.equal(nextName("Verse", ["Verse 1", "Verse 4"]), "Verse 5");
  assert.equal(nextName("Outro", ["Outro"]), "Outro 2");
  assert.equal(nextName("Bridge", ["Verse 1", "Bridge of sighs"]), "Bridge");
});

test("steps of one section's size come to one edit, and other deeds keep their order", () => {
  const commands = new Commands();
  for (const edit of [set("resize", "Outro", { measures: 2 }), set("resize", "Outro", { measures: 3 }), set("remove", "Verse 1"), set("resize", "Outro", { measures: 4 })]) commands.add("", formChange(commands.edits(), edit));
  assert.deepEqual(commands.edits().map(formSaid), ["Outro lasts 3 measures", "Verse 1 is taken out", "Outro lasts 4 measures"]);
});
