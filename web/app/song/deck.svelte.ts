// The player of a song screen: what is loaded, where it stands, how its stems are set.
import { SvelteMap } from "svelte/reactivity";
import { artifact } from "../api.ts";
import { peaksOf } from "../../player/peaks.ts";
import { plainStrip, Player, type Strip } from "../../player/player.ts";
import type { Section } from "../../core/document.ts";

export const BARS = 320;
const MIX = "mix";

const channelsOf = (buffer: AudioBuffer) => Array.from({ length: buffer.numberOfChannels }, (_, index) => buffer.getChannelData(index));

function power(buffers: Iterable<AudioBuffer>): number {
  let sum = 0;
  for (const buffer of buffers) {
    const samples = buffer.getChannelData(0);
    let own = 0;
    for (let at = 0; at < samples.length; at += 16) own += samples[at]! ** 2;
    sum += own / Math.max(1, samples.length / 16);
  }
  return sum;
}

export class Deck {
  time_s = $state(0);
  duration_s = $state(0);
  playing = $state(false);
  loop = $state.raw<Section | null>(null);
  volume = $state(1);
  peaks = $state.raw<Float32Array | null>(null);
  stemPeaks = new SvelteMap<string, Float32Array>();
  strips = new SvelteMap<string, Strip>();
  /** null: the mix plays; a number: so many stems are here; "all": the stems play. */
  stems = $state.raw<null | number | "all">(null);
  private player: Player | null = null;
  private mix: AudioBuffer | null = null;
  private buffers = new Map<string, AudioBuffer>();
  private frame = 0;
  private closed = false;
  private silenced: readonly string[] = [];
  private readonly song: string;
  private readonly revision: number;

  constructor(song: string, revision: number) {
    this.song = song;
    this.revision = revision;
  }

  async load(): Promise<void> {
    const bytes = await (await artifact(this.song, "mix.mp3", this.revision)).arrayBuffer();
    if (this.closed) return;
    const player = this.open();
    this.mix = await player.decode(bytes);
    if (this.closed) return;
    this.peaks = peaksOf(channelsOf(this.mix), BARS);
    this.duration_s = this.mix.duration;
    player.use(new Map([[MIX, this.mix]]));
  }

  /** Once: fetches and decodes the stems, then plays them in the mix's place, at its level. */
  async loadStems(names: readonly string[]): Promise<void> {
    if (this.stems !== null || !this.mix) return;
    this.stems = 0;
    const player = this.open();
    for (const name of names) {
      const bytes = await (await artifact(this.song, `stems/${name}.flac`, this.revision)).arrayBuffer();
      if (this.closed) return;
      const buffer = await player.decode(bytes);
      this.buffers.set(name, buffer);
      this.stemPeaks.set(name, peaksOf(channelsOf(buffer), BARS));
      this.stems = this.buffers.size;
    }
    const ratio = Math.sqrt(power([this.mix]) / Math.max(1e-9, power(this.buffers.values())));
    player.use(this.buffers, Math.min(8, ratio));
    this.stems = "all";
    this.applyStrips();
  }

  strip(name: string): Strip { return this.strips.get(name) ?? plainStrip(); }
  setStrip(name: string, change: Partial<Strip>): void {
    this.strips.set(name, { ...this.strip(name), ...change });
    this.applyStrips();
  }
  resetStrips(): void {
    this.strips.clear();
    this.applyStrips();
  }
  /** Stems that something else plays now; their strips stay as they are set. */
  silence(names: readonly string[]): void {
    this.silenced = names;
    this.applyStrips();
  }
  private applyStrips(): void {
    const strips = new Map(this.strips);
    for (const name of this.silenced) strips.set(name, { ...this.strip(name), mute: true, solo: false });
    this.player?.setStrips(strips);
  }

  async toggle(): Promise<void> {
    if (!this.player || !this.mix) return;
    if (this.playing) {
      this.player.pause();
      this.playing = false;
    } else {
      await this.player.play();
      this.playing = true;
      this.follow();
    }
    this.time_s = this.player.position();
  }

  seek(to_s: number): void {
    this.player?.seek(to_s);
    this.time_s = this.player?.position() ?? 0;
  }

  loopAt(sections: readonly Section[]): void {
    this.loop = this.loop ? null : (sections.findLast((section) => section.start_s <= this.time_s + 0.05) ?? null);
    this.player?.setLoop(this.loop);
  }

  setVolume(gain: number): void {
    this.volume = gain;
    this.player?.setVolume(gain);
  }

  async close(): Promise<void> {
    this.closed = true;
    cancelAnimationFrame(this.frame);
    await this.player?.close();
  }

  private open(): Player {
    if (!this.player) {
      this.player = new Player();
      this.player.onended = () => { this.playing = false; };
    }
    return this.player;
  }

  private follow(): void {
    cancelAnimationFrame(this.frame);
    const step = () => {
      this.time_s = this.player!.position();
      if (this.playing) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }
}
