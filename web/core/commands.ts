// What a hand has changed and not sent yet: typed operations, with undo and redo.

/** An operation of the API (components/schemas/Edit). */
export type Edit = { op: string } & Record<string, unknown>;

export interface Command { edit: Edit; says: string; slot: string }

/** The edits of a song that wait to be sent. Of those with one `slot` the last counts. Plain values: kept as they are in storage. */
export class Commands {
  private done: Command[];
  private undone: Command[] = [];

  constructor(done: Command[] = []) {
    this.done = done;
  }

  add(command: Command): void {
    this.done.push(command);
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
  get all(): readonly Command[] { return this.done; }

  /** What is sent: in order, each slot once. */
  edits(): Edit[] {
    const slots = new Map<string, Edit>();
    for (const { slot, edit } of this.done) {
      slots.delete(slot);
      slots.set(slot, edit);
    }
    return [...slots.values()];
  }
}
