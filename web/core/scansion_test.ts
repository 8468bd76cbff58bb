import assert from "node:assert/strict";
import { test } from "node:test";
import type { Line } from "./document.ts";
import { misfit, sayingsOf, scan, scansionSaid } from "./scansion.ts";

const word = (text: string, ...syllables: [string, number][]) => ({ text, start_s: 0, end_s: 0, syllables: syllables.map(([text, stress]) => ({ text, stress })) });
const words = [word("The", ["The", 0]), word("lighthouse", ["light", 1], ["house", 2]), word("night,", ["night,", 1]), word("don't", ["don't", 1])];
const sayings = sayingsOf([{ words } as Line]);

test("a line shows where it is stressed, letter for letter", () => {
  const found = scan("The “Lighthouse,” the night", sayings);
  assert.deepEqual(found.pieces.filter((piece) => piece.text !== " "), [{ text: "The", stress: 0 }, { text: "“Light", stress: 1 }, { text: "house,”", stress: 2 }, { text: "the", stress: 0 }, { text: "night", stress: 1 }]);
  assert.equal(found.pieces.map((piece) => piece.text).join(""), "The “Lighthouse,” the night");
  assert.deepEqual([found.syllables, found.isSure], [5, true]);
  assert.equal(scansionSaid(found), "Stressed: light, house, night.");
});

test("words that nobody has said are counted, without a stress", () => {
  const found = scan("don’t  fear  the harbour –", sayings);
  assert.equal(found.pieces.map((piece) => piece.text).join(""), "don’t  fear  the harbour –");
  assert.deepEqual(found.pieces.find((piece) => piece.text === "harbour"), { text: "harbour", stress: null });
  assert.deepEqual([found.syllables, found.isSure], [5, false]);
  assert.deepEqual(scan("", sayings), { pieces: [], syllables: 0, isSure: true });
  assert.equal(scansionSaid(scan("harbour", sayings)), "");
});

test("a line that doesn't fit its phrase is told in words", () => {
  const night = scan("The lighthouse", sayings);
  assert.deepEqual([misfit(night, 3), misfit(night, undefined), misfit(night, 1), misfit(night, 4)], ["", "", "2 syllables too many", "1 syllable too few"]);
  assert.equal(misfit(scan("harbour lighthouse", sayings), 2), "About 2 syllables too many");
});
