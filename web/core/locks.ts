// What is locked: neither the band nor a hand changes it until it is unlocked.
import { type Change, editOf } from "./commands.ts";

/** Targets that are locked after a list of edits, laid in their order. */
export function locksOf(edits: readonly unknown[]): Set<string> {
  const locks = new Set<string>();
  for (const edit of edits.map(editOf)) {
    if (edit.op === "lock") locks.add(String(edit["target"]));
    if (edit.op === "unlock") locks.delete(String(edit["target"]));
  }
  return locks;
}

/** Turns a lock after what a draft has changed so far: an unlocking that edits rely on stays before them. */
export function turnLock(made: readonly unknown[], draft: readonly unknown[], target: string): Change[] {
  const isUnlocked = draft.map(editOf).some((edit) => edit.op === "unlock" && edit["target"] === target);
  const lock = (is: boolean): Change => ({ slot: `lock ${target}`, edit: is ? { op: "lock", target } : null });
  if (!locksOf([...made, ...draft]).has(target)) return [lock(true)];
  return locksOf(made).has(target) && !isUnlocked ? [{ slot: `unlock ${target}`, edit: { op: "unlock", target } }] : [lock(false)];
}

/** A section's lock holds its lines too. */
export const isLineLocked = (locks: ReadonlySet<string>, section: string, line: number) => [section, `${section}/lyrics`, `${section}/${line}`].some((target) => locks.has(target));
