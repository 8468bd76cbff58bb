// A song's revisions and their documents, read when somebody wants to see them.
import { SvelteMap } from "svelte/reactivity";
import { api, artifact, type Schemas, told } from "../api.ts";
import type { SongDocument } from "../../core/document.ts";
import type { Take } from "../../core/takes.ts";

const SHOWN_MAX = 100;

export class Revisions {
  list = $state.raw<Schemas["Revision"][]>([]);
  documents = new SvelteMap<number, SongDocument>();
  private readonly asked = new Map<number, Promise<SongDocument>>();
  private readonly song: string;

  constructor(song: string) {
    this.song = song;
  }

  get made(): Schemas["Revision"][] { return this.list.filter((revision) => revision.state === "made"); }

  /** Those made whose documents are here, the newest first. */
  get whole(): Take[] {
    return this.made.flatMap(({ revision }) => {
      const song = this.documents.get(revision);
      return song ? [{ revision, song }] : [];
    });
  }

  async read(): Promise<void> {
    this.list = (await told(api.GET("/v1/songs/{id}/revisions", { params: { path: { id: this.song }, query: { limit: SHOWN_MAX } } }))).revisions;
  }

  document(revision: number): Promise<SongDocument> {
    let made = this.asked.get(revision);
    if (!made) {
      made = artifact(this.song, "song.json", revision).then(async (answer) => {
        const document = await answer.json() as SongDocument;
        this.documents.set(revision, document);
        return document;
      });
      made.catch(() => this.asked.delete(revision));
      this.asked.set(revision, made);
    }
    return made;
  }
}
