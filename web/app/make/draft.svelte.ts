// The line that isn't sent yet, kept by the browser at every keystroke.

import type { Tune } from "../../core/melody.ts";

export interface Wishes { style: string; key: string; tempo: string; metre: string; length: string; voice: string; title: string; words: string; seed: string }
export const noWishes = (): Wishes => ({ style: "", key: "", tempo: "", metre: "", length: "", voice: "", title: "", words: "", seed: "" });

/** What a song is asked for by. */
export interface Ask { text: string; wishes: Wishes; tune: Tune | null }

const PLACE = "draft";
const ASIDE = "draft-aside";
const TUNE = "tune";

class Draft {
  text = $state("");
  wishes = $state<Wishes>(noWishes());
  open = $state(false);
  tune = $state.raw<Tune | null>(null);
  /** What somebody had written before something else took its place. */
  aside = $state.raw<Ask | null>(null);
  private given = "";

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
      this.text = String(kept.text ?? "");
      this.open = kept.open === true;
      for (const wish of Object.keys(this.wishes) as (keyof Wishes)[]) this.wishes[wish] = String(kept.wishes?.[wish] ?? "");
      const tune: Tune | null = JSON.parse(localStorage.getItem(TUNE) ?? "null");
      this.tune = tune?.tracks[tune.track] ? tune : null;
      this.aside = JSON.parse(localStorage.getItem(ASIDE) ?? "null");
    } catch {
      localStorage.removeItem(PLACE);
      localStorage.removeItem(TUNE);
      localStorage.removeItem(ASIDE);
    }
  }

  keep(): void {
    localStorage.setItem(PLACE, JSON.stringify({ text: this.text, open: this.open, wishes: this.wishes }));
  }

  setTune(tune: Tune | null): void {
    this.tune = tune;
    localStorage.setItem(TUNE, JSON.stringify(tune));
  }

  /** Fills the draft from elsewhere. What a hand had written or set is set aside, until `putBack`. */
  fill(text: string, wishes: Wishes = noWishes(), tune: Tune | null = null): void {
    const before: Ask = { text: this.text, wishes: { ...this.wishes }, tune: this.tune };
    const isWritten = before.text.trim() !== "" || before.tune !== null || Object.values(before.wishes).some(Boolean);
    if (isWritten && JSON.stringify(before) !== this.given) this.setAside(before);
    this.text = text;
    this.wishes = { ...wishes };
    this.setTune(tune);
    this.keep();
    this.given = JSON.stringify({ text, wishes, tune } satisfies Ask);
  }

  putBack(): void {
    const back = this.aside;
    if (!back) return;
    this.setAside(null);
    this.fill(back.text, back.wishes, back.tune);
    this.given = "";
  }

  setAside(ask: Ask | null): void {
    this.aside = ask;
    localStorage.setItem(ASIDE, JSON.stringify(ask));
  }

  clear(): void {
    this.setTune(null);
    this.text = "";
    this.wishes = noWishes();
    this.keep();
  }
}

export const draft = new Draft();
