// The line that isn't sent yet, kept by the browser at every keystroke.

import type { Tune } from "../../core/melody.ts";

export interface Wishes { style: string; key: string; tempo: string; metre: string; length: string; voice: string; title: string; words: string; seed: string }
export const noWishes = (): Wishes => ({ style: "", key: "", tempo: "", metre: "", length: "", voice: "", title: "", words: "", seed: "" });

const PLACE = "draft";
const TUNE = "tune";

class Draft {
  text = $state("");
  wishes = $state<Wishes>(noWishes());
  open = $state(false);
  tune = $state.raw<Tune | null>(null);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
      this.text = String(kept.text ?? "");
      this.open = kept.open === true;
      for (const wish of Object.keys(this.wishes) as (keyof Wishes)[]) this.wishes[wish] = String(kept.wishes?.[wish] ?? "");
      const tune: Tune | null = JSON.parse(localStorage.getItem(TUNE) ?? "null");
      this.tune = tune?.tracks[tune.track] ? tune : null;
    } catch {
      localStorage.removeItem(PLACE);
      localStorage.removeItem(TUNE);
    }
  }

  keep(): void {
    localStorage.setItem(PLACE, JSON.stringify({ text: this.text, open: this.open, wishes: this.wishes }));
  }

  setTune(tune: Tune | null): void {
    this.tune = tune;
    localStorage.setItem(TUNE, JSON.stringify(tune));
  }

  clear(): void {
    this.setTune(null);
    this.text = "";
    this.wishes = noWishes();
    this.keep();
  }
}

export const draft = new Draft();
