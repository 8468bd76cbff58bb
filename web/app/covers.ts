// Covers as small pictures, and the colour of a spine. Made once for each revision, then kept by the browser.
import { artifact } from "./api.ts";

const SHELF = "covers-1";
const SIDE = 720;
interface Picture { address: string; blob: Blob }
const memory = new Map<string, Promise<Picture>>();
const MEMORY_MAX = 400;
const AT_ONCE = 4;
let running = 0;
const queue: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => queue.push(go));
  running++;
  try {
    return await work();
  } finally {
    running--;
    queue.shift()?.();
  }
}

const shelf = () => (self.caches ? caches.open(SHELF).catch(() => null) : Promise.resolve(null));

async function shrink(bytes: Blob): Promise<Blob> {
  const large = await createImageBitmap(bytes, { resizeWidth: SIDE, resizeHeight: SIDE, resizeQuality: "high" });
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  canvas.getContext("2d")!.drawImage(large, 0, 0);
  large.close();
  return canvas.convertToBlob({ type: "image/webp", quality: 0.9 });
}

async function fetchCover(song: string, revision: number): Promise<Blob> {
  const small = await artifact(song, "previews/cover.png", revision).catch(() => artifact(song, "cover.png", revision));
  return shrink(await small.blob());
}

/** An address for an <img>; rejects when the song has no cover. */
export async function cover(song: string, revision: number): Promise<string> {
  return (await picture(song, revision)).address;
}

function picture(song: string, revision: number): Promise<Picture> {
  const key = `/covers/${song}/${revision}`;
  const known = memory.get(key);
  if (known) return known;
  const made = inTurn(async () => {
    const kept = await shelf();
    const hit = await kept?.match(key);
    const blob = hit ? await hit.blob() : await fetchCover(song, revision);
    if (!hit) await kept?.put(key, new Response(blob)).catch(() => {});
    return { address: URL.createObjectURL(blob), blob };
  });
  memory.set(key, made);
  made.catch(() => memory.delete(key));
  if (memory.size > MEMORY_MAX) {
    const [oldest, gone] = memory.entries().next().value!;
    memory.delete(oldest);
    void gone.then(({ address }) => URL.revokeObjectURL(address), () => {});
  }
  return made;
}

export interface Spine { ground: string; ink: string }

const luminance = (rgb: number[]) => {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};
const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
const DARK = "#16191b";

/** The most telling colour of the pixels, darkened until white or ink can be read on it at 4.5:1. */
export function spineOf(pixels: Uint8ClampedArray): Spine {
  const bins = new Map<number, { sum: number[]; weight: number }>();
  for (let at = 0; at < pixels.length; at += 4) {
    const rgb = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
    const key = (rgb[0]! >> 5) * 64 + (rgb[1]! >> 5) * 8 + (rgb[2]! >> 5);
    const bin = bins.get(key) ?? { sum: [0, 0, 0], weight: 0 };
    const chroma = (Math.max(...rgb) - Math.min(...rgb)) / 255;
    const weight = 0.15 + chroma;
    rgb.forEach((value, index) => (bin.sum[index]! += value * weight));
    bin.weight += weight;
    bins.set(key, bin);
  }
  const best = [...bins.values()].sort((a, b) => b.weight - a.weight)[0];
  let rgb = best ? best.sum.map((sum) => sum / best.weight) : [90, 90, 90];
  if (contrast(luminance(rgb), luminance([0x16, 0x19, 0x1b])) >= 4.5) return { ground: css(rgb), ink: DARK };
  while (contrast(luminance(rgb), 1) < 4.5) rgb = rgb.map((value) => value * 0.94);
  return { ground: css(rgb), ink: "#fff" };
}

const css = (rgb: number[]) => `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;

export async function spine(song: string, revision: number): Promise<Spine> {
  const key = `spine/${song}/${revision}`;
  const kept = localStorage.getItem(key);
  if (kept) return JSON.parse(kept) as Spine;
  const { blob } = await picture(song, revision);
  const small = await createImageBitmap(blob, { resizeWidth: 24, resizeHeight: 24 });
  const context = new OffscreenCanvas(24, 24).getContext("2d")!;
  context.drawImage(small, 0, 0);
  const colour = spineOf(context.getImageData(0, 0, 24, 24).data);
  localStorage.setItem(key, JSON.stringify(colour));
  return colour;
}

/** What the browser keeps of covers goes with its user. */
export async function forget(): Promise<void> {
  memory.clear();
  if (self.caches) await caches.delete(SHELF);
  await navigator.storage?.getDirectory?.().then((own) => own.removeEntry("songs.zip")).catch(() => {});  // of Library
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("spine/")) localStorage.removeItem(key);
  }
}
