// How a line scans: its syllables and stresses, as far as the band has said its words in this song; the others are counted by their letters.
import type { Line, Syllable } from "./document.ts";
import { count } from "./format.ts";
import { syllablesOf } from "./words.ts";

/** `stress`: 0 none, 1 main, 2 secondary; null where nobody has said the word yet. */
export interface Piece { text: string; stress: number | null }
export interface Scansion {
  /** The line, letter for letter, blanks included. */
  pieces: Piece[];
  syllables: number;
  /** Every word has been said by the band. */
  isSure: boolean;
}
export type Sayings = ReadonlyMap<string, readonly Syllable[]>;

const BLANK = /^\s*$/;
const LETTER = /[\p{L}\p{N}]/u;
const bare = (word: string) => [...word.toLowerCase()].filter((letter) => LETTER.test(letter)).join("");

/** How the band says the words of a song. */
export function sayingsOf(lines: readonly Line[]): Sayings {
  return new Map(lines.flatMap((line) => line.words.map((word) => [bare(word.text), word.syllables] as const)));
}

/** A word as it is written, in the pieces of its syllables; signs go with the letters before them. */
function cut(word: string, syllables: readonly Syllable[]): Piece[] {
  const sizes = syllables.map((syllable) => bare(syllable.text).length);
  if (sizes.reduce((sum, size) => sum + size, 0) !== bare(word).length) return [{ text: word, stress: syllables.length === 1 ? syllables[0]!.stress : null }];
  const letters = [...word];
  let at = 0;
  return syllables.map(({ stress }, index) => {
    const from = at;
    for (let left = sizes[index]!; at < letters.length && left > 0; at++) if (LETTER.test(letters[at]!)) left--;
    while (at < letters.length && !LETTER.test(letters[at]!)) at++;
    return { text: letters.slice(from, at).join(""), stress };
  });
}

export function scan(text: string, sayings: Sayings): Scansion {
  const found: Scansion = { pieces: [], syllables: 0, isSure: true };
  for (const word of text.split(/(\s+)/)) {
    if (BLANK.test(word) || bare(word) === "") {
      if (word) found.pieces.push({ text: word, stress: null });
      continue;
    }
    const said = sayings.get(bare(word));
    found.pieces.push(...(said ? cut(word, said) : [{ text: word, stress: null }]));
    found.syllables += said ? said.length : syllablesOf(word);
    if (!said) found.isSure = false;
  }
  return found;
}

/** For those who don't see the marks. */
export function scansionSaid({ pieces }: Scansion): string {
  const stressed = pieces.filter((piece) => piece.stress).map((piece) => bare(piece.text));
  return stressed.length === 0 ? "" : `Stressed: ${stressed.join(", ")}.`;
}

/** "2 syllables too many"; empty when a line fits its phrase. */
export function misfit({ syllables, isSure }: Scansion, phrase: number | undefined): string {
  if (phrase === undefined || syllables === phrase) return "";
  return `${isSure ? "" : "About "}${count(Math.abs(syllables - phrase), "syllable")} too ${syllables > phrase ? "many" : "few"}`;
}
