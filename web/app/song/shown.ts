// The revision of a song that its page shows: the newest, or the last that was made where the newest isn't.
import { api, artifact, Refusal, type Schemas, told } from "../api.ts";
import { filesOf, type SongDocument } from "../../core/document.ts";

/** As the server tells of a song; of an older revision's files only the names are known. */
export type Shown = Omit<Schemas["SongDetails"], "files"> & { files: { name: string; bytes?: number; preview?: boolean }[] };

const LOOKED_AT_MAX = 100;

/** The last whole revision before `song`, whose own isn't made; null where there is none. */
export async function lastMade(song: Schemas["SongDetails"], before: Shown | null): Promise<Shown | null> {
  if (song.revision === 1) return null;
  const { revisions } = await told(api.GET("/v1/songs/{id}/revisions", { params: { path: { id: song.id }, query: { limit: LOOKED_AT_MAX } } }));
  const made = revisions.find((each) => each.state === "made" && !each.until);
  if (!made) return null;
  if (before?.revision === made.revision && before.state === "made") return before;
  try {
    const document: SongDocument = await (await artifact(song.id, "song.json", made.revision)).json();
    const { id, title, prompt, tags, created_ms, updated_ms } = song;
    const { revision, seed, steps_made, steps_reused, finished_ms } = made;
    return { id, title, prompt, tags, created_ms, updated_ms, revision, state: "made", seed, steps_made, steps_reused, ...(finished_ms && { finished_ms }), files: filesOf(document).map((name) => ({ name })) };
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}
