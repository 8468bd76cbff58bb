// A melody out of a MIDI file: its tracks as one voice each, and what the file states.
import { parseMidi } from "midi-file";

export interface MelodyNote { start_beat: number; length_beats: number; pitch: number }
export interface MelodyTrack { name: string; notes: MelodyNote[] }
export interface Tune { file: string; tracks: MelodyTrack[]; track: number; tempo_bpm?: number; key?: string; time_signature?: string }

export const NOTES_MAX = 512;
const TRACKS_MAX = 24;
const DRUMS = 9;
const LEAST_BEATS = 1 / 16;
const MAJOR = ["Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"];
const MINOR = ["Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#"];

const tidy = (beats: number) => Math.round(beats * 1e6) / 1e6;

/** The highest of notes that begin together, each ended where the next begins; from the first measure that sounds. */
export function oneVoice(notes: readonly MelodyNote[], beats_per_bar: number): MelodyNote[] {
  const voice: MelodyNote[] = [];
  for (const note of [...notes].sort((a, b) => a.start_beat - b.start_beat || b.pitch - a.pitch)) {
    if (note.length_beats < LEAST_BEATS) continue;
    const last = voice.at(-1);
    if (last && note.start_beat - last.start_beat < LEAST_BEATS) {
      if (note.pitch > last.pitch) Object.assign(last, { pitch: note.pitch, length_beats: note.length_beats });
      continue;
    }
    if (last) last.length_beats = Math.min(last.length_beats, tidy(note.start_beat - last.start_beat));
    voice.push({ ...note });
  }
  const rest = Math.floor((voice[0]?.start_beat ?? 0) / beats_per_bar) * beats_per_bar;
  return voice.map((note) => ({ ...note, start_beat: tidy(note.start_beat - rest) }));
}

/** How likely a track is the tune: by its words or its name, else high and one note at a time. */
function likeness(track: MelodyTrack, sung: boolean): number {
  const { name, notes } = track;
  const promise = /harmony|backing|choir/i.test(name) ? -1 : /melod|lead/i.test(name) ? 2 : /vocal|voice|sing|soprano/i.test(name) ? 1 : 0;
  const mean = notes.reduce((sum, note) => sum + note.pitch, 0) / notes.length;
  const together = notes.filter((note, at) => at > 0 && note.start_beat < notes[at - 1]!.start_beat + notes[at - 1]!.length_beats - 0.1).length;
  return mean - (60 * together) / notes.length + Math.min(16, notes.length) + 100 * promise + (sung ? 100 : 0);
}

/** Throws a sentence for people where there is no tune. */
export function tuneOf(bytes: Uint8Array, file: string): Tune {
  let midi: ReturnType<typeof parseMidi>;
  try {
    midi = parseMidi(bytes);
  } catch {
    throw new Error(`“${file}” can’t be read as MIDI.`);
  }
  const ticks = midi.header.ticksPerBeat;
  if (!ticks) throw new Error(`“${file}” counts film frames, not beats.`);
  const tune: Tune = { file, tracks: [], track: 0 };
  const found: { name: string; notes: MelodyNote[]; sung: boolean }[] = [];
  for (const events of midi.tracks) {
    const channels = new Map<number, MelodyNote[]>();
    const sounding = new Map<string, MelodyNote[]>();
    let name = "";
    let sung = false;
    let tick = 0;
    for (const event of events) {
      tick += event.deltaTime;
      const beat = tidy(tick / ticks);
      if (event.type === "trackName") name = event.text.trim().slice(0, 60);
      else if (event.type === "lyrics") sung = true;
      else if (event.type === "setTempo") tune.tempo_bpm ??= Math.min(220, Math.max(40, Math.round(60e9 / event.microsecondsPerBeat) / 1000));
      else if (event.type === "timeSignature" && event.numerator >= 2 && event.numerator <= 15 && event.denominator >= 2 && event.denominator <= 16) tune.time_signature ??= `${event.numerator}/${event.denominator}`;
      // C major is what programs write that know of no key.
      else if (event.type === "keySignature" && (event.key !== 0 || event.scale === 1)) tune.key ??= event.scale === 1 ? `${MINOR[event.key + 7]} minor` : `${MAJOR[event.key + 7]} major`;
      else if (event.type === "noteOn" && event.channel !== DRUMS) {
        const note = { start_beat: beat, length_beats: 0, pitch: event.noteNumber };
        channels.set(event.channel, [...(channels.get(event.channel) ?? []), note]);
        const place = `${event.channel} ${event.noteNumber}`;
        sounding.set(place, [...(sounding.get(place) ?? []), note]);
      } else if (event.type === "noteOff") {
        const note = sounding.get(`${event.channel} ${event.noteNumber}`)?.shift();
        if (note) note.length_beats = tidy(beat - note.start_beat);
      }
    }
    for (const notes of channels.values()) found.push({ name, notes, sung });
  }
  const beats = barOf(tune.time_signature);
  const parts = found.map((part) => ({ ...part, rank: part.notes.length > 0 ? likeness(part, part.sung) : 0, notes: oneVoice(part.notes, beats) })).filter((part) => part.notes.length > 1 && part.notes.length <= NOTES_MAX).slice(0, TRACKS_MAX);
  if (parts.length === 0) throw new Error(found.some((part) => part.notes.length > NOTES_MAX) ? `“${file}” is too long: a melody has at most ${NOTES_MAX} notes.` : `“${file}” holds no tune.`);
  tune.tracks = parts.map(({ name, notes }, at) => ({ name: name || `Track ${at + 1}`, notes }));
  tune.track = parts.reduce((best, part, at) => (part.rank > parts[best]!.rank ? at : best), 0);
  return tune;
}

const barOf = (time_signature = "4/4") => {
  const [over = 4, under = 4] = time_signature.split("/").map(Number);
  return (over * 4) / under;
};

/** What a request for a song carries. */
export function melodyOf(tune: Tune) {
  const { tempo_bpm, key, time_signature } = tune;
  return { notes: tune.tracks[tune.track]!.notes, ...(tempo_bpm && { tempo_bpm }), ...(key && { key }), ...(time_signature && { time_signature }) };
}
