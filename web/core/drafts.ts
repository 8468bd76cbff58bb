// Where drafts of a song lie in the browser's storage: one for each tab and each revision that it goes on from.

export interface DraftPlace { key: string; base: number; since_ms: number }

export const draftPlace = (song: string, base: number, since_ms: number, tab: string): DraftPlace => ({ key: `draft/${song}/${base}/${since_ms}-${tab}`, base, since_ms });

/** The places of a song's drafts among the keys of a storage, the newest first. */
export function draftPlaces(keys: readonly string[], song: string): DraftPlace[] {
  const places = keys.flatMap((key) => {
    const [kind, id, base, tab = "0", ...others] = key.split("/");
    if (kind !== "draft" || id !== song || !/^\d+$/.test(base ?? "") || others.length > 0) return [];
    return [{ key, base: Number(base), since_ms: Number.parseInt(tab, 10) || 0 }];
  });
  return places.sort((a, b) => b.base - a.base || b.since_ms - a.since_ms);
}
