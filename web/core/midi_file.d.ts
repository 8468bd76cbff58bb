// midi-file, as far as the studio calls it.
declare module "midi-file" {
  type Timed = { deltaTime: number };
  export type MidiEvent = Timed & (
    | { type: "noteOn" | "noteOff"; channel: number; noteNumber: number; velocity: number }
    | { type: "trackName" | "lyrics"; text: string }
    | { type: "setTempo"; microsecondsPerBeat: number }
    | { type: "timeSignature"; numerator: number; denominator: number }
    | { type: "keySignature"; key: number; scale: number }
    | { type: "endOfTrack" }
  );
  export function parseMidi(bytes: Uint8Array): { header: { format: number; ticksPerBeat?: number }; tracks: MidiEvent[][] };
  export function writeMidi(midi: { header: { format: number; numTracks: number; ticksPerBeat: number }; tracks: MidiEvent[][] }): number[];
}
