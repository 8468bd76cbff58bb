// A plain voice for notes under a hand: a pitch can be heard at once, before the band plays it.

const RELEASE_S = 0.12;
export const frequencyOf = (pitch: number) => 440 * 2 ** ((pitch - 69) / 12);

/** Which noise a General MIDI drum is: how dark, how long. */
export function drumOf(pitch: number): { hertz: number; seconds: number; tone: boolean } {
  if (pitch <= 36) return { hertz: 60, seconds: 0.22, tone: true };
  if ([41, 43, 45, 47, 48, 50].includes(pitch)) return { hertz: 60 + (pitch - 36) * 9, seconds: 0.25, tone: true };
  if ([49, 52, 55, 57].includes(pitch)) return { hertz: 5000, seconds: 0.7, tone: false };
  if ([42, 44, 46, 51, 53, 59, 54, 69, 70].includes(pitch)) return { hertz: 8000, seconds: pitch === 46 ? 0.3 : 0.07, tone: false };
  return { hertz: 1800, seconds: 0.15, tone: false };
}

/** Its owner gives the context and where to play to, and calls `hush` before either is gone. */
export class Synth {
  private readonly context: AudioContext;
  private readonly out: GainNode;
  private readonly ringing = new Set<AudioScheduledSourceNode>();
  private noise: AudioBuffer | null = null;

  constructor(context: AudioContext, to: AudioNode = context.destination) {
    this.context = context;
    this.out = new GainNode(context, { gain: 0.35 });
    this.out.connect(to);
  }

  /** `at_s` on the context's clock; now when it is past. */
  strike(pitch: number, velocity: number, seconds: number, isDrum: boolean, at_s = 0): void {
    const at = Math.max(at_s, this.context.currentTime + 0.005);
    const loud = (velocity / 127) ** 1.5;
    const drum = isDrum ? drumOf(pitch) : null;
    const end = at + (drum?.seconds ?? Math.max(0.08, seconds));
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.008);
    if (drum) gain.gain.exponentialRampToValueAtTime(0.001, end);
    else {
      gain.gain.setTargetAtTime(loud * 0.6, at + 0.008, 0.25);
      gain.gain.setTargetAtTime(0, end, RELEASE_S / 3);
    }
    const source = drum && !drum.tone ? new AudioBufferSourceNode(this.context, { buffer: this.hiss(), loop: true }) : new OscillatorNode(this.context, { type: drum ? "sine" : "triangle", frequency: drum?.hertz ?? frequencyOf(pitch) });
    if (drum && !drum.tone) source.connect(new BiquadFilterNode(this.context, { type: "bandpass", frequency: drum.hertz, Q: 0.7 })).connect(gain);
    else source.connect(gain);
    gain.connect(this.out);
    source.onended = () => {
      this.ringing.delete(source);
      gain.disconnect();
    };
    source.start(at);
    source.stop(end + (drum ? 0 : RELEASE_S));
    this.ringing.add(source);
  }

  hush(): void {
    for (const source of this.ringing) source.stop();
    this.ringing.clear();
  }

  private hiss(): AudioBuffer {
    if (!this.noise) {
      this.noise = new AudioBuffer({ length: this.context.sampleRate / 2, sampleRate: this.context.sampleRate });
      const samples = this.noise.getChannelData(0);
      for (let at = 0; at < samples.length; at++) samples[at] = Math.random() * 2 - 1;
    }
    return this.noise;
  }
}
