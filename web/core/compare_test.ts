import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, compareLines, differsOnlyIn, isAlike } from "./compare.ts";
import type { SongDocument } from "./document.ts";

const SECTION = (name: string, start_beat: number) => ({ name, kind: "verse", start_beat, length_beats: 8, measures: 2, tracks: ["Lead Vocal", "Bass"] });
const LINE = (section: string, text: string) => ({ text, section, start_s: 0, end_s: 1, syllables: 5, rhyme_group: "A", locked: false, origin: "generated", words: [] });
const NOTE = (start_beat: number, pitch: number) => ({ start_beat, length_beats: 1, pitch, velocity: 80 });
const STRIP = (track: string) => ({ track, level_db: 0, gain_db: 0, pan: 0, mute: false, reverb_db: -10, delay_db: 0 });

function song(): SongDocument {
  return {
    title: "Night",
    seed: 1,
    plan: { title: "Night", style: "folk", key: "A minor", tempo_bpm: 90, time_signature: "4/4", sections: [SECTION("Verse 1", 0), SECTION("Chorus 1", 8)], tracks: [{ name: "Lead Vocal", instrument: "alto", role: "lead" }, { name: "Bass", instrument: "double bass", role: "bass" }], voice: "alto", decisions: [] },
    lyrics: { lines: [LINE("Verse 1", "the night is long"), LINE("Verse 1", "the road is cold"), LINE("Chorus 1", "carry me home")] },
    score: { chords: [{ start_beat: 0, length_beats: 8, symbol: "Am" }, { start_beat: 8, length_beats: 8, symbol: "F" }], tracks: [{ name: "Lead Vocal", instrument: "alto", role: "lead", notes: [NOTE(0, 60), NOTE(1, 62), NOTE(2, 64), NOTE(8, 65)] }, { name: "Bass", instrument: "double bass", role: "bass", notes: [NOTE(0, 40), NOTE(8, 41)] }] },
    mix: { tracks: [STRIP("Lead Vocal"), STRIP("Bass")] },
    scenes: { cover: { hero: "moon", palette: ["#000000"], style: "print" } },
    provenance: { steps: [{ id: "vocals/Verse 1/Lead Vocal", capability: "vocals", package: "vox", version: "1", digest: "a", seed: 1, seconds: 1, inputs: [], outputs: [{ name: "voice", digest: "1" }] }], edits: [] },
    request: { prompt: "night", seed: 1 },
  };
}
const edited = (change: (made: SongDocument) => void) => {
  const made = song();
  change(made);
  return compare(song(), made);
};

test("a song differs in nothing from itself", () => {
  const found = compare(song(), song());
  assert.ok(isAlike(found));
  assert.deepEqual(found.steps, []);
});

test("words that differ are marked in both lines, whatever their case and stops", () => {
  const [before, after] = compareLines("The night is long,", "the light is long");
  assert.deepEqual(before.filter((word) => word.changed).map((word) => word.text), ["night"]);
  assert.deepEqual(after.filter((word) => word.changed).map((word) => word.text), ["light"]);
});

test("a line that came, went or was changed is told with its section", () => {
  const changed = edited((made) => (made.lyrics.lines[2]!.text = "carry me on"));
  assert.deepEqual(changed.words.map((line) => line.section), ["Chorus 1"]);
  const gone = edited((made) => made.lyrics.lines.splice(1, 1));
  assert.deepEqual(gone.words.map((line) => [line.section, line.before?.length, line.after]), [["Verse 1", 4, null]]);
  assert.ok(differsOnlyIn("Chorus 1", changed));
  assert.ok(!differsOnlyIn("Verse 1", changed));
});

test("what was decided is told as musicians say it", () => {
  const found = edited((made) => {
    made.plan.key = "Bb minor";
    made.plan.tempo_bpm = 104;
    made.plan.voice = "robot";
    made.plan.tracks[1]!.instrument = "synth bass";
    made.plan.sections[0]!.measures = 4;
  });
  assert.deepEqual(found.plan, ["In B-flat minor, it was A minor.", "Faster: 104 bpm, it was 90.", "Sung by the robot, it was the alto.", "Verse 1 has 4 measures, it had 2.", "Bass is played on synth bass, it was double bass."]);
});

test("notes are compared from their section's start: one that only moved is the same", () => {
  const moved = edited((made) => {
    made.plan.sections.reverse();
    made.plan.sections[0]!.start_beat = 0;
    made.plan.sections[1]!.start_beat = 8;
    for (const track of made.score.tracks) for (const note of track.notes) note.start_beat = (note.start_beat + 8) % 16;
    for (const chord of made.score.chords) chord.start_beat = (chord.start_beat + 8) % 16;
  });
  assert.deepEqual(moved.notes, []);
  assert.match(moved.plan.join(), /another order/);
  const few = edited((made) => (made.score.tracks[0]!.notes[1]!.pitch = 63));
  assert.deepEqual(few.notes, ["Verse 1, lead vocal: 1 of 3 notes differ."]);
  const all = edited((made) => {
    made.score.tracks[1]!.notes[1]!.pitch = 50;
    made.score.chords[1]!.symbol = "Dm";
  });
  assert.deepEqual(all.notes, ["Chorus 1 goes Dm, it went F.", "Chorus 1 has new notes for bass."]);
});

test("the mix, the cover and who worked are told", () => {
  const found = edited((made) => {
    Object.assign(made.mix.tracks[1]!, { level_db: 2, pan: -0.3 });
    made.mix.tracks[0]!.mute = true;
    made.scenes.cover!.hero = "owl";
    made.provenance.steps[0]!.outputs[0]!.digest = "2";
  });
  assert.deepEqual(found.mix, ["Lead Vocal: silent.", "Bass: 2.0 dB louder and further left."]);
  assert.deepEqual(found.cover, ["Of owl, it was moon."]);
  assert.deepEqual(found.steps, [{ soul: "vox", says: "Vox sang verse 1 anew, 1 step" }]);
});
