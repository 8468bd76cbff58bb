// What hands decide of a cover, and what a cover may show. tests/tidy.py compares the lists with those of src/.
import { type Change, type Edit, editOf } from "./commands.ts";
import type { SongDocument } from "./document.ts";

export const STYLES: readonly (readonly [id: string, name: string, says: string])[] = [
  ["swiss", "Swiss", "a grid and shapes"],
  ["riso", "Riso", "two inks overprinted"],
  ["linocut", "Linocut", "carved and printed"],
  ["papercut", "Papercut", "paper in layers"],
  ["inkwash", "Ink wash", "brush and water"],
  ["neon", "Neon", "tubes that glow"],
  ["light", "Light", "fields of light"],
  ["typo", "Type", "letters alone"],
  ["starchart", "Star chart", "a figure of stars"],
];

export const HEROES: readonly string[] = [
  "anchor", "balloon", "bicycle", "bird", "boat", "bolt", "book", "butterfly", "candle", "car", "castle", "child", "chip", "church", "clock",
  "cloud", "couple", "cradle", "crown", "cup", "dancer", "dish", "door", "eye", "figure", "flame", "flower", "fox", "guitar", "hand", "heart",
  "hourglass", "house", "kettle", "key", "keys", "kite", "ladder", "lamp", "leaf", "letter", "lighthouse", "mast", "moon", "mountain",
  "phone_box", "piano", "pine", "plane", "record", "road", "robot", "rocket", "rose", "satellite", "signpost", "singer", "snow_globe", "star",
  "suitcase", "swing", "tent", "towers", "train", "tree", "tree_robot", "umbrella", "wave", "whale", "windmill", "window",
];
const HEROES_SAID: Record<string, string> = { chip: "microchip", dish: "radio dish", figure: "walker", keys: "piano keys", lamp: "street lamp", mast: "radio mast" };
export const heroSaid = (hero: string) => HEROES_SAID[hero] ?? hero.replaceAll("_", " ");
export const styleSaid = (style: string) => STYLES.find(([id]) => id === style)?.[1] ?? style;

const MANNERS: Record<string, string> = {
  swiss: "in the Swiss style", riso: "as a riso print", linocut: "as a linocut", papercut: "as a papercut", inkwash: "as an ink wash",
  neon: "in neon", light: "in light", typo: "in letters alone", starchart: "as a star chart",
};
/** How a cover is drawn, after what it shows: "as an ink wash". */
export const manner = (style?: string) => (style && MANNERS[style]) || "as a picture";

export const COLOURS = { least: 2, most: 8 };

/** What hands have set; what is absent is the band's. */
export interface CoverHand { style?: string; hero?: string; palette?: string[]; seed?: number }

const FIELDS = ["style", "hero", "palette", "seed"] as const;
const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a list of edits, laid in their order, sets of the cover. */
export function handOf(edits: readonly unknown[]): CoverHand {
  let hand: Record<string, unknown> = {};
  for (const edit of edits.map(editOf)) {
    if (edit.op === "restore" && edit["target"] === "cover") hand = {};
    if (edit.op !== "set_cover") continue;
    for (const field of FIELDS) {
      const value = edit[field];
      if (value !== undefined && !(Array.isArray(value) && value.length === 0)) hand[field] = value;
    }
  }
  return hand;
}

/** The way from what is made to what is wanted: one set_cover, after a restore where something goes back to the band. */
export function coverChanges(was: CoverHand, wanted: CoverHand): Change[] {
  const givesUp = FIELDS.some((field) => was[field] !== undefined && wanted[field] === undefined);
  const set = Object.fromEntries(FIELDS.flatMap((field) => (wanted[field] !== undefined && (givesUp || !isSame(was[field], wanted[field])) ? [[field, wanted[field]]] : [])));
  return [
    { slot: "restore cover", edit: givesUp ? { op: "restore", target: "cover" } : null },
    { slot: "cover", edit: Object.keys(set).length > 0 ? { op: "set_cover", ...set } : null },
  ];
}

const stepOf = (made: SongDocument) => made.provenance.steps.find((step) => step.id === "cover");
/** What tells a cover from another one; empty without a cover. */
export const coverDigest = (made: SongDocument) => stepOf(made)?.outputs.map((output) => output.digest).join() ?? "";

/** The edits that bring another revision's cover here. None when hands have set the same in both. */
export function takeCover(here: SongDocument, from: SongDocument): Edit[] {
  return coverChanges(handOf(here.provenance.edits), handOf(from.provenance.edits)).flatMap(({ edit }) => edit ?? []);
}

/** Whether the same settings give the same picture in both: it is drawn from the title and the band's words, too. */
export function drawsAlike(a: SongDocument, b: SongDocument): boolean {
  const words = (made: SongDocument) => stepOf(made)?.inputs.filter((input) => input.name !== "brief#cover").map((input) => input.name + input.digest).sort().join();
  return a.title === b.title && words(a) === words(b);
}
