// Takes that are tried while a song is edited: each is a revision of its own, made beside the song, which stays as it is until one is taken.
import { api, Refusal, type Schemas, told } from "../api.ts";
import { live } from "../live.svelte.ts";
import { notices } from "../notices.svelte.ts";
import { Revisions } from "../song/revisions.svelte.ts";
import type { Change, Edit } from "../../core/commands.ts";
import type { SongDocument } from "../../core/document.ts";
import { Soon } from "../../core/soon.ts";
import { anotherTake, bodyOf, editsBeyond, isTakeOf, type Place, slotOfTake, type Take } from "../../core/takes.ts";
import type { Draft } from "./draft.svelte.ts";

const LOOKED_AT_MAX = 16;
const SOON_MS = 250;
const SONG_KINDS = ["edit.made", "edit.failed", "edit.cancelled"];

export class Trials {
  /** A take is being ordered: the newest revision is about to be what the editor shows, again. */
  busy = $state(false);
  private readonly draft: Draft;
  private readonly revisions: Revisions;
  private ordered: { revision: number; place: Place; name: string; body: string | null }[] = [];
  private asked = false;
  private readonly reading = new Soon(() => this.read().catch((error) => notices.fail(error)));

  constructor(draft: Draft) {
    this.draft = draft;
    this.revisions = new Revisions(draft.song);
  }

  /** Every different song among the newest revisions, the newest first. */
  get takes(): Take[] { return this.revisions.whole; }
  /** Takes that the band works on: not the newest revision, which is the song. */
  get making(): Schemas["Revision"][] { return this.revisions.list.filter(({ revision, state }) => revision < this.draft.base && (state === "waiting" || state === "making")); }

  /** Reads the revisions once somebody looks at takes, and again when one is made. Returns how to stop. */
  follow(): () => void {
    const stop = live.follow((event) => { if (event.song === this.draft.song && SONG_KINDS.includes(event.kind)) this.soon(); }, () => this.soon());
    return () => { stop(); this.reading.drop(); };
  }
  open(): void {
    if (this.asked) return;
    this.asked = true;
    this.soon(0);
  }

  /** Orders a take of the place, then goes back to the song as it is, which costs nothing. `name` stands in a sentence. */
  async order(place: Place, name: string, song: SongDocument, seed: number): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const order = { parent: this.draft.base, edits: [anotherTake(place, seed)] as never };
    try {
      const { revision } = await told(api.POST("/v1/songs/{id}/edits", { params: { path: { id: this.draft.song }, header: { "Idempotency-Key": crypto.randomUUID() } }, body: order })) as Schemas["Accepted"];
      this.ordered.push({ revision, place, name, body: bodyOf(song, place) });
      await this.draft.goBack();
      await this.read();
    } catch (error) {
      notices.fail(error instanceof Refusal && error.status === 409 ? new Error("The song has changed meanwhile: a take is tried from its newest revision.") : error);
    } finally {
      this.busy = false;
    }
  }

  /** The edits that bring a take into the draft; null where going back to its revision is the only way. */
  editsOf(place: Place, take: Take, song: Take["song"]): Edit[] | null {
    const edits = editsBeyond(song, take.song);
    return edits && isTakeOf(place, edits) ? edits : null;
  }
  isTaken(place: Place, edits: readonly Edit[]): boolean {
    return edits.length > 0 && JSON.stringify(this.drafted(place).map(({ edit }) => edit)) === JSON.stringify(edits);
  }
  /** Into the draft, in the place of another take of it; none: the place stays as it is. */
  take(place: Place, edits: readonly Edit[], says: string): void {
    const slotOf = (index: number) => (index === 0 ? slotOfTake(place) : `${slotOfTake(place)} ${index + 1}`);
    this.draft.add(says, ...this.drafted(place).map(({ slot }) => ({ slot, edit: null })), ...edits.map((edit, index) => ({ slot: slotOf(index), edit })));
  }
  private drafted(place: Place): Change[] {
    return this.draft.changes.filter(({ edit }) => edit !== null && isTakeOf(place, [edit]));
  }

  private soon(wait_ms = SOON_MS): void {
    if (this.asked) this.reading.ask(wait_ms);
  }
  private async read(): Promise<void> {
    await this.revisions.read();
    const made = this.revisions.made.filter((revision) => !revision.until);
    // Revisions that went back to another are the same song: one of each is read.
    const different = [...Map.groupBy(made, (revision) => revision.document).values()].map((alike) => alike[0]!).slice(0, LOOKED_AT_MAX);
    await Promise.all(different.map(({ revision }) => this.revisions.document(revision)));
    this.ordered = this.ordered.filter((order) => !this.isSettled(order));
  }
  /** Says of a take that is over what doesn't show: that it failed, or came out the same. */
  private isSettled({ revision, place, name, body }: Trials["ordered"][number]): boolean {
    const state = this.revisions.list.find((each) => each.revision === revision)?.state;
    if (state === "failed" || state === "cancelled") notices.fail(new Error(`A take of ${name} ${state === "failed" ? "couldn’t be made" : "was cancelled"}. The song stays as it is.`));
    const song = this.revisions.documents.get(revision);
    if (song && bodyOf(song, place) === body) notices.say(`The take of ${name} came out the same. Try another.`);
    return state === "failed" || state === "cancelled" || song !== undefined;
  }
}
