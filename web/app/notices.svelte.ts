// Short messages at the foot of the page: what was done, and how to undo it.

export interface Notice { id: number; text: string; undo?: (() => void) | undefined; bad: boolean }

class Notices {
  list = $state.raw<Notice[]>([]);
  private number = 0;

  say(text: string, undo?: () => void, seconds = 10): void {
    this.add({ id: ++this.number, text, undo, bad: false }, seconds);
  }

  fail(error: unknown): void {
    this.add({ id: ++this.number, text: error instanceof Error ? error.message : String(error), bad: true }, 15);
  }

  drop(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  private add(notice: Notice, seconds: number): void {
    this.list = [...this.list.slice(-2), notice];
    setTimeout(() => this.drop(notice.id), seconds * 1000);
  }
}

export const notices = new Notices();
