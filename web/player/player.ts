// Plays a mix, or the stems that it is made of, by Web Audio: all from one clock, so that seeks, loops and mutes are exact.

export interface Strip { gain_db: number; pan: number; mute: boolean; solo: boolean }
export const plainStrip = (): Strip => ({ gain_db: 0, pan: 0, mute: false, solo: false });

/** The gain of a stem among the others: solo wins over mute. */
export function audible(strip: Strip, anySolo: boolean): number {
  if (anySolo ? !strip.solo : strip.mute) return 0;
  return 10 ** (strip.gain_db / 20);
}

interface Voice { source: AudioBufferSourceNode; gain: GainNode; pan: StereoPannerNode }

const RAMP_S = 0.015;

/** One song. Its owner calls `close` when it is gone from the screen. */
export class Player {
  private readonly context: AudioContext;
  private readonly master: GainNode;
  private readonly blend: GainNode;  // brings stems to the level of the mix
  private readonly buffers = new Map<string, AudioBuffer>();
  private voices = new Map<string, Voice>();
  private strips = new Map<string, Strip>();
  private startedAt = 0;
  private from_s = 0;
  private playing = false;
  private loop: { start_s: number; end_s: number } | null = null;
  onended: () => void = () => {};

  constructor(context = new AudioContext()) {
    this.context = context;
    this.master = new GainNode(context);
    this.blend = new GainNode(context);
    this.blend.connect(this.master).connect(context.destination);
  }

  decode(bytes: ArrayBuffer): Promise<AudioBuffer> {
    return this.context.decodeAudioData(bytes);
  }

  /** What plays from now on; a playing song goes on where it is. */
  use(buffers: ReadonlyMap<string, AudioBuffer>, blend = 1): void {
    const at = this.position();
    const wasPlaying = this.playing;
    this.halt();
    this.buffers.clear();
    for (const [name, buffer] of buffers) this.buffers.set(name, buffer);
    this.blend.gain.value = blend;
    this.from_s = at;
    if (wasPlaying) this.launch(at);
  }

  get duration_s(): number {
    let longest = 0;
    for (const buffer of this.buffers.values()) longest = Math.max(longest, buffer.duration);
    return longest;
  }
  get isPlaying(): boolean { return this.playing; }

  position(): number {
    if (!this.playing) return this.from_s;
    const passed = this.from_s + Math.max(0, this.context.currentTime - this.startedAt);
    const { loop } = this;
    if (loop && passed >= loop.end_s && this.from_s < loop.end_s) return loop.start_s + ((passed - loop.start_s) % (loop.end_s - loop.start_s));
    return Math.min(passed, this.duration_s);
  }

  async play(from_s = this.from_s): Promise<void> {
    await this.context.resume();
    this.halt();
    this.launch(from_s >= this.duration_s - 0.05 ? 0 : from_s);
  }

  pause(): void {
    this.from_s = this.position();
    this.halt();
  }

  seek(to_s: number): void {
    const to = Math.max(0, Math.min(to_s, this.duration_s));
    const wasPlaying = this.playing;
    this.halt();
    this.from_s = to;
    if (wasPlaying) this.launch(to);
  }

  setLoop(loop: { start_s: number; end_s: number } | null): void {
    this.loop = loop;
    const at = this.position();
    if (this.playing) {
      this.halt();
      this.launch(loop && (at < loop.start_s || at >= loop.end_s) ? loop.start_s : at);
    }
  }

  setVolume(gain: number): void {
    this.master.gain.setTargetAtTime(gain, this.context.currentTime, RAMP_S);
  }

  setStrips(strips: ReadonlyMap<string, Strip>): void {
    this.strips = new Map(strips);
    const anySolo = [...this.strips.values()].some((strip) => strip.solo);
    for (const [name, voice] of this.voices) {
      const strip = this.strips.get(name) ?? plainStrip();
      voice.gain.gain.setTargetAtTime(audible(strip, anySolo), this.context.currentTime, RAMP_S);
      voice.pan.pan.setTargetAtTime(strip.pan, this.context.currentTime, RAMP_S);
    }
  }

  async close(): Promise<void> {
    this.halt();
    this.buffers.clear();
    await this.context.close();
  }

  private launch(from_s: number): void {
    const anySolo = [...this.strips.values()].some((strip) => strip.solo);
    const at = this.context.currentTime + 0.02;
    let longest = "";
    for (const [name, buffer] of this.buffers) {
      const strip = this.strips.get(name) ?? plainStrip();
      const source = new AudioBufferSourceNode(this.context, { buffer });
      const gain = new GainNode(this.context, { gain: audible(strip, anySolo) });
      const pan = new StereoPannerNode(this.context, { pan: strip.pan });
      source.connect(gain).connect(pan).connect(this.blend);
      if (this.loop) Object.assign(source, { loop: true, loopStart: this.loop.start_s, loopEnd: this.loop.end_s });
      source.start(at, Math.min(from_s, buffer.duration));
      this.voices.set(name, { source, gain, pan });
      if (!longest || buffer.duration > this.buffers.get(longest)!.duration) longest = name;
    }
    const last = this.voices.get(longest);
    if (last) {
      last.source.onended = () => {
        if (!this.playing || this.voices.get(longest) !== last) return;
        this.halt();
        this.from_s = 0;
        this.onended();
      };
    }
    this.startedAt = at;
    this.from_s = from_s;
    this.playing = true;
  }

  private halt(): void {
    for (const { source, gain, pan } of this.voices.values()) {
      source.onended = null;
      source.stop();
      source.disconnect();
      gain.disconnect();
      pan.disconnect();
    }
    this.voices.clear();
    this.playing = false;
  }
}
