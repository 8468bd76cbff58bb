// How loud a sound is, bar by bar, for a picture of it.

/** The largest sample of each of `count` equal stretches, 0 to 1. */
export function peaksOf(channels: readonly Float32Array[], count: number): Float32Array {
  const peaks = new Float32Array(count);
  const length = channels[0]?.length ?? 0;
  if (length === 0) return peaks;
  for (const samples of channels) {
    for (let bar = 0; bar < count; bar++) {
      const to = Math.floor(((bar + 1) * length) / count);
      let peak = peaks[bar]!;
      // Every third sample tells the level well enough, at a third of the time.
      for (let at = Math.floor((bar * length) / count); at < to; at += 3) {
        const value = Math.abs(samples[at]!);
        if (value > peak) peak = value;
      }
      peaks[bar] = peak;
    }
  }
  return peaks;
}

/** A path of upright bars, centred in `height`; the loudest fills it when `scale` is 1 over it. */
export function barsPath(peaks: Float32Array, width: number, height: number, scale = 1): string {
  const step = width / peaks.length;
  const bar = (step * 0.68).toFixed(2);
  let path = "";
  peaks.forEach((peak, index) => {
    const tall = Math.max(0.8, Math.min(1, peak * scale) * height);
    path += `M${(index * step).toFixed(1)} ${((height - tall) / 2).toFixed(1)}h${bar}v${tall.toFixed(1)}h-${bar}z`;
  });
  return path;
}

export function loudest(peaks: Float32Array): number {
  return peaks.reduce((most, peak) => Math.max(most, peak), 1e-6);
}
