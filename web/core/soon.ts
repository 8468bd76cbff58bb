// A deed that many causes ask for, done once a while after the first of them.

export class Soon {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly deed: () => void;

  constructor(deed: () => void) {
    this.deed = deed;
  }

  /** While it is still to come, asking again changes nothing. */
  ask(wait_ms: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.deed();
    }, wait_ms);
  }

  /** What was asked for doesn't come; it may be asked for again. */
  drop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
