// A song from a melody: a file dropped on the studio, the notes that Make shows, and what the lead sings in the end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { test } from "./chain.mjs";
import midi from "../../web/node_modules/midi-file/index.js";
import { look } from "./look.mjs";
import { openBrowser, ownersPage, Server } from "./server.mjs";

const MAKING_MS = 300_000;  // on a machine that has much else to do
// Pitches and lengths in beats: six measures of 4/4.
const TUNE = [[67, 1], [67, 0.5], [69, 0.5], [71, 1], [74, 1], [72, 1.5], [71, 0.5], [69, 2], [67, 1], [64, 1], [66, 1], [67, 1], [69, 4], [74, 1], [72, 1], [71, 0.5], [69, 0.5], [66, 1], [67, 3]];
const TICKS = 96;
const midiOf = (name, tune) => [
  { deltaTime: 0, type: "trackName", text: name },
  ...tune.flatMap(([noteNumber, beats]) => [{ deltaTime: 0, type: "noteOn", channel: 0, noteNumber, velocity: 80 }, { deltaTime: beats * TICKS, type: "noteOff", channel: 0, noteNumber, velocity: 0 }]),
  { deltaTime: 0, type: "endOfTrack" },
];
const MIDI = midi.writeMidi({
  header: { format: 1, numTracks: 3, ticksPerBeat: TICKS },
  tracks: [[{ deltaTime: 0, type: "setTempo", microsecondsPerBeat: 500_000 }, { deltaTime: 0, type: "keySignature", key: 1, scale: 0 }, { deltaTime: 0, type: "endOfTrack" }], midiOf("Bass", [[43, 4], [38, 4], [43, 4]]), midiOf("Melody", TUNE)],
});
const NOTE = (step, octave, duration) => `<note><pitch><step>${step}</step><octave>${octave}</octave></pitch><duration>${duration}</duration><type>${duration === 1 ? "quarter" : "half"}</type></note>`;
const MUSICXML = `<?xml version="1.0"?><score-partwise version="4.0"><part-list><score-part id="P1"><part-name>Flute</part-name></score-part></part-list><part id="P1">
  <measure number="1"><attributes><divisions>1</divisions><key><fifths>-1</fifths></key><time><beats>3</beats><beat-type>4</beat-type></time><clef><sign>G</sign><line>2</line></clef></attributes>${NOTE("F", 4, 1)}${NOTE("A", 4, 2)}</measure>
  <measure number="2">${NOTE("C", 5, 2)}${NOTE("A", 4, 1)}</measure></part></score-partwise>`;

const server = new Server();
let browser, page, complaints;

before(async () => {
  await server.start();
  const opened = await openBrowser();
  ({ browser, complaints } = opened);
  page = await ownersPage(opened, server);
});
after(async () => {
  await browser?.close();
  await server.end();
});

const drop = (name, bytes) => page.evaluate(([name, bytes]) => {
  const files = new DataTransfer();
  files.items.add(new File([typeof bytes === "string" ? bytes : new Uint8Array(bytes)], name));
  const main = document.querySelector("main");
  for (const kind of ["dragover", "drop"]) main.dispatchEvent(new DragEvent(kind, { dataTransfer: files, bubbles: true, cancelable: true }));
}, [name, bytes]);

test("MusicXML that is dropped on the library is played by the engraver into notes", async () => {
  await page.goto(`${server.address}/studio/library`);
  await page.getByRole("button", { name: "Start from a melody" }).waitFor();
  await drop("waltz.musicxml", MUSICXML);
  await page.waitForURL(`${server.address}/`);
  await page.locator(".tune").getByText("4 notes · F major · 3/4").waitFor();
  assert.equal(await page.locator(".tune rect").count(), 4);
  await page.getByRole("button", { name: "Take it away" }).click();
  await page.locator(".tune").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("so is compressed MusicXML", async () => {
  const folder = mkdtempSync(join(tmpdir(), "souls-mxl-"));
  mkdirSync(join(folder, "META-INF"));
  writeFileSync(join(folder, "META-INF/container.xml"), `<container><rootfiles><rootfile full-path="waltz.xml"/></rootfiles></container>`);
  writeFileSync(join(folder, "waltz.xml"), MUSICXML);
  execFileSync("python3", ["-m", "zipfile", "-c", "waltz.mxl", "META-INF", "waltz.xml"], { cwd: folder });
  await drop("waltz.mxl", [...readFileSync(join(folder, "waltz.mxl"))]);
  rmSync(folder, { recursive: true });
  await page.locator(".tune").getByText("4 notes · F major · 3/4").waitFor();
  await page.getByRole("button", { name: "Take it away" }).click();
  await page.locator(".tune").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("what is no melody is refused in a sentence", async () => {
  await drop("notes.txt", "la la la");
  await page.getByText("“notes.txt” is neither MIDI nor MusicXML.").waitFor();
  assert.equal(await page.locator(".tune").count(), 0);
});

test("a MIDI file that is dropped is what the chorus sings", async () => {
  await drop("tune.mid", MIDI);
  const tune = page.locator(".tune");
  await tune.getByText(`${TUNE.length} notes · G major · 120 bpm`).waitFor();
  await tune.getByRole("combobox").selectOption({ label: "Bass · 3 notes" });
  await tune.getByText("3 notes").first().waitFor();
  await tune.getByRole("combobox").selectOption({ label: `Melody · ${TUNE.length} notes` });
  await tune.getByRole("button", { name: "Hear it" }).click();
  await tune.getByRole("button", { name: "Stop" }).click();
  await page.reload();
  await tune.getByText("The melody of tune.mid").waitFor();
  await page.fill("#line", "a lighthouse at night, folk, 20 seconds");
  await look(page, "make-melody");
  await page.getByRole("button", { name: /Make it/ }).click();
  await page.waitForURL(/\/studio\/songs\/s_/);
  await page.waitForSelector(".gate h1", { timeout: MAKING_MS });
  const document = await page.evaluate(async (id) => (await fetch(`/v1/songs/${id}/artifacts/song.json`)).json(), page.url().split("/").pop());
  assert.equal(document.request.melody.notes.length, TUNE.length);
  const chorus = document.plan.sections.find((section) => section.kind === "chorus");
  const lead = document.score.tracks.find((track) => track.role === "lead").notes.filter((note) => note.start_beat >= chorus.start_beat && note.start_beat < chorus.start_beat + chorus.length_beats);
  // A syllable more divides a note; nothing else may happen to one.
  const sung = lead.reduce((notes, { start_beat, length_beats, pitch }) => {
    const at = start_beat - chorus.start_beat;
    const beat = TUNE.slice(0, notes.length).reduce((sum, [, beats]) => sum + beats, 0);
    if (Math.abs(at - beat) > 1e-6) notes.at(-1)[1] += length_beats;
    else notes.push([pitch, length_beats]);
    return notes;
  }, []);
  const shift = sung[0][0] - TUNE[0][0];
  assert.equal(document.plan.tempo_bpm, 120);
  assert.deepEqual(sung, TUNE.map(([pitch, beats]) => [pitch + shift, beats]));
  assert.deepEqual(complaints, []);
});
