// What a hand has changed and not sent yet: typed operations, with undo and redo.

/** An operation of the API (components/schemas/Edit). */
export type Edit = { op: string } & Record<string, unknown>;
/** An operation as a draft has it, or as a song's document keeps it: a text. */
export const editOf = (kept: unknown): Edit => (typeof kept === "string" ? JSON.parse(kept) : kept) as Edit;

/** Of changes with one `slot` the last counts; one without an edit takes those before it back. */
export interface Change { slot: string; edit: Edit | null }
/** One deed of a hand. It may change several things. */
export interface Command { says: string; changes: Change[] }

const KEPT_CHARACTERS_MAX = 2_000_000;  // of the five million that a browser keeps for a server

/** The edits of a song that wait to be sent. Plain values: kept as they are in storage. */
export class Commands {
  private done: Command[];
  private undone: Command[] = [];

  constructor(done: Command[] = []) {
    this.done = done;
  }

  add(says: string, ...changes: Change[]): void {
    this.done.push({ says, changes });
    this.undone = [];
  }

  undo(): Command | undefined {
    const last = this.done.pop();
    if (last) this.undone.push(last);
    return last;
  }

  redo(): Command | undefined {
    const next = this.undone.pop();
    if (next) this.done.push(next);
    return next;
  }

  clear(): void {
    this.done = [];
    this.undone = [];
  }

  get undoable(): string { return this.done.at(-1)?.says ?? ""; }
  get redoable(): string { return this.undone.at(-1)?.says ?? ""; }
  get count(): number { return this.done.length; }

  private slots(): Map<string, Edit> {
    const slots = new Map<string, Edit>();
    for (const { slot, edit } of this.done.flatMap((command) => command.changes)) {
      slots.delete(slot);
      if (edit) slots.set(slot, edit);
    }
    return slots;
  }

  /** What is sent: in order, each slot once. */
  edits(): Edit[] { return [...this.slots().values()]; }
  /** The same with their slots. */
  changes(): Change[] { return [...this.slots()].map(([slot, edit]) => ({ slot, edit })); }

  /** For storage: all of it, or what it comes to when that is too much. Empty when nothing waits. */
  kept(): string {
    if (this.done.length === 0) return "";
    const all = JSON.stringify(this.done);
    if (all.length <= KEPT_CHARACTERS_MAX) return all;
    return JSON.stringify([{ says: "all before", changes: this.changes() }]);
  }

  static from(kept: string | null): Commands {
    try {
      const read: unknown = JSON.parse(kept ?? "[]");
      return new Commands(Array.isArray(read) ? read.filter((one) => Array.isArray(one?.changes)) : []);
    } catch {
      return new Commands();
    }
  }
}
