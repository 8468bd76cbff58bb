// A draft laid over what others have made meanwhile: where both changed the same place of the song, somebody chooses.
import type { Edit } from "./commands.ts";
import { heroSaid, styleSaid } from "./covers.ts";
import { count, spelled } from "./format.ts";
import { formSaid } from "./form.ts";
import { instrumentName } from "./instruments.ts";

/** What others did since a draft began. */
export interface Theirs {
  added: readonly Edit[];
  /** Went out of force: they went back to an earlier revision, say. */
  removed: readonly Edit[];
  /** Lines as they read now, by "SECTION/LINE". */
  lines?: ReadonlyMap<string, string>;
}
export interface Clash { place: string; mine: string; theirs: string; edits: Edit[] }
/** `edits`: the draft's, without those that others have made alike. */
export interface Merge { edits: Edit[]; clashes: Clash[] }

/** From the whole to the part; `null` stands for any. */
type Place = readonly (string | null)[];

const WORDS = "words";
const CHORDS = "chords";
const part = (section: string | null, name: string): Place => ["section", section, ...(name === "lyrics" ? [WORDS] : name === "harmony" ? [CHORDS] : ["notes", name])];

/** Names of tracks by what a song's plan calls their role, so that "melody" and "drums" are the tracks that they are. */
type Tracks = readonly { name: string; role: string }[];
function partOf(name: string, tracks: Tracks): string {
  if (name === "melody") return (tracks.find((track) => track.role === "lead") ?? tracks.find((track) => track.role === "lead_synth"))?.name ?? name;
  return name === "drums" ? (tracks.find((track) => track.role === "drums")?.name ?? name) : name;
}

function targetPlace(target: string, tracks: Tracks): Place {
  if (["title", "cover", "mix"].includes(target)) return [target];
  if (tracks.some((track) => track.name === target)) return part(null, target);
  const [section, of] = [target.split("/")[0]!, target.split("/").slice(1).join("/")];
  if (!of) return ["section", section];
  return /^\d+$/.test(of) ? ["section", section, WORDS, of] : part(section, partOf(of, tracks));
}

/** The places that an edit changes. */
export function placesOf(edit: Edit, tracks: Tracks): Place[] {
  const text = (field: string) => String(edit[field]);
  switch (edit.op) {
    case "set_line": return [["section", text("section"), WORDS, text("line")]];
    case "regenerate": return [edit["line"] ? ["section", text("section"), WORDS, text("line")] : edit["part"] ? part(text("section"), partOf(text("part"), tracks)) : ["section", text("section")]];
    case "set_notes": return [part(text("section"), text("track"))];
    case "set_chords": return [["section", text("section"), CHORDS]];
    case "set_section": return [["form"], ...(edit["action"] === "remove" ? [["section", text("section")]] : [])];
    case "set_instrument": return [["instrument", text("track")]];
    case "set_mix": return [["mix", text("track")]];
    case "lock": case "unlock": return [["lock", text("target")]];
    case "restore": return [targetPlace(text("target"), tracks)];
    default: return [[edit.op.replace(/^set_/, "")]];  // title, tempo, key, voice, cover
  }
}

function meet(a: Place, b: Place): boolean {
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at] && a[at] !== null && b[at] !== null) return false;
  return true;
}

function placeSaid([kind, name, what, which]: Place): string {
  if (kind === "section" && !what) return `All of ${name}`;
  if (what === WORDS) return which ? `Line ${which} of ${name}` : `The words of ${name}`;
  if (what === CHORDS) return `The chords of ${name}`;
  if (what) return name === null ? `${which}` : `${which} in ${name}`;
  if (kind === "mix") return name ? `${name} in the mix` : "The mix";
  if (kind === "instrument") return `The instrument of ${name}`;
  if (kind === "lock") return `The lock of ${name}`;
  return `The ${kind}`;
}

