import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type Block, cardOf, measuredOf, type Span, spansOf } from "./card.ts";

const text = (spans: readonly Span[]) => spans.map((span) => span.text).join("");
const cards = ["lyra", "rhythm", "vox", "pixel", "sound", "producer", "press"].map((name) => readFileSync(new URL(`../../packages/${name}/CARD.md`, import.meta.url), "utf8"));

test("a card becomes headings, paragraphs, lists and tables", () => {
  const card = cardOf("# A\nwords\nmore\n\n- one\n  goes on\n- two\n\n| a | b |\n|---|---|\n| `x` | y |\n");
  assert.deepEqual(card, [
    { kind: "heading", level: 1, spans: spansOf("A") },
    { kind: "paragraph", spans: spansOf("words more") },
    { kind: "list", items: [spansOf("one goes on"), spansOf("two")] },
    { kind: "table", head: [spansOf("a"), spansOf("b")], rows: [[[{ text: "x", as: "code" }], spansOf("y")]] },
  ] satisfies Block[]);
});

test("what isn't understood stays text, signs and all", () => {
  assert.deepEqual(spansOf("a < b, 2 * 3 * 4, <b>x</b> [y](javascript:z)"), [{ text: "a < b, 2 * 3 * 4, <b>x</b> [y](javascript:z)", as: "" }]);
  assert.deepEqual(cardOf("\n\n"), []);
  assert.equal(cardOf("| no rule |\n| here |")[0]!.kind, "paragraph");
});

test("of our own cards no mark is left over, and what was measured is found", () => {
  for (const card of cards) {
    const blocks = cardOf(card);
    const all = blocks.flatMap((block) => (block.kind === "list" ? block.items : block.kind === "table" ? [...block.head, ...block.rows.flat()] : [block.spans])).map(text).join("\n");
    assert.doesNotMatch(all, /\*\*|`|^#|^\|/m);
    assert.equal(measuredOf(blocks).length > 0, /\*\*Measured/.test(card));
  }
  assert.match(text(measuredOf(cardOf(cards[4]!))), /^Loudness within 0\.1 LU/);
});
