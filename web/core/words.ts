// A first look at words that somebody types: how many lines and syllables. The band's own count, from pronunciations, comes with the song.
import { count } from "./format.ts";

/** By groups of vowels, less a silent "e" at the end. */
export function syllablesOf(word: string): number {
  const letters = word.toLowerCase().replace(/[^a-zà-ÿ]/g, "");
  if (!letters) return 0;
  const groups = letters.match(/[aeiouyà-ÿ]+/g)?.length ?? 0;
  const silent = /[^aeiouyl]e$/.test(letters) && groups > 1 ? 1 : 0;
  return Math.max(1, groups - silent);
}

export function countsOf(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (lines.length === 0) return "";
  const sections = text.trim().split(/\n\s*\n/).length;
  const sizes = lines.map((line) => line.split(/\s+/).reduce((sum, word) => sum + syllablesOf(word), 0));
  const least = Math.min(...sizes);
  const most = Math.max(...sizes);
  return `${count(lines.length, "line")} in ${count(sections, "section")}, ${least === most ? `about ${most}` : `about ${least} to ${most}`} syllables each`;
}