function mixSaid(edit: Edit): string {
  const [level, pan] = [edit["level_db"] as number | undefined, edit["pan"] as number | undefined];
  return [
    ...(level === undefined ? [] : [`${level > 0 ? "+" : level < 0 ? "−" : ""}${Math.abs(level).toFixed(1)} dB`]),
    ...(pan === undefined ? [] : [pan === 0 ? "in the middle" : `${Math.round(Math.abs(pan) * 100)} % ${pan < 0 ? "left" : "right"}`]),
    ...(edit["mute"] === undefined ? [] : [edit["mute"] ? "muted" : "heard"]),
  ].join(", ");
}

/** What an edit makes of its place. */
function valueSaid(edit: Edit, lines: ReadonlyMap<string, string>): string {
  const text = (field: string) => String(edit[field]);
  switch (edit.op) {
    case "set_title": return `“${text("title")}”`;
    case "set_line": return `“${text("text")}”`;
    case "regenerate": { const line = lines.get(`${text("section")}/${text("line")}`); return line ? `“${line}”, made anew` : "made anew by the band"; }
    case "set_notes": return count((edit["notes"] as unknown[]).length, "note");
    case "set_chords": return (edit["chords"] as { symbol: string }[]).map((chord) => chord.symbol).join(" ");
    case "set_section": return formSaid(edit);
    case "set_tempo": return `${text("tempo_bpm")} bpm`;
    case "set_key": return spelled(text("key"));
    case "set_voice": return `the ${text("voice")}`;
    case "set_instrument": return instrumentName(text("instrument"));
    case "set_mix": return mixSaid(edit);
    case "set_cover": return [...(edit["style"] ? [styleSaid(text("style"))] : []), ...(edit["hero"] ? [heroSaid(text("hero"))] : []), ...(edit["palette"] ? [count((edit["palette"] as unknown[]).length, "colour")] : []), ...(edit["seed"] !== undefined ? ["another drawing"] : [])].join(", ");
    case "lock": return "locked";
    case "unlock": return "unlocked";
    default: return "given back to the band";
  }
}

/** Of several edits of one kind and place the last; all that change the form. */
function inForce(edits: readonly Edit[], tracks: Tracks): Edit[] {
  const last = new Map(edits.map((edit, index) => [edit.op === "set_section" ? index : edit.op + JSON.stringify(placesOf(edit, tracks)), edit]));
  return [...last.values()];
}

const isSame = (a: Edit, b: Edit) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

export function merge(mine: readonly Edit[], theirs: Theirs, tracks: Tracks): Merge {
  const lines = theirs.lines ?? new Map<string, string>();
  const added = inForce(theirs.added, tracks);
  const others = [
    ...added.map((edit) => ({ edit, places: placesOf(edit, tracks), says: valueSaid(edit, lines) })),
    ...theirs.removed.map((edit) => ({ edit: null, places: placesOf(edit, tracks), says: "as it was before" })),
  ];
  const edits = mine.filter((edit) => !added.some((other) => isSame(edit, other)));
  const clashes = new Map<string, { place: Place; mine: string[]; theirs: Set<string>; edits: Edit[] }>();
  for (const edit of edits) {
    for (const place of placesOf(edit, tracks)) {
      const met = others.filter((other) => other.places.some((each) => meet(place, each)));
      if (met.length === 0) continue;
      const key = JSON.stringify(place);
      const clash = clashes.get(key) ?? { place, mine: [], theirs: new Set<string>(), edits: [] };
      clash.mine.push(valueSaid(edit, new Map()));
      for (const other of met) clash.theirs.add(other.says);
      clash.edits.push(edit);
      clashes.set(key, clash);
    }
  }
  return { edits, clashes: [...clashes.values()].map((clash) => ({ place: placeSaid(clash.place), mine: clash.mine.join("; "), theirs: [...clash.theirs].join("; "), edits: clash.edits })) };
}

/** What is sent after somebody chose, for each clash, whose stays. */
export function settled({ edits, clashes }: Merge, isMine: readonly boolean[]): Edit[] {
  const dropped = new Set(clashes.flatMap((clash, index) => (isMine[index] ? [] : clash.edits)));
  return edits.filter((edit) => !dropped.has(edit));
}
