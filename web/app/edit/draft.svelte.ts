// The edits of a song that nobody has made yet: kept in the browser at every change, priced by the server before they are made.
import { api, Refusal, type Schemas, told } from "../api.ts";
import { type Change, Commands, type Edit } from "../../core/commands.ts";

const PRICE_MS = 350;

export class Draft {
  readonly song: string;
  readonly base: number;
  price = $state.raw<Schemas["Forecast"] | null>(null);
  refused = $state("");
  busy = $state(false);
  isKept = $state(true);
  private turn = $state(0);
  private readonly commands: Commands;
  private timer = 0;
  private asked = 0;
  readonly edits: Edit[] = $derived.by(() => { void this.turn; return this.commands.edits(); });
  readonly undoable: string = $derived.by(() => { void this.turn; return this.commands.undoable; });
  readonly redoable: string = $derived.by(() => { void this.turn; return this.commands.redoable; });

  constructor(song: string, base: number) {
    this.song = song;
    this.base = base;
    this.commands = Commands.from(localStorage.getItem(this.place));
  }

  private get place(): string { return `draft/${this.song}/${this.base}`; }

  add(says: string, ...changes: Change[]): void {
    this.commands.add(says, ...changes);
    this.changed();
  }
  undo(): string { const undone = this.commands.undo(); this.changed(); return undone?.says ?? ""; }
  redo(): string { const redone = this.commands.redo(); this.changed(); return redone?.says ?? ""; }
  clear(): void { this.commands.clear(); this.changed(); }

  find(op: string, ...fields: [string, unknown][]): Edit | undefined {
    return this.edits.find((edit) => edit.op === op && fields.every(([name, value]) => edit[name] === value));
  }

  /** Asks what the edits would re-make, once hands rest. */
  ask(): void {
    clearTimeout(this.timer);
    const mine = ++this.asked;
    if (this.edits.length === 0) {
      this.price = null;
      this.refused = "";
      return;
    }
    const body = { parent: this.base, edits: this.edits as never };
    this.timer = window.setTimeout(async () => {
      let price: Schemas["Forecast"] | null = null;
      let refused = "";
      try {
        price = (await told(api.POST("/v1/songs/{id}/edits", { params: { path: { id: this.song }, query: { dry_run: true } }, body }))) as Schemas["Forecast"];
      } catch (error) {
        refused = error instanceof Refusal ? error.message : String(error);
      }
      if (mine === this.asked) [this.price, this.refused] = [price, refused];
    }, PRICE_MS);
  }

  stop(): void { clearTimeout(this.timer); }

  /** One revision of all edits, on top of `parent`. True when it is in the making. */
  async make(parent: number): Promise<boolean> {
    if (this.busy || this.edits.length === 0) return false;
    this.busy = true;
    try {
      await told(api.POST("/v1/songs/{id}/edits", { params: { path: { id: this.song }, header: { "Idempotency-Key": crypto.randomUUID() } }, body: { parent, edits: this.edits as never } }));
      localStorage.removeItem(this.place);
      return true;
    } catch (error) {
      this.refused = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private changed(): void {
    this.turn += 1;
    const kept = this.commands.kept();
    try {
      if (kept) localStorage.setItem(this.place, kept);
      else localStorage.removeItem(this.place);
      this.isKept = true;
    } catch {
      this.isKept = false;  // the browser's room for this server is full
    }
  }
}
