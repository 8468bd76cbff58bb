// What somebody looks for in the library, what the server is asked for it, and which of its songs are it.

export interface Wanted { q: string; tag: string; trashed: boolean }
export interface Found { title: string; prompt: string; tags: readonly string[]; trashed_ms?: number }

export const isTrashed = (song: { trashed_ms?: number }) => song.trashed_ms !== undefined;

/** The server searches outside of the trash alone, and takes no tag with a search: the rest is `fits`. */
export function queryOf({ q, tag, trashed }: Wanted): { q?: string; tag?: string; trashed?: boolean } {
  if (q.trim() && !trashed) return { q: q.trim() };
  return { ...(tag && { tag }), ...(trashed && { trashed }) };
}

export function fits(song: Found, { q, tag, trashed }: Wanted): boolean {
  if (isTrashed(song) !== trashed || (tag && !song.tags.includes(tag))) return false;
  if (!trashed) return true;
  const text = `${song.title}\n${song.prompt}`.toLowerCase();
  return q.toLowerCase().replaceAll('"', " ").split(/\s+/).every((word) => text.includes(word));
}
