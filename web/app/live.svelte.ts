// What happens on the server, as it happens: one stream for the page. It resumes where it broke off, so nothing is missed or doubled.
import type { components } from "./api_types.d.ts";
import { api } from "./api.ts";

export type LiveEvent = components["schemas"]["Event"];

const STEP_KINDS = ["queued", "running", "progress", "succeeded", "failed", "cancelled"];
const SONG_KINDS = ["song.made", "song.failed", "song.cancelled", "edit.made", "edit.failed", "edit.cancelled"];
const KINDS = [...STEP_KINDS, ...SONG_KINDS];
const RETRY_S = [1, 2, 4, 8, 15];

type Listener = { event: (event: LiveEvent) => void; anew: () => void };

class Live {
  /** Seconds until the next try; 0 while the line is up. */
  down_s = $state(0);
  private source: EventSource | null = null;
  private last = "";
  private tries = 0;
  private timer = 0;
  private readonly listeners = new Set<Listener>();

  /** `anew` is called when events may have been missed: when the stream opens after the listener came, when the line is back, and
   *  when the server no longer has what was missed. Read the state then. Returns how to stop. */
  follow(event: (event: LiveEvent) => void, anew: () => void): () => void {
    const listener = { event, anew };
    this.listeners.add(listener);
    if (!this.source && !this.timer) this.open();
    return () => this.listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.source?.close();
    this.source = null;
    this.last = "";
    this.down_s = 0;
  }

  now(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.open();
  }

  private open(): void {
    this.source?.close();
    const source = new EventSource(`/v1/events${this.last ? `?after=${this.last}` : ""}`);
    this.source = source;
    source.onopen = () => {
      const isFirst = this.last === "";
      const wasDown = this.down_s > 0;
      this.tries = 0;
      this.down_s = 0;
      if (isFirst || wasDown) for (const listener of this.listeners) listener.anew();
    };
    source.onerror = () => this.lost(source);
    const take = (message: MessageEvent<string>) => {
      this.last = message.lastEventId;
      const event = JSON.parse(message.data) as LiveEvent;
      for (const listener of this.listeners) listener.event(event);
    };
    for (const kind of KINDS) source.addEventListener(kind, take as EventListener);
    source.addEventListener("reset", (message) => {
      this.last = (message as MessageEvent).lastEventId;
      for (const listener of this.listeners) listener.anew();
    });
  }

  private lost(source: EventSource): void {
    if (source !== this.source) return;
    source.close();
    this.source = null;
    const wait = RETRY_S[Math.min(this.tries++, RETRY_S.length - 1)]!;
    this.down_s = wait;
    const count = () => {
      this.down_s -= 1;
      if (this.down_s > 0) {
        this.timer = window.setTimeout(count, 1000);
        return;
      }
      this.timer = 0;
      this.down_s = 0.5;
      // A session that ended looks the same as a broken line: the call tells them apart, and waits for a new session.
      void api.GET("/v1/me").then(() => this.open(), () => this.again());
    };
    this.timer = window.setTimeout(count, 1000);
  }

  private again(): void {
    const source = new EventTarget() as EventSource;
    source.close = () => {};
    this.source = source;
    this.lost(source);
  }
}

export const live = new Live();
