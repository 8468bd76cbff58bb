// Who is signed in. When a session ends in the middle of something, a dialog opens over the page, and what waited goes on after it.
import type { components } from "./api_types.d.ts";

export type User = components["schemas"]["User"];

type Door = "looking" | "first" | "out" | "in" | "away";

class Session {
  door = $state<Door>("looking");
  user = $state<User | null>(null);
  csrf = "";
  id = $state("");
  /** A session that ended while the page stood open. */
  expired = $state(false);
  private waiting: (() => void)[] = [];

  /** Whether there is an owner, and whether the browser's cookie still opens the door. */
  async look(): Promise<void> {
    const answer = await fetch("/v1/me").catch(() => null);
    if (!answer) {
      this.door = "away";
    } else if (answer.ok) {
      const me = await answer.json();
      this.enter(me, me.csrf ?? "", me.session ?? "");
    } else if (answer.status === 503) {
      const setUp = await fetch("/setup").catch(() => null);
      this.door = setUp?.ok ? "first" : "away";
    } else {
      this.door = "out";
    }
  }

  async signIn(email: string, password: string): Promise<string> {
    const answer = await fetch("/v1/sessions", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password }) }).catch(() => null);
    if (!answer) return "The line is down. Try again when the server is back.";
    const body = await answer.json();
    if (!answer.ok) return sentence(body.detail);
    this.enter(body.user, body.csrf, body.id);
    return "";
  }

  /** Resolves when somebody has signed in again. */
  renewed(): Promise<void> {
    this.expired = true;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Whether the browser's session is another than this page knew; it knows then. */
  async hasChanged(): Promise<boolean> {
    const answer = await fetch("/v1/me").catch(() => null);
    const me = answer?.ok ? await answer.json() : null;
    if (!me?.csrf || me.csrf === this.csrf) return false;
    if (this.user?.id !== me.id) location.assign("/");
    this.enter(me, me.csrf, me.session ?? "");
    return true;
  }

  leave(): void {
    this.door = "out";
    this.user = null;
    this.csrf = "";
  }

  private enter(user: User, csrf: string, id: string): void {
    const isOther = this.expired && this.user && this.user.id !== user.id;
    this.user = user;
    this.csrf = csrf;
    this.id = id;
    this.door = "in";
    this.expired = false;
    if (isOther) location.assign("/");
    for (const go of this.waiting.splice(0)) go();
  }
}

export function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

export const session = new Session();
