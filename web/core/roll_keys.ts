// What a key does in the piano roll: plain values, so that it can be told and tested without a page.

export type RollDeed =
  | { do: "move"; beats: number; pitch: number }
  | { do: "lengthen"; beats: number }
  | { do: "next" | "previous" | "all" | "none" | "remove" | "copy" | "cut" | "paste" | "repeat" | "quantise" | "grid" | "select" | "draw" | "put" | "play" | "first" | "last" };

export interface Key { key: string; ctrl: boolean; shift: boolean; alt: boolean }

const PLAIN: Record<string, RollDeed["do"]> = { Delete: "remove", Backspace: "remove", Escape: "none", Enter: "put", " ": "play", Home: "first", End: "last", q: "quantise", g: "grid", v: "select", b: "draw" };
const WITH_CTRL: Record<string, RollDeed["do"]> = { a: "all", c: "copy", x: "cut", v: "paste", d: "repeat" };

/** `any`: whether a note is chosen; without one, arrows scroll the page as ever. */
export function deedOf({ key, ctrl, shift, alt }: Key, grid_beats: number, any: boolean): RollDeed | undefined {
  const letter = key.length === 1 ? key.toLowerCase() : key;
  if (ctrl) return !alt && !shift && letter in WITH_CTRL ? ({ do: WITH_CTRL[letter]! } as RollDeed) : undefined;
  if (key === "Tab" && !alt) return { do: shift ? "previous" : "next" };
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const rise = { ArrowUp: 1, ArrowDown: -1 }[key];
  if (any && side) return alt ? { do: "lengthen", beats: side * grid_beats } : { do: "move", beats: side * (shift ? 1 : grid_beats), pitch: 0 };
  if (any && rise && !alt) return { do: "move", beats: 0, pitch: rise * (shift ? 12 : 1) };
  if (any && !alt && (key === "+" || key === "=")) return { do: "lengthen", beats: grid_beats };
  if (any && !alt && (key === "-" || key === "_")) return { do: "lengthen", beats: -grid_beats };
  if (alt || shift) return undefined;
  return letter in PLAIN ? ({ do: PLAIN[letter]! } as RollDeed) : undefined;
}
