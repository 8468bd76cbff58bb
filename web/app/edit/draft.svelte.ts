// The edits of a song that nobody has made yet: kept in the browser at every change, priced by the server before they are made.
import { api, Refusal, type Schemas, told } from "../api.ts";
import { type Change, Commands, type Edit } from "../../core/commands.ts";
import { type DraftPlace, draftPlace, draftPlaces } from "../../core/drafts.ts";
import type { Theirs } from "../../core/merge.ts";
import { forecast } from "../forecast.ts";
import { live } from "../live.svelte.ts";

const PRICE_MS = 350;
const AGAIN_MS = 4000;
const RELOAD_MS = 1000;

/** A draft that a page left which is gone: of an earlier revision, or of another tab. */
export interface Left { place: DraftPlace; commands: Commands }

const isLineDown = (error: unknown) => error instanceof Refusal && error.status === 0;

/** Keeps a place for this page, so that no other one takes its draft for left; how to give it up, or null when another page has it. */
function hold(key: string, wait_ms: number): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => {});  // no secure context
  const options: LockOptions = wait_ms > 0 ? { signal: AbortSignal.timeout(wait_ms) } : { ifAvailable: true };
  return new Promise((resolve) => {
    navigator.locks.request(key, options, (lock) => (lock ? new Promise<void>((release) => resolve(release)) : resolve(null))).catch(() => resolve(null));
  });
}

const freshKey = (song: string, base: number) => draftPlace(song, base, Date.now(), crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)).key;

export class Draft {
  readonly song: string;
  /** The revision that the edits go on top of. */
  base = $state(0);
  price = $state.raw<Schemas["Forecast"] | null>(null);
  refused = $state("");
  /** The line is down: what the edits touch is asked once it is back. */
  isAway = $state(false);
  busy = $state(false);
  isKept = $state(true);
  left = $state.raw<Left[]>([]);
  private turn = $state(0);
  private commands = new Commands();
  private key: string;
  private readonly held: (() => void)[] = [];
  private timer = 0;
  private asked = 0;
  /** An order whose answer was lost is sent again under its key: it is made once. */
  private order = { body: "", key: "" };
  readonly changes: Change[] = $derived.by(() => { void this.turn; return this.commands.changes(); });
  readonly edits: Edit[] = $derived.by(() => { void this.turn; return this.commands.edits(); });
  readonly undoable: string = $derived.by(() => { void this.turn; return this.commands.undoable; });
  readonly redoable: string = $derived.by(() => { void this.turn; return this.commands.redoable; });

  constructor(song: string, base: number) {
    this.song = song;
    this.base = base;
    this.key = freshKey(song, base);
  }

  /** Finds what was left: goes on with the newest draft of this revision, and keeps the others for whoever asks. Before anything is added. */
  async open(): Promise<void> {
    const lately = sessionStorage.getItem(`draft/${this.song}`);
    const places = draftPlaces(Object.keys(localStorage), this.song).sort((a, b) => Number(b.key === lately) - Number(a.key === lately));
    const left: Left[] = [];
    let isFound = false;
    for (const place of places) {
      // A page that is read again may meet itself on its way out.
      const release = await hold(place.key, place.key === lately ? RELOAD_MS : 0);
      const commands = Commands.from(localStorage.getItem(place.key));
      if (!release || commands.count === 0) {
        release?.();
        continue;
      }
      this.held.push(release);
      if (isFound || place.base !== this.base) left.push({ place, commands });
      else [this.key, this.commands, isFound] = [place.key, commands, true];
    }
    if (!isFound) this.held.push((await hold(this.key, 0)) ?? (() => {}));
    sessionStorage.setItem(`draft/${this.song}`, this.key);
    this.left = left;
    this.turn += 1;
  }

