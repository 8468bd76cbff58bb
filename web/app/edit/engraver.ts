// The engraver, in a worker of its own: Verovio is WebAssembly, and only this script's policy lets such code be compiled.
import createVerovioModule from "verovio/wasm";
import { VerovioToolkit } from "verovio/esm";

export interface Order { turn: number; musicxml: string; width_px: number; scale: number; ink: string; line: string }
export interface Engraved { turn: number; pages: string[]; wrong: string }
/** A score to be played: MusicXML, or its compressed container. */
export interface Score { score: string | ArrayBuffer }
/** As MIDI in base64; empty where the score can't be read. */
export interface Played { midi: string }

const HIGHEST_PX = 2400;
let toolkit: Promise<VerovioToolkit> | undefined;

const open = () => (toolkit ??= createVerovioModule().then((module) => new VerovioToolkit(module)));

async function play(score: Score["score"]): Promise<string> {
  const verovio = await open();
  const read = typeof score === "string" ? verovio.loadData(score) : verovio.loadZipDataBuffer(score);
  return read ? verovio.renderToMIDI() : "";
}

async function engrave(order: Order): Promise<string[]> {
  const verovio = await open();
  verovio.setOptions({ scale: order.scale, pageWidth: (order.width_px * 100) / order.scale, pageHeight: (HIGHEST_PX * 100) / order.scale, pageMarginLeft: 90, pageMarginRight: 30, lyricSize: 3.2, lyricWordSpace: 3, spacingLinear: 0.33, adjustPageHeight: true, breaks: "auto", header: "none", footer: "none", svgViewBox: true, svgRemoveXlink: true, svgCss: `.page-margin { color: ${order.ink}; fill: ${order.ink}; } .staff > path { stroke: ${order.line}; }` });
  if (!verovio.loadData(order.musicxml)) throw new Error("the engraver can't read the score");
  return Array.from({ length: verovio.getPageCount() }, (_, index) => verovio.renderToSVG(index + 1).replaceAll(`color="black"`, `color="${order.ink}"`));
}

addEventListener("message", (event: MessageEvent<Order | Score>) => {
  if ("score" in event.data) {
    play(event.data.score).catch(() => "").then((midi) => postMessage({ midi } satisfies Played));
    return;
  }
  const { turn } = event.data;
  engrave(event.data).then(
    (pages) => postMessage({ turn, pages, wrong: "" } satisfies Engraved),
    (error: unknown) => postMessage({ turn, pages: [], wrong: error instanceof Error ? error.message : String(error) } satisfies Engraved),
  );
});
