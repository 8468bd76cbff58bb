// A melody from a file that was dropped or chosen. MusicXML is played by the engraver, which makes MIDI of it.
import { type Tune, tuneOf } from "../../core/melody.ts";
import { startEngraver } from "../edit/engraving.ts";
import type { Played, Score } from "../edit/engraver.ts";

const BYTES_MAX = 8 * 1024 * 1024;
const ENGRAVER_MS = 60_000;

function played(score: Score["score"], name: string): Promise<Uint8Array<ArrayBuffer>> {
  const worker = startEngraver();
  const done = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    const wrong = () => reject(new Error(`“${name}” can’t be read as MusicXML.`));
    setTimeout(wrong, ENGRAVER_MS);
    worker.onerror = wrong;
    worker.onmessage = ({ data }: MessageEvent<Played>) => (data.midi ? resolve(Uint8Array.from(atob(data.midi), (letter) => letter.charCodeAt(0))) : wrong());
    worker.postMessage({ score } satisfies Score);
  });
  return done.finally(() => worker.terminate());
}

/** Throws a sentence for people. */
export async function readTune(file: File): Promise<Tune> {
  if (file.size > BYTES_MAX) throw new Error(`“${file.name}” is larger than a melody can be.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const begins = String.fromCharCode(...bytes.subarray(0, 4));
  if (begins === "MThd") return tuneOf(bytes, file.name);
  if (begins.startsWith("PK")) return tuneOf(await played(bytes.buffer, file.name), file.name);
  const text = new TextDecoder().decode(bytes);
  if (!text.trimStart().startsWith("<")) throw new Error(`“${file.name}” is neither MIDI nor MusicXML.`);
  return tuneOf(await played(text, file.name), file.name);
}
