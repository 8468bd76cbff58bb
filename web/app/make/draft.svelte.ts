// The line that isn't sent yet, kept by the browser at every keystroke.

export interface Wishes { style: string; key: string; tempo: string; metre: string; length: string; voice: string; title: string; words: string; seed: string }
export const noWishes = (): Wishes => ({ style: "", key: "", tempo: "", metre: "", length: "", voice: "", title: "", words: "", seed: "" });

const PLACE = "draft";

class Draft {
  text = $state("");
  wishes = $state<Wishes>(noWishes());
  open = $state(false);

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
      this.text = String(kept.text ?? "");
      this.open = kept.open === true;
      for (const wish of Object.keys(this.wishes) as (keyof Wishes)[]) this.wishes[wish] = String(kept.wishes?.[wish] ?? "");
    } catch {
      localStorage.removeItem(PLACE);
    }
  }

  keep(): void {
    localStorage.setItem(PLACE, JSON.stringify({ text: this.text, open: this.open, wishes: this.wishes }));
  }

  clear(): void {
    this.text = "";
    this.wishes = noWishes();
    this.keep();
  }
}

export const draft = new Draft();
