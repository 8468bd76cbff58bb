// Bringing a melody: a file that is dropped on a screen or chosen becomes the draft's.
import { notices } from "../notices.svelte.ts";
import { draft } from "./draft.svelte.ts";

export const KINDS = ".mid,.midi,.musicxml,.xml,.mxl";

export async function bring(file: File | undefined): Promise<boolean> {
  if (!file) return false;
  try {
    const { readTune } = await import("./tune.ts");
    draft.setTune(await readTune(file));
    return true;
  } catch (error) {
    notices.fail(error);
    return false;
  }
}

/** On an element: a file may be dropped there. */
export function takesFiles(node: HTMLElement, taken: () => void): { destroy(): void } {
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    node.dataset["dropping"] = "";
  };
  const away = () => delete node.dataset["dropping"];
  const drop = (event: DragEvent) => {
    away();
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    void bring(event.dataTransfer.files[0]).then((done) => done && taken());
  };
  const leave = (event: DragEvent) => { if (!node.contains(event.relatedTarget as Node | null)) away(); };
  node.addEventListener("dragover", over);
  node.addEventListener("dragleave", leave);
  node.addEventListener("drop", drop);
  return {
    destroy() {
      node.removeEventListener("dragover", over);
      node.removeEventListener("dragleave", leave);
      node.removeEventListener("drop", drop);
    },
  };
}
