// The audit log's chain, computed anew from its entries as the server computes it: no trust in what it says of itself.
// An entry's bytes are numbers of 8 bytes, lowest first, and texts with their length before them (src/storage/packing.hpp).

export interface Blob { name: string; digest: string }
export interface Entry {
  number: number; hash: string; time_ms: number; kind: string; user: string; api_key: string; run: string; song: string; step: string; capability: string;
  package: string; version: string; package_digest: string; /** Text where it has more bits than a number keeps here. */ seed: string | number; worker: string; tries: number; seconds: number; cpu_seconds: number;
  bytes: number; inputs: Blob[]; outputs: Blob[]; text: string;
}

const LAYOUT = 1;
const START = "0".repeat(64);

class Packer {
  private readonly parts: Uint8Array[] = [];
  integer(value: number | bigint | string): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
    this.parts.push(bytes);
    return this;
  }
  real(value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.parts.push(bytes);
    return this;
  }
  raw(bytes: Uint8Array): this {
    this.integer(bytes.length);
    this.parts.push(bytes);
    return this;
  }
  text(value: string): this { return this.raw(new TextEncoder().encode(value)); }
  digest(hex: string): this { return this.raw(fromHex(hex)); }
  blobs(list: readonly Blob[]): this {
    this.integer(list.length);
    for (const { name, digest } of list) this.text(name).digest(digest);
    return this;
  }
  after(before: string): Uint8Array<ArrayBuffer> {
    const all = [fromHex(before), ...this.parts];
    const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of all) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

async function hashOf(entry: Entry, before: string): Promise<string> {
  const bytes = new Packer()
    .integer(LAYOUT).integer(entry.number).integer(entry.time_ms).text(entry.kind).text(entry.user).text(entry.api_key)
    .text(entry.run).text(entry.step).text(entry.capability).text(entry.package).text(entry.version).digest(entry.package_digest).integer(entry.seed)
    .text(entry.worker).integer(entry.tries).real(entry.seconds).real(entry.cpu_seconds).integer(entry.bytes)
    .blobs(entry.inputs).blobs(entry.outputs).text(entry.text)
    .after(before);
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes entries page by page, from the first. */
export class Chain {
  private hash = START;
  checked = 0;
  /** The number of the entry where the chain breaks; 0 while it holds. */
  broken = 0;

  async add(entries: readonly Entry[]): Promise<boolean> {
    for (const entry of entries) {
      const isNext = entry.number === this.checked + 1;
      const hash = await hashOf(entry, this.hash);
      if (!isNext || hash !== entry.hash) {
        this.broken = entry.number;
        return false;
      }
      this.hash = hash;
      this.checked = entry.number;
    }
    return true;
  }
}
