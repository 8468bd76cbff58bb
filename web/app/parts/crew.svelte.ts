// Who works here, as it stands: asked again while the page is looked at, for workers come and go without an event.
import { api, type Schemas, told } from "../api.ts";
import { live } from "../live.svelte.ts";
import { Soon } from "../../core/soon.ts";

const AGAIN_MS = 3000;
const SOON_MS = 1000;

export type Hand = Schemas["Worker"];

/** For owners. */
export class Crew {
  workers = $state.raw<Hand[]>([]);
  /** Workers of the server's own that start with the next steps. */
  asleep = $state(0);
  loaded = $state(false);
  now_ms = $state(Date.now());
  private readonly soon = new Soon(() => void this.read());

  /** Returns how to stop. */
  follow(): () => void {
    void this.read();
    const beat = setInterval(() => { if (!document.hidden) void this.read(); }, AGAIN_MS);
    const stop = live.follow((event) => { if (event.kind !== "progress") this.soon.ask(SOON_MS); }, () => this.soon.ask(SOON_MS));
    return () => { clearInterval(beat); this.soon.drop(); stop(); };
  }

  async read(): Promise<void> {
    try {
      const list = await told(api.GET("/v1/workers", {}));
      this.workers = list.workers;
      this.asleep = Math.max(0, list.own - list.workers.filter((worker) => worker.origin === "local").length);
      this.now_ms = Date.now();
      this.loaded = true;
    } catch {
      // The next beat asks again; a line that is down is told of elsewhere.
    }
  }
}

export const ORIGINS: Record<Hand["origin"], string> = { local: "the server’s own", socket: "another on this machine", remote: "from elsewhere" };

/** Of those that are asleep while others, or none, are awake. */
export const asleepSaid = ({ workers, asleep }: Crew) => `${asleep === 1 ? "One" : asleep}${workers.length > 0 ? " more" : ""} of the server’s own ${asleep === 1 ? "starts" : "start"} when there is work for ${asleep === 1 ? "it" : "them"}.`;
