// Songs taken along as one archive: their files come one after the other, straight into a file of the browser's own on disk.
import { api, artifact, Refusal, told } from "../api.ts";
import type { Song } from "../shelf.svelte.ts";
import { folderNames } from "../../core/packing.ts";
import { bytes } from "../../core/format.ts";

const BYTES_MAX = 4e9;
/** Where the browser gives no files of its own (a page over plain HTTP), the archive is held in memory. */
const HELD_BYTES_MAX = 5e8;
const ARCHIVE = "songs.zip";

const hasFiles = () => navigator.storage?.getDirectory !== undefined && "createWritable" in FileSystemFileHandle.prototype;

interface Packed { name: string; input: ReadableStream<Uint8Array>; size: number; lastModified: Date }

export class Packing {
  /** What is packed at present; empty where nothing is. */
  title = $state("");
  packed_bytes = $state(0);
  all_bytes = $state(0);
  private stopped = new AbortController();
  /** Why a file didn't come: a blob that isn't whole tells no reason. */
  private why: unknown;

  get isBusy(): boolean { return this.title !== ""; }
  cancel(): void { this.stopped.abort(); }

  /** An archive with a folder for each song; null where somebody cancelled it. Fails with what couldn't be packed, and why. */
  async pack(songs: readonly Song[]): Promise<Blob | null> {
    this.stopped = new AbortController();
    this.why = undefined;
    [this.title, this.packed_bytes, this.all_bytes] = [songs[0]!.title, 0, 0];
    try {
      const { makeZip } = await import("client-zip");
      const lists = await this.read(songs);
      return await this.keep(makeZip(this.files(songs, lists)));
    } catch (error) {
      if (this.stopped.signal.aborted) return null;
      const why = this.why ?? error;
      throw new Error(`“${this.title}” couldn’t be packed, so nothing is saved. ${why instanceof Refusal ? why.message : why instanceof DOMException && why.name === "QuotaExceededError" ? "This browser has no room left for it." : "The line broke off on the way."}`);
    } finally {
      this.title = "";
    }
  }

  /** In the place of the archive before. */
  private async keep(archive: ReadableStream<Uint8Array>): Promise<Blob> {
    const { signal } = this.stopped;
    if (!hasFiles()) return new Response(archive.pipeThrough(new TransformStream(), { signal })).blob();
    const file = await (await navigator.storage.getDirectory()).getFileHandle(ARCHIVE, { create: true });
    await archive.pipeTo(await file.createWritable(), { signal });
    return file.getFile();
  }

  /** All their files, previews aside. */
  private async read(songs: readonly Song[]) {
    const lists = [];
    for (const { id, title } of songs) {
      this.title = title;
      this.stopped.signal.throwIfAborted();
      const { files, revision } = await told(api.GET("/v1/songs/{id}", { params: { path: { id } } }));
      const own = files.filter((file) => !file.preview);
      this.all_bytes += own.reduce((sum, file) => sum + file.bytes, 0);
      lists.push({ revision, files: own });
    }
    const bytes_max = hasFiles() ? BYTES_MAX : HELD_BYTES_MAX;
    if (this.all_bytes > bytes_max) throw new Refusal(0, `these songs are ${bytes(this.all_bytes)}, and no more than ${bytes(bytes_max)} go at once`);
    return lists;
  }

  private async *files(songs: readonly Song[], lists: Awaited<ReturnType<Packing["read"]>>): AsyncGenerator<Packed> {
    const folders = folderNames(songs.map((song) => song.title || song.prompt));
    for (const [index, song] of songs.entries()) {
      this.title = song.title || song.prompt;
      const { revision, files } = lists[index]!;
      for (const file of files) {
        this.stopped.signal.throwIfAborted();
        const body = (await artifact(song.id, file.name, revision).catch((error: unknown) => { this.why = error; throw error; })).body!;
        const counted = new TransformStream<Uint8Array, Uint8Array>({ transform: (piece, out) => { this.packed_bytes += piece.length; out.enqueue(piece); } });
        yield { name: `${folders[index]}/${file.name}`, input: body.pipeThrough(counted), size: file.bytes, lastModified: new Date(song.updated_ms) };
      }
    }
  }
}
