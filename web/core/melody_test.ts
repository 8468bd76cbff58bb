import assert from "node:assert/strict";
import { test } from "node:test";
import { writeMidi } from "midi-file";
import { melodyOf, oneVoice, tuneOf } from "./melody.ts";

const track = (name: string, pitches: number[], channel = 0) => [
  { deltaTime: 0, type: "trackName", text: name } as const,
  ...pitches.flatMap((noteNumber) => [{ deltaTime: 0, type: "noteOn", channel, noteNumber, velocity: 80 } as const, { deltaTime: 96, type: "noteOff", channel, noteNumber, velocity: 0 } as const]),
  { deltaTime: 0, type: "endOfTrack" } as const,
];
const midi = (...tracks: ReturnType<typeof track>[]) => new Uint8Array(writeMidi({
  header: { format: 1, numTracks: tracks.length + 1, ticksPerBeat: 96 },
  tracks: [[{ deltaTime: 0, type: "timeSignature", numerator: 3, denominator: 4 }, { deltaTime: 0, type: "setTempo", microsecondsPerBeat: 500_000 }, { deltaTime: 0, type: "keySignature", key: 1, scale: 0 }, { deltaTime: 0, type: "endOfTrack" }], ...tracks],
}));

test("a MIDI file's tune is the named track, with what the file states", () => {
  const tune = tuneOf(midi(track("Bass", [40, 43, 47]), track("Drums", [36, 38], 9), track("Melody", [67, 71, 74])), "waltz.mid");
  assert.deepEqual(tune.tracks.map((each) => each.name), ["Bass", "Melody"]);
  assert.equal(tune.track, 1);
  assert.deepEqual(melodyOf(tune), {
    notes: [67, 71, 74].map((pitch, at) => ({ start_beat: at, length_beats: 1, pitch })),
    tempo_bpm: 120, key: "G major", time_signature: "3/4",
  });
});

test("a tune is one voice from its first measure", () => {
  const voice = oneVoice([{ start_beat: 5, length_beats: 4, pitch: 60 }, { start_beat: 5, length_beats: 2, pitch: 67 }, { start_beat: 6, length_beats: 1, pitch: 64 }], 4);
  assert.deepEqual(voice, [{ start_beat: 1, length_beats: 1, pitch: 67 }, { start_beat: 2, length_beats: 1, pitch: 64 }]);
});

test("what holds no tune is refused in a sentence", () => {
  assert.throws(() => tuneOf(new Uint8Array([1, 2, 3]), "x.mid"), /can’t be read as MIDI/);
  assert.throws(() => tuneOf(midi(track("Drums", [36, 38], 9)), "x.mid"), /holds no tune/);
  assert.throws(() => tuneOf(midi(track("Tune", Array.from({ length: 513 }, () => 60))), "x.mid"), /at most 512/);
});
