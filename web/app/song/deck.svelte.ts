// The player of a song screen: what is loaded, where it stands, how its stems are set.
import { SvelteMap } from "svelte/reactivity";
import { artifact } from "../api.ts";
import { peaksOf } from "../../player/peaks.ts";
import { plainStrip, Player, type Strip } from "../../player/player.ts";
import type { Section } from "../../core/document.ts";

export const BARS = 320;
const MIX = "mix";
const OTHER = "other";
const MATCH_DB_MAX = 6;
const OTHERS_MAX = 4;

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
  /** The revision that is heard: this one, or another whose mix plays on the same clock, as loud. */
  heard = $state(0);
  private readonly others = new Map<number, AudioBuffer>();
  private paired = 0;  // the other one that the player holds
  private ratio = 1;
  private player: Player | null = null;
  private mix: AudioBuffer | null = null;
  private buffers = new Map<string, AudioBuffer>();
  private frame = 0;
  private closed = false;
  private silenced: readonly string[] = [];
  /** Strips as the revision has them: what is muted there, stays so until somebody changes it. */
  private made = $state.raw<ReadonlyMap<string, Strip>>(new Map());
  private readonly song: string;
  private readonly revision: number;

  constructor(song: string, revision: number) {
    this.song = song;
    this.revision = revision;
    this.heard = revision;
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
    this.ratio = Math.min(8, Math.sqrt(power([this.mix]) / Math.max(1e-9, power(this.buffers.values()))));
    this.stems = "all";
    this.heard = this.revision;
    this.paired = 0;
    player.use(this.buffers, this.ratio);
    this.applyStrips();
  }

  /** Plays another revision's mix from now on, or this one's again. */
  async hear(revision: number): Promise<void> {
    if (!this.mix) return;
    if (revision !== this.revision && !this.others.has(revision)) {
      const bytes = await (await artifact(this.song, "mix.mp3", revision)).arrayBuffer();
      if (this.closed) return;
      const buffer = await this.open().decode(bytes);
      if (this.closed) return;
      this.others.set(revision, buffer);
      if (this.others.size > OTHERS_MAX) this.others.delete([...this.others.keys()].find((each) => each !== revision)!);
    }
    this.heard = revision;
    this.sound();
  }

  /** Both mixes run; to change from one to the other is a change of gains. */
  private sound(): void {
    const player = this.open();
    const own = this.heard === this.revision;
    if (own && this.stems === "all") {
      if (this.paired) player.use(this.buffers, this.ratio);
      this.paired = 0;
      this.applyStrips();
      return;
    }
    const other = this.others.get(own ? this.paired : this.heard);
    if (!other) return;
    if (!own && this.paired !== this.heard) {
      player.use(new Map([[MIX, this.mix!], [OTHER, other]]));
      this.paired = this.heard;
    }
    const louder_db = 10 * Math.log10(power([this.mix!]) / Math.max(1e-9, power([other])));
    player.setStrips(new Map([[MIX, { ...plainStrip(), mute: !own }], [OTHER, { ...plainStrip(), mute: own, gain_db: Math.min(MATCH_DB_MAX, Math.max(-MATCH_DB_MAX, louder_db)) }]]));
  }

  /** What the revision's stems hold: their strips begin from there. */
  begin(made: ReadonlyMap<string, Strip>): void {
    this.made = made;
    this.resound();
  }
  strip(name: string): Strip { return this.strips.get(name) ?? this.made.get(name) ?? plainStrip(); }
  setStrip(name: string, change: Partial<Strip>): void {
    this.strips.set(name, { ...this.strip(name), ...change });
    this.resound();
  }
  resetStrips(): void {
    this.strips.clear();
    this.resound();
  }
  private resound(): void {
    if (this.stems !== "all") return;
    this.heard = this.revision;
    this.sound();
  }
  /** Stems that something else plays now; their strips stay as they are set. */
  silence(names: readonly string[]): void {
    this.silenced = names;
    if (this.stems === "all" && this.heard === this.revision) this.applyStrips();
  }
  private applyStrips(): void {
    const strips = new Map([...this.made, ...this.strips]);
    for (const name of this.silenced) strips.set(name, { ...this.strip(name), mute: true, solo: false });
    for (const [name, strip] of strips) strips.set(name, { ...strip, pan: Math.max(-1, Math.min(1, strip.pan)) });
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
    this.loopOver(this.loop ? null : (sections.findLast((section) => section.start_s <= this.time_s + 0.05) ?? null));
  }
  loopOver(section: Section | null): void {
    this.loop = section;
    this.player?.setLoop(section);
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
