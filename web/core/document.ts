// The song's document (song.json), as far as the studio reads it, and what follows from it.

export interface Syllable { text: string; stress: number }
export interface Word { text: string; start_s: number; end_s: number; syllables: Syllable[] }
export interface Line { text: string; section: string; start_s: number; end_s: number; syllables: number; rhyme_group: string; locked: boolean; origin: string; words: Word[] }
export interface Note { start_beat: number; length_beats: number; pitch: number; velocity: number; syllable?: number }
export interface Chord { start_beat: number; length_beats: number; symbol: string }
export interface SectionPlan { name: string; kind: string; start_beat: number; length_beats: number; measures: number; tracks: string[]; lines?: { syllables: number }[] }
export interface Track { name: string; instrument: string; role: string; notes: Note[] }
export interface MixTrack { track: string; level_db: number; gain_db: number; pan: number; mute: boolean; reverb_db: number; delay_db: number }
export interface StepRecord { id: string; capability: string; package: string; version: string; digest: string; seed: number | string; seconds: number; inputs: { name: string; digest: string }[]; outputs: { name: string; digest: string }[] }
export interface Plan { title: string; style: string; key: string; tempo_bpm: number; time_signature: string; sections: SectionPlan[]; tracks: { name: string; instrument: string; role: string }[]; voice: string; decisions: string[] }
export interface SongDocument {
  title: string;
  /** As decimal text where a number can't hold it. */
  seed: number | string;
  plan: Plan;
  lyrics: { lines: Line[] };
  score: { chords: Chord[]; tracks: Track[] };
  mix: { tracks: MixTrack[] };
  scenes: { cover?: { hero: string; palette: string[]; style: string } };
  provenance: { steps: StepRecord[]; edits: unknown[] };
  request: { prompt: string; seed: number };
}

/** The files of a whole song, by the names that the server gives them. */
export function filesOf(song: SongDocument): string[] {
  const stems = song.mix.tracks.map(({ track }) => `stems/${track.replaceAll("/", "-")}.flac`);
  return ["cover.png", "lyrics.lrc", "lyrics.txt", "mix.flac", "mix.mp3", "mix.wav", "score.mid", "score.musicxml", "song.json", ...stems];
}

export interface Section { name: string; start_s: number; end_s: number }

/** Beats are quarters; the tempo counts quarters a minute. */
export function secondsOf(beats: number, tempo_bpm: number): number {
  return (beats * 60) / tempo_bpm;
}

export function sectionsOf(plan: Plan): Section[] {
  return plan.sections.map((section) => ({
    name: section.name,
    start_s: secondsOf(section.start_beat, plan.tempo_bpm),
    end_s: secondsOf(section.start_beat + section.length_beats, plan.tempo_bpm),
  }));
}

/** The index of the last thing that has begun; -1 before the first. */
export function lastBegun(starts: readonly { start_s: number }[], time_s: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]!.start_s <= time_s) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** How much of a word has been sung: 0 to 1. */
export function sung(word: Word, time_s: number): number {
  if (time_s <= word.start_s) return 0;
  if (time_s >= word.end_s) return 1;
  return (time_s - word.start_s) / (word.end_s - word.start_s);
}

/** Where voices sing, as spans of seconds that don't overlap. */
export function sungSpans(lines: readonly Line[]): { start_s: number; end_s: number }[] {
  return lines.flatMap((line) => line.words.map(({ start_s, end_s }) => ({ start_s, end_s })));
}
