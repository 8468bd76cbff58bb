// The tasks that make one revision of a song, kept true by what happens.
import { api, told } from "../api.ts";
import { live, type LiveEvent } from "../live.svelte.ts";
import { after, type TaskView } from "../../core/making.ts";
import { Soon } from "../../core/soon.ts";

export class Tasks {
  list = $state.raw<TaskView[]>([]);
  private readonly reading = new Soon(() => this.read().catch(() => this.soon(2000)));
  private readonly song: string;
  private readonly revision: number;

  constructor(song: string, revision: number) {
    this.song = song;
    this.revision = revision;
  }

  /** Reads them, and again whenever something else happens to them than events tell. Returns how to stop. */
  follow(): () => void {
    this.soon(0);
    const stop = live.follow((event) => this.hear(event), () => this.soon());
    return () => { stop(); this.reading.drop(); };
  }

  soon(wait_ms = 200): void {
    this.reading.ask(wait_ms);
  }

  private async read(): Promise<void> {
    const found: TaskView[] = [];
    let cursor: string | undefined;
    do {
      const page = await told(api.GET("/v1/tasks", { params: { query: { song: this.song, limit: 200, cursor } } }));
      found.push(...page.tasks);
      cursor = page.tasks.some((task) => task.revision < this.revision) ? undefined : page.next;
    } while (cursor);
    this.list = found.filter((task) => task.revision === this.revision).sort((a, b) => a.id - b.id);
  }

  private hear(event: LiveEvent): void {
    if (event.song !== this.song || event.task === undefined) return;
    if (!this.list.some((task) => task.id === event.task)) return this.soon();
    this.list = this.list.map((task) => (task.id === event.task ? after(task, event) : task));
    if (event.kind === "failed") this.soon();
  }
}
