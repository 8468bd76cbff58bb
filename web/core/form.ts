// A song's form as a draft would have it: sections added, repeated, moved, resized and taken out.
import type { Change, Edit } from "./commands.ts";
import type { Plan } from "./document.ts";
import { count } from "./format.ts";

export const KINDS: readonly (readonly [id: string, name: string])[] = [
  ["intro", "Intro"], ["verse", "Verse"], ["prechorus", "Pre-chorus"], ["chorus", "Chorus"], ["bridge", "Bridge"], ["solo", "Solo"], ["interlude", "Interlude"], ["outro", "Outro"],
];
export const MEASURES = { least: 1, most: 64 };

export interface FormSection { name: string; measures: number; /** Made, and not only drafted. */ isMade: boolean }

const isForm = (edit: Edit) => edit.op === "set_section";

/** The sections in their order, once the draft is made. */
export function formOf(plan: Pick<Plan, "sections">, edits: readonly Edit[]): FormSection[] {
  const form: FormSection[] = plan.sections.map(({ name, measures }) => ({ name, measures, isMade: true }));
  for (const edit of edits.filter(isForm)) {
    const [name, position] = [String(edit["section"]), edit["position"] as number | undefined];
    const at = form.findIndex((section) => section.name === name);
    const source = form.findIndex((section) => section.name === edit["source"]);
    if (edit["action"] === "add") form.splice((position ?? form.length + 1) - 1, 0, { name, measures: edit["measures"] as number, isMade: false });
    else if (edit["action"] === "repeat" && source >= 0) form.splice((position ?? source + 2) - 1, 0, { name, measures: form[source]!.measures, isMade: false });
    else if (at < 0) continue;
    else if (edit["action"] === "remove") form.splice(at, 1);
    else if (edit["action"] === "move") form.splice(position! - 1, 0, ...form.splice(at, 1));
    else if (edit["action"] === "resize") form[at]!.measures = edit["measures"] as number;
  }
  return form;
}

/** A name that no section has had: "Chorus 1" leads to "Chorus 2". */
export function nextName(like: string, taken: readonly string[]): string {
  const stem = like.replace(/ \d+$/, "");
  const numbers = taken.flatMap((name) => (name === stem ? [1] : name.startsWith(`${stem} `) && /^\d+$/.test(name.slice(stem.length + 1)) ? [Number(name.slice(stem.length + 1))] : []));
  return numbers.length === 0 ? stem : `${stem} ${Math.max(...numbers) + 1}`;
}

export function formSaid(edit: Edit): string {
  const { section, action, measures, source } = edit as unknown as { section: string; action: string; measures?: number; source?: string };
  if (action === "add") return `${section} is new, ${count(measures!, "measure")} long`;
  if (action === "repeat") return `${source} comes again as ${section}`;
  if (action === "remove") return `${section} is taken out`;
  if (action === "move") return `${section} moves to place ${edit["position"]}`;
  return `${section} lasts ${count(measures!, "measure")}`;
}

/** The deed as a change of the draft. They are laid in their order; of one section's sizes or places, one after the other, the last counts. */
export function formChange(edits: readonly Edit[], edit: Edit): Change {
  const before = edits.filter(isForm);
  const last = before.at(-1);
  const isSame = last !== undefined && ["move", "resize"].includes(String(edit["action"])) && last["action"] === edit["action"] && last["section"] === edit["section"];
  return { slot: `form ${before.length - (isSame ? 1 : 0)}`, edit };
}
