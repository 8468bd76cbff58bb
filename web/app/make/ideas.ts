// Ideas to start from, and what can be wished for. An idea fills the line and its fields; it starts nothing.
import type { Wishes } from "./draft.svelte.ts";

export interface Idea { text: string; hint: string; wishes: Partial<Wishes> }

export const IDEAS: readonly Idea[] = [
  { text: "A slow song about a lighthouse keeper’s last night", hint: "folk, E minor", wishes: { style: "indie folk", key: "E minor", tempo: "84" } },
  { text: "An anthem for people who bring cake to the office", hint: "rock, 138 bpm", wishes: { style: "rock", tempo: "138" } },
  { text: "Tell my sister I’m sorry, but make it funny", hint: "country waltz", wishes: { style: "country", metre: "3/4" } },
  { text: "A lullaby for a spaceship that misses the sea", hint: "lullaby, in 6/8", wishes: { style: "lullaby", metre: "6/8" } },
  { text: "The bus that never came, as a disco song", hint: "disco, 118 bpm", wishes: { style: "disco", tempo: "118" } },
  { text: "Bread at four in the morning, from the baker’s side", hint: "jazz waltz", wishes: { style: "jazz waltz" } },
];

const TONICS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
export const KEYS: readonly string[] = TONICS.flatMap((tonic) => [`${tonic} major`, `${tonic} minor`]);
export const METRES = [["4/4", "4/4"], ["3/4", "3/4"], ["6/8", "6/8"], ["5/4", "5/4"]] as const;
export const LENGTHS = [["20", "20 s"], ["60", "1 min"], ["90", "1½ min"], ["150", "2½ min"]] as const;
export const VOICES = ["soprano", "alto", "tenor", "baritone", "robot", "instrumental"] as const;
/** Suggestions; any other words do as well. */
export const STYLES: readonly string[] = [
  "lullaby", "pop ballad", "pop", "indie folk", "synthwave", "lo-fi", "house", "rock",
  "jazz waltz", "cinematic", "ambient", "bossa nova", "samba", "salsa", "cumbia", "flamenco",
  "tango", "mariachi", "reggae", "ska", "punk", "metal", "grunge", "post rock",
  "shoegaze", "dream pop", "new wave", "electropop", "hyperpop", "k-pop", "disco", "funk",
  "soul", "r&b", "gospel", "blues", "country", "bluegrass", "celtic", "sea shanty",
  "medieval", "hymn", "choral", "carol", "swing", "jazz", "bebop", "waltz",
  "polka", "march", "klezmer", "musical theatre", "opera", "classical", "baroque", "techno",
  "trance", "drum and bass", "dubstep", "hip hop", "trap", "chiptune", "vaporwave", "downtempo",
  "afrobeat", "calypso", "raga", "emo", "children's song",
];
