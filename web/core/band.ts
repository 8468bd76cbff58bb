// Who of the band does a step, and what is said of it.

export const SOULS = ["lyra", "rhythm", "vox", "pixel", "nova"] as const;
export type Soul = (typeof SOULS)[number] | "desk";

export const NAMES: Record<Soul, string> = { lyra: "Lyra", rhythm: "Rhythm", vox: "Vox", pixel: "Pixel", nova: "Nova", desk: "The desk" };
export const WORK: Record<Soul, string> = { lyra: "words", rhythm: "music", vox: "voice", pixel: "cover", nova: "video", desk: "mix" };

const OWNERS: Record<string, Soul> = {
  lyrics: "lyra",
  words: "lyra",
  harmony: "rhythm",
  melody: "rhythm",
  arrangement: "rhythm",
  drums: "rhythm",
  sound: "rhythm",
  vocals: "vox",
  cover: "pixel",
  video: "nova",
};

export interface StepName { capability: string; step: string }

const DESK = ["plan", "brief", "hand", "balance", "stem", "preview", "mix", "score", "encode", "tag"];
/** The capabilities of steps, by whose they are. */
export const CAPABILITIES: readonly (readonly [Soul, readonly string[]])[] = [...SOULS, "desk" as const].map((soul) => [soul, soul === "desk" ? DESK : Object.keys(OWNERS).filter((capability) => OWNERS[capability] === soul)] as const);

const MAKERS: Record<string, Soul> = { lyrics: "lyra", music: "rhythm", sound: "rhythm", vocals: "vox", visuals: "pixel", video: "nova" };
/** Whose a package is, by the capability that it serves. */
export const makerOf = (capability: string): Soul => MAKERS[capability] ?? "desk";

/** The parts of a step's name: "vocals/Chorus 1/Lead Vocal" is of the section "Chorus 1" and the track "Lead Vocal". */
export function placeOf(step: string): { section: string; part: string } {
  const [, section = "", ...rest] = step.split("/");
  return { section, part: rest.join("/") };
}

const isVoice = (track: string) => / Vocal( \d+)?$/.test(track);

export function soulOf({ capability, step }: StepName): Soul {
  if (capability === "sound" && isVoice(placeOf(step).part)) return "vox";
  return OWNERS[capability] ?? "desk";
}

/** The group of steps that stand on the soul's line as one: Vox goes by sections, Rhythm by what it plays. */
export function groupOf({ capability, step }: StepName): string {
  const { section, part } = placeOf(step);
  switch (capability) {
    case "lyrics":
    case "words":
    case "vocals":
      return section.replace(/ (as first written|again \d+)$/, "");
    case "harmony":
    case "melody":
      return "tune and chords";
    case "arrangement":
    case "drums":
      return "parts";
    case "sound":
      return isVoice(part) ? section : (part || section);
    case "plan":
    case "brief":
      return "plan";
    case "balance":
    case "stem":
      return "stems";
    case "encode":
    case "tag":
      return "files";
    case "preview":
      return "rough mixes";
    default:
      return capability;
  }
}

const quoted = (words: string) => `“${words}”`;

/** In the present tense, with an object; `line` is the one being sung, where it is known. */
export function doing({ capability, step }: StepName, phrase = "", line = ""): string {
  const { section, part } = placeOf(step);
  const at = section ? ` ${inSentence(section)}` : "";
  switch (capability) {
    case "plan":
      return "is planning the song";
    case "brief":
      return "is briefing the band";
    case "lyrics": {
      const count = /line (\d+) of (\d+)/.exec(phrase);
      return count ? `is writing line ${count[1]} of ${count[2]}, ${section.toLowerCase()}` : `is writing${at}`;
    }
    case "words":
      return `is reading${at}`;
    case "harmony":
      return `is finding chords for${at}`;
    case "melody":
      return `is writing the tune of${at}`;
    case "arrangement":
      return `is arranging the ${part.toLowerCase()} for${at}`;
    case "drums":
      return `is setting the drums for${at}`;
    case "vocals":
      return `is singing${at}${line ? `, ${quoted(line)}` : ""}`;
    case "sound":
      return isVoice(part) ? `is placing the voice in${at}` : `is playing the ${part.toLowerCase()} in${at}`;
    case "balance":
      return `is balancing the ${section.toLowerCase()}`;
    case "stem":
      return `is laying out the ${section.toLowerCase()}`;
    case "mix":
      return "is mixing and mastering";
    case "preview":
      return `is mixing${at} roughly`;
    case "cover":
      return "is drawing the cover";
    case "score":
      return "is writing out the score";
    case "encode":
      return `is encoding the ${section.toUpperCase()}`;
    case "tag":
      return `is labelling the ${section.toUpperCase()}`;
    case "hand":
      return "lays in what a hand wrote";
    default:
      return `works on ${step}`;
  }
}

const FINISHED: Record<Soul, string> = {
  lyra: "has written all the words",
  rhythm: "has played everything",
  vox: "has sung it all",
  pixel: "has drawn the cover",
  nova: "has cut the video",
  desk: "has packed it all up",
};
const AWAITED: Record<Soul, string> = {
  lyra: "waits for the plan",
  rhythm: "waits for the words",
  vox: "waits for words and tune",
  pixel: "waits for the words",
  nova: "waits for the mix",
  desk: "waits for the band",
};
export const finished = (soul: Soul) => FINISHED[soul];
export const awaited = (soul: Soul) => AWAITED[soul];

/** "Chorus 1" in a sentence: "chorus 1". */
export function inSentence(section: string): string {
  return /^(intro|outro|bridge|solo|interlude)$/i.test(section) ? `the ${section.toLowerCase()}` : section.toLowerCase();
}

/** What a step is called in a list: "sings chorus 1". */
export function deed({ capability, step }: StepName): string {
  const { section, part } = placeOf(step);
  const name = inSentence(section);
  switch (capability) {
    case "plan":
      return "plans the song";
    case "brief":
      return "briefs the band";
    case "lyrics":
      return `writes ${name}`;
    case "words":
      return `reads ${name}`;
    case "harmony":
      return `finds chords for ${name}`;
    case "melody":
      return `writes the tune of ${name}`;
    case "arrangement":
      return `arranges the ${part.toLowerCase()} for ${name}`;
    case "drums":
      return `sets the drums for ${name}`;
    case "vocals":
      return `sings ${name}${part === "Lead Vocal" ? "" : `, ${part.toLowerCase()}`}`;
    case "sound":
      return isVoice(part) ? `places the ${part.toLowerCase()} in ${name}` : `plays the ${part.toLowerCase()} in ${name}`;
    case "balance":
      return `balances the ${section.toLowerCase()}`;
    case "stem":
      return `lays out the ${section.toLowerCase()}`;
    case "mix":
      return "mixes and masters";
    case "preview":
      return `mixes ${name} roughly`;
    case "cover":
      return "draws the cover";
    case "score":
      return "writes out the score";
    case "encode":
      return `encodes the ${section.toUpperCase()}`;
    case "tag":
      return `labels the ${section.toUpperCase()}`;
    case "hand":
      return "keeps what a hand wrote";
    default:
      return step;
  }
}
