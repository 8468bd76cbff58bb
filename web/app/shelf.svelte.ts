// The newest songs, kept true by what happens: for the shelf, the header and the library's first page.
import { api, type Schemas, told } from "./api.ts";
import { live } from "./live.svelte.ts";
import { Soon } from "../core/soon.ts";

export type Song = Schemas["Song"];

export const isMaking = (song: { state: Song["state"] }) => song.state === "making" || song.state === "waiting";

class Shelf {
  songs = $state.raw<Song[]>([]);
  loaded = $state(false);
  next = $state<string | undefined>();
  private readonly reading = new Soon(() => void this.read());
  private stop: (() => void) | null = null;

  get making(): Song[] { return this.songs.filter(isMaking); }

  start(): void {
    if (this.stop) return;
    const stop = live.follow(
      (event) => {
        if (event.kind === "progress") return;
        const known = this.songs.find((song) => song.id === event.song);
        if (!known || isMaking(known) || event.kind === "failed" || event.kind === "queued") this.soon();
      },
      () => this.soon(),
    );
    this.stop = stop;
    void this.read();
  }

  end(): void {
    this.stop?.();
    this.stop = null;
    this.reading.drop();
    this.songs = [];
    this.loaded = false;
  }

  soon(): void {
    this.reading.ask(400);
  }

  async read(): Promise<void> {
    try {
      const page = await told(api.GET("/v1/songs", { params: { query: { limit: 60 } } }));
      this.songs = page.songs;
      this.next = page.next;
      this.loaded = true;
    } catch {
      // Where it isn't the line, whose own notice tells of it, the server was busy.
      if (this.stop && live.down_s === 0) setTimeout(() => this.soon(), 3000);
    }
  }
}

export const shelf = new Shelf();
