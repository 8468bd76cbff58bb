// Takes: what revisions of a song hold in one place, a section, a line of it or what a track plays there.
import { placeOf } from "./band.ts";
import { type Edit, editOf } from "./commands.ts";
import type { Plan, SongDocument, Track } from "./document.ts";

/** `track` is one of the plan's; its `part` is what an edit calls it: "melody", "drums" or its name. */
export interface Place { section: string; line?: number; track?: string; part?: string }
export interface Take { revision: number; song: SongDocument }

const BAND = ["lyrics", "melody", "harmony", "vocals", "arrangement", "drums", "sound"];

/** What the API calls the part that a track plays. */
export const partOf = (plan: Plan, track: Pick<Track, "name" | "role">) => (track.role === "drums" ? "drums" : track.role === "lead" || (plan.voice === "" && track.role === "lead_synth") ? "melody" : track.name);

export const linesOf = (song: SongDocument, section: string) => song.lyrics.lines.filter((line) => line.section === section);

/** What tells takes of the place apart: a line's words, else what the band made there. Null where the song has no such place. */
export function bodyOf(song: SongDocument, place: Place): string | null {
  if (!song.plan.sections.some((section) => section.name === place.section)) return null;
  const lines = linesOf(song, place.section);
  if (place.line !== undefined) return lines[place.line - 1]?.text ?? null;
  if (place.track !== undefined && !song.plan.tracks.some((track) => track.name === place.track)) return null;
  const isOf = (id: string) => {
    const { section, part } = placeOf(id);
    return section === place.section && (place.track === undefined || part === place.track);
  };
  const outputs = song.provenance.steps.filter((step) => BAND.includes(step.capability) && isOf(step.id)).flatMap((step) => step.outputs.map((output) => output.digest));
  return [...outputs.sort(), ...(place.track === undefined ? lines.map((line) => line.text) : [])].join("\n");
}

/** The takes of a place, in the order of `made`; of those alike the first stands for all. */
export function takesOf(made: readonly Take[], place: Place): Take[] {
  const found = new Map<string, Take>();
  for (const take of made) {
    const body = bodyOf(take.song, place);
    if (body !== null && !found.has(body)) found.set(body, take);
  }
  return [...found.values()];
}

/** What a take is drawn from. */
export const freshSeed = () => crypto.getRandomValues(new Uint32Array(1))[0]!;

/** The edit that makes another take. */
export function anotherTake({ section, line, part }: Place, seed: number): Edit {
  return { op: "regenerate", section, ...(line !== undefined && { line }), ...(part !== undefined && { part }), seed };
}
export const slotOfTake = ({ section, line, part }: Place) => `again ${section}/${line ?? part ?? ""}`;

/** The edits by which a song came to be another, or null where that one isn't a continuation of it. */
export function editsBeyond(song: SongDocument, other: SongDocument): Edit[] | null {
  const [before, after] = [song, other].map((each) => each.provenance.edits.map((edit) => JSON.stringify(editOf(edit))));
  return before!.every((edit, index) => edit === after![index]) ? after!.slice(before!.length).map((edit) => JSON.parse(edit) as Edit) : null;
}

/** Whether these edits do nothing but make the place anew. */
export function isTakeOf(place: Place, edits: readonly Edit[]): boolean {
  return edits.length > 0 && edits.every((edit) => edit.op === "regenerate" && edit["section"] === place.section && edit["line"] === place.line && edit["part"] === place.part);
}
