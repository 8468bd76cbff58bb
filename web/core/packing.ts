// How songs that are taken along together are called in their archive.

const NAME_CHARACTERS_MAX = 100;
/** What some file system doesn't allow in a name. */
const FORBIDDEN = /[\u0000-\u001f\u007f"*/:<>?\\|]/g;

function folderName(title: string): string {
  const name = [...title.replace(FORBIDDEN, " ").replace(/\s+/g, " ")].slice(0, NAME_CHARACTERS_MAX).join("").trim().replace(/[. ]+$/, "");
  return name || "Untitled";
}

/** A folder for each title, no two alike on systems that don't tell capitals apart: "Fog", "Fog 2". */
export function folderNames(titles: readonly string[]): string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const name = folderName(title);
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name} ${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
