// Verovio, as far as the engraver calls it.
declare module "verovio/wasm" {
  export default function createVerovioModule(): Promise<object>;
}
declare module "verovio/esm" {
  export class VerovioToolkit {
    constructor(module: object);
    setOptions(options: Record<string, unknown>): void;
    loadData(data: string): boolean | number;
    loadZipDataBuffer(data: ArrayBuffer): boolean;
    renderToMIDI(): string;
    getPageCount(): number;
    renderToSVG(page: number): string;
  }
}