  /** Lays what is chosen of a left draft over this one. Its form takes the place of this one's. */
  take(left: Left, chosen: readonly Edit[]): void {
    const changes = left.commands.changes().filter(({ edit }) => edit && chosen.includes(edit));
    const isForm = ({ edit }: Change) => edit?.op === "set_section";
    const cleared = changes.some(isForm) ? this.commands.changes().filter(isForm).map(({ slot }) => ({ slot, edit: null })) : [];
    if (changes.length > 0) this.add(`the changes to revision ${left.place.base}`, ...cleared, ...changes);
    if (this.isKept) this.discard(left);
  }
  /** How to take it back. */
  discard(left: Left): () => void {
    const kept = left.commands.kept();
    localStorage.removeItem(left.place.key);
    this.left = this.left.filter((each) => each !== left);
    return () => {
      localStorage.setItem(left.place.key, kept);
      this.left = [...this.left, left];
    };
  }

  /** Makes the revision that the draft is of the newest again, which costs nothing, and goes on from there. */
  async goBack(): Promise<void> {
    const back = await told(api.POST("/v1/songs/{id}/revisions", { params: { path: { id: this.song } }, body: { to: this.base } })) as Schemas["Accepted"];
    await this.rebase(back.revision);
  }
  private async rebase(revision: number): Promise<void> {
    const [was, key] = [this.key, freshKey(this.song, revision)];
    this.held.push((await hold(key, 0)) ?? (() => {}));
    [this.base, this.key] = [revision, key];
    sessionStorage.setItem(`draft/${this.song}`, key);
    this.changed();
    if (this.isKept) localStorage.removeItem(was);
  }

  /** What others did from one revision to another. */
  async since(from: number, to: number): Promise<Theirs> {
    if (from === to) return { added: [], removed: [] };
    const found = await told(api.GET("/v1/songs/{id}/compare", { params: { path: { id: this.song }, query: { from, to } } }));
    return { added: found.edits_added as Edit[], removed: found.edits_removed as Edit[], lines: new Map(found.lines.map((line) => [`${line.section}/${line.line}`, line.after])) };
  }

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

  /** Asks what the edits would re-make, once hands rest. Asked again when the line is back. */
  ask(): void {
    clearTimeout(this.timer);
    const mine = ++this.asked;
    if (this.edits.length === 0) {
      this.price = null;
      this.refused = "";
      this.isAway = false;
      return;
    }
    const [parent, edits] = [this.base, this.edits];
    this.timer = window.setTimeout(async () => {
      let price: Schemas["Forecast"] | null = null;
      let refused = "";
      let isAway = false;
      try {
        price = await forecast(this.song, parent, edits);
      } catch (error) {
        isAway = isLineDown(error);
        if (!isAway) refused = error instanceof Error ? error.message : String(error);
      }
      if (mine !== this.asked) return;
      [this.price, this.refused, this.isAway] = [price, refused, isAway];
      // The stream of events, which tells when the line is back, may not have broken.
      if (isAway) this.timer = window.setTimeout(() => { if (live.down_s === 0) this.ask(); }, AGAIN_MS);
    }, PRICE_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
    for (const release of this.held.splice(0)) release();
  }

  /** One revision of edits, on top of `parent`. True when it is in the making; the draft is then done with. */
  async make(parent: number, edits: readonly Edit[] = this.edits): Promise<boolean> {
    if (this.busy || edits.length === 0) return false;
    this.busy = true;
    const body = { parent, edits: edits as never };
    if (JSON.stringify(body) !== this.order.body) this.order = { body: JSON.stringify(body), key: crypto.randomUUID() };
    try {
      await told(api.POST("/v1/songs/{id}/edits", { params: { path: { id: this.song }, header: { "Idempotency-Key": this.order.key } }, body }));
      localStorage.removeItem(this.key);
      return true;
    } catch (error) {
      if (isLineDown(error)) this.ask();
      else this.refused = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private changed(): void {
    this.turn += 1;
    const kept = this.commands.kept();
    try {
      if (kept) localStorage.setItem(this.key, kept);
      else localStorage.removeItem(this.key);
      this.isKept = true;
    } catch {
      this.isKept = false;  // the browser's room for this server is full
    }
  }
}
