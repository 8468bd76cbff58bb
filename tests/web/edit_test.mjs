// The editor in a browser, before a real server with the real band: notes, chords, the mix and the score of one song.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { test } from "./chain.mjs";
import { look } from "./look.mjs";
import { crowd, measure } from "./roll_speed.mjs";
import { call, openBrowser, ownersPage, Server } from "./server.mjs";

const MAKING_MS = 300_000;  // on a machine that has much else to do

const server = new Server();
let browser, page, complaints, song;

const made = async (id, revision) => {
  for (const until = Date.now() + MAKING_MS; Date.now() < until; await page.waitForTimeout(500)) {
    const details = await call(page, "GET", `/v1/songs/${id}`);
    if (details.state === "made" && details.revision === revision) return details;
    assert.ok(!["failed", "cancelled"].includes(details.state), JSON.stringify(details));
  }
  throw new Error("the song wasn't made in time");
};
const fine = () => assert.deepEqual(complaints, []);
const open = async () => {
  await page.goto(`${server.address}/studio/songs/${song}/edit`);
  await page.waitForSelector(".roll");
  await page.waitForFunction(() => document.querySelector(".hear .go:not([disabled])"));
};
const clear = async () => {
  if (await page.locator(".remake").count() > 0) await page.getByRole("button", { name: "Undo all" }).click();
};
const drawn = (text) => page.evaluate(([text]) => Object.entries(localStorage).filter(([key]) => key.startsWith("draft/")).map(([, value]) => value).join("").includes(text), [text]);
const said = () => page.locator(".lanes > p[role=status]").textContent();
/** Where a beat of a pitch shows. */
const spot = async (beat, pitch) => {
  const box = await page.locator(".roll canvas").boundingBox();
  const { left, top } = await page.locator(".roll").evaluate((roll) => ({ left: roll.scrollLeft, top: roll.scrollTop }));
  return { x: box.x + 48 + beat * 44 - left, y: box.y + 24 + (127 - pitch) * 14 + 7 - top };
};
const document_ = async (revision) => page.evaluate(async ([song, revision]) => (await fetch(`/v1/songs/${song}/artifacts/song.json?revision=${revision}`)).json(), [song, revision]);
const sentNotes = (track) => page.evaluate(([track]) => {
  const kept = Object.entries(localStorage).find(([key]) => key.startsWith("draft/"))?.[1] ?? "[]";
  return JSON.parse(kept).flatMap((command) => command.changes).filter(({ edit }) => edit?.op === "set_notes" && edit.track === track).at(-1)?.edit.notes;
}, [track]);

before(async () => {
  await server.start();
  const opened = await openBrowser();
  ({ browser, complaints } = opened);
  page = await ownersPage(opened, server);
  song = (await call(page, "POST", "/v1/songs", { prompt: "a lighthouse at night, indie folk, 20 seconds", seed: 7 })).id;
  await made(song, 1);
});
after(async () => {
  await browser?.close();
  await server.end();
});

test("notes are chosen, moved, lengthened, struck out and brought back by the keyboard alone", async () => {
  await open();
  const { score } = await document_(1);
  const first = score.tracks.find((track) => track.role === "lead").notes[0];
  await page.focus(".roll");
  await page.keyboard.press("Tab");
  assert.match(await said(), /^“.+”, [A-G].* bar 1, beat/);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("-");
  const notes = await sentNotes("Lead Vocal");
  assert.ok(notes.some((note) => note.pitch === first.pitch + 13 && Math.abs(note.start_beat - first.start_beat) < 1e-6));
  await page.getByText("This edit re-makes").waitFor();
  await page.keyboard.press("Delete");
  assert.equal((await sentNotes("Lead Vocal")).length, notes.length - 1);
  for (let turn = 0; turn < 3; turn++) await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Shift+z");
  assert.ok((await sentNotes("Lead Vocal")).some((note) => note.pitch === first.pitch + 13));
  await page.focus(".roll");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.classList.contains("roll")), false);
  fine();
});

test("a reload keeps the draft, and it can be cleared", async () => {
  await open();
  await page.getByText("This edit re-makes").waitFor();
  await page.getByRole("button", { name: "Undo all" }).click();
  assert.equal(await drawn("set_notes"), false);
  assert.equal(await page.locator(".remake").count(), 0);
  fine();
});

test("a hand draws, drags, resizes and frames notes of the bass", async () => {
  await open();
  await page.selectOption(".track-of select", "Bass");
  await page.waitForTimeout(400);
  const { score } = await document_(1);
  const top = Math.max(...score.tracks.find((track) => track.name === "Bass").notes.map((note) => note.pitch)) + 2;
  const high = (notes) => notes.filter((note) => note.pitch >= top);
  const empty = await spot(1, top);
  await page.mouse.dblclick(empty.x + 4, empty.y);
  assert.deepEqual(high(await sentNotes("Bass")).map((note) => [note.start_beat, note.length_beats, note.pitch]), [[1, 0.5, top]]);
  const from = await spot(1.2, top);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 30, from.y - 10, { steps: 4 });
  await page.mouse.move(from.x + 44, from.y - 28, { steps: 4 });
  await page.mouse.up();
  assert.deepEqual(high(await sentNotes("Bass")).map((note) => [note.start_beat, note.pitch]), [[2, top + 2]]);
  const end = await spot(2.5, top + 2);
  await page.mouse.move(end.x - 2, end.y);
  await page.mouse.down();
  await page.mouse.move(end.x + 42, end.y, { steps: 4 });
  await page.mouse.up();
  assert.equal(high(await sentNotes("Bass"))[0].length_beats, 1.5);
  await page.keyboard.press("Control+d");
  assert.equal(high(await sentNotes("Bass")).length, 2);
  await page.keyboard.press("Control+a");
  assert.match(await said(), /notes are chosen/);
  const corner = await spot(0.5, top + 4);
  const other = await spot(5.4, top + 1);
  await page.mouse.move(corner.x, corner.y);
  await page.mouse.down();
  await page.mouse.move(other.x, other.y, { steps: 5 });
  await page.mouse.up();
  assert.match(await said(), /^2 notes are chosen/);
  await page.keyboard.press("Control+x");
  assert.equal(high(await sentNotes("Bass")).length, 0);
  await page.keyboard.press("Control+v");
  assert.equal(high(await sentNotes("Bass")).length, 2);
  await clear();
  fine();
});

test("a chord is written, walks by fifths, and what is no chord is told", async () => {
  await open();
  await clear();
  const first = page.locator(".chord-cell button").first();
  const was = await first.textContent();
  await first.focus();
  await page.keyboard.press("ArrowUp");
  assert.notEqual(await first.textContent(), was);
  await page.keyboard.press("Enter");
  await page.locator(".chord-cell input").fill("H7");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".chord-cell input").getAttribute("aria-invalid"), "true");
  await page.locator(".chord-cell input").fill("Am7/C");
  await page.keyboard.press("Enter");
  assert.match(await first.textContent(), /^Am7\/C,/);
  assert.ok(await drawn("set_chords"));
  await page.getByText("This edit re-makes").waitFor();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.equal(await first.textContent(), was);
  fine();
});

test("where a hand has drawn, both choices are asked for", async () => {
  await open();
  await page.focus(".roll");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: "The tune anew" }).click();
  await page.getByText("You have drawn these notes.").waitFor();
  await page.getByRole("button", { name: "Keep mine" }).click();
  assert.equal(await drawn("regenerate"), false);
  const line = page.locator(".verse-line input").first();
  await line.fill("Fog");
  await line.press("Enter");
  await page.getByText("is yours").waitFor();
  await look(page, "edit-strain", { pictures: false });
  await page.getByRole("button", { name: "Let Rhythm make one for the words" }).click();
  assert.equal(await page.getByText("is yours").count(), 0);
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("the mixer is heard at once, and sends levels, pan, mutes and instruments", async () => {
  await open();
  await page.keyboard.press("Control+3");
  const bass = page.locator(".channel").filter({ has: page.getByRole("button", { name: "Mute Bass", exact: true }) });
  await bass.getByRole("slider", { name: /^Level/ }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.getByText("What you change is heard at once.").waitFor({ timeout: 60_000 });
  await bass.getByRole("button", { name: "Mute Bass" }).click();
  await bass.locator("select").selectOption("saw_bass");
  const kept = await page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("draft/"))[1]);
  const edits = JSON.parse(kept).flatMap((command) => command.changes.map((change) => change.edit));
  assert.deepEqual(edits.at(-2), { op: "set_mix", track: "Bass", level_db: -0.5, pan: 0, mute: true });
  assert.deepEqual(edits.at(-1), { op: "set_instrument", track: "Bass", instrument: "saw_bass" });
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit-mix", { phone: true });
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("the score is engraved, under a policy that lets nothing else compile", async () => {
  await open();
  await page.getByRole("button", { name: "Score", exact: true }).click();
  const sheet = page.locator(".engraved img").first();
  await sheet.waitFor({ timeout: MAKING_MS });
  await page.evaluate(() => Promise.all([...document.querySelectorAll(".engraved img")].map((image) => image.decode())));
  assert.ok((await sheet.boundingBox()).height > 100);
  assert.equal(await page.evaluate(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", () => "refused")), "refused");
  complaints.length = 0;  // of the refusal
  await look(page, "edit-score", { settle: async () => { await page.waitForTimeout(2500); await sheet.waitFor(); } });
  fine();
});

test("what was drawn is made, and nothing else is touched", async () => {
  await open();
  await page.selectOption(".track-of select", "Bass");
  await page.focus(".roll");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit-notes", { phone: true });
  const wanted = await sentNotes("Bass");
  const before = await document_(1);
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio\/songs\/s_\w+$/);
  await made(song, 2);
  const after = await document_(2);
  const notes = (of, name) => of.score.tracks.find((track) => track.name === name).notes;
  for (const note of wanted) assert.ok(notes(after, "Bass").some((each) => each.pitch === note.pitch && Math.abs(each.start_beat - note.start_beat) < 1e-6 && Math.abs(each.length_beats - note.length_beats) < 1e-6), JSON.stringify(note));
  for (const { name } of before.score.tracks.filter((track) => track.name !== "Bass")) assert.deepEqual(notes(after, name), notes(before, name), name);
  fine();
});

test("a cover is chosen by hand, stands beside the one before, and that one is taken back", async () => {
  await open();
  await page.keyboard.press("Control+4");
  await page.getByAltText("as it is").waitFor();
  await page.getByRole("radio", { name: /^Neon/ }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("searchbox", { name: "Search motifs" }).fill("whal");
  await page.getByRole("radio", { name: "whale" }).focus();
  await page.keyboard.press("Space");
  await page.getByLabel("Colour 1", { exact: true }).fill("#ff3366");
  await page.getByRole("button", { name: "Take colour 2 away" }).click();
  await page.keyboard.press("Control+z");
  const { palette } = (await document_(2)).scenes.cover;
  const [{ edit }] = await page.evaluate(() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith("draft/"))[1]).at(-1).changes.filter(({ edit }) => edit));
  assert.deepEqual(edit, { op: "set_cover", style: "neon", hero: "whale", palette: ["#ff3366", ...palette.slice(1)] });
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit-cover", { phone: true });
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio\/songs\/s_\w+$/);
  await made(song, 3);
  const [before, after] = [await document_(2), await document_(3)];
  assert.deepEqual([after.scenes.cover.style, after.scenes.cover.hero], ["neon", "whale"]);
  await page.goto(`${server.address}/studio/songs/${song}#history`);
  await page.getByRole("button", { name: "Compare revision 2 with this one" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".both-covers img").length === 2);
  await look(page, "song-covers", { pictures: false });
  await page.getByRole("button", { name: /^Take this one.*the cover of revision 2/ }).click();
  await made(song, 4);
  const digest = (of) => of.provenance.steps.find((step) => step.id === "cover").outputs.map((output) => output.digest);
  assert.notDeepEqual(digest(after), digest(before));
  assert.deepEqual(digest(await document_(4)), digest(before));
  fine();
});

test("what is locked is kept, and the price says so", async () => {
  await open();
  const section = await page.locator(".stanza h2").first().textContent();
  const lock = page.getByRole("button", { name: `Lock line 1 of ${section}`, exact: true });
  await lock.focus();
  await page.keyboard.press("Space");
  assert.equal(await lock.getAttribute("aria-pressed"), "true");
  assert.equal(await page.getByRole("textbox", { name: `Line 1 of ${section}` }).evaluate((line) => line.readOnly), true);
  await page.getByRole("button", { name: "All of it anew" }).first().click();
  await page.getByText(`${section}/lyrics is locked and was kept`).waitFor();
  await page.keyboard.press("Control+4");
  await page.getByRole("button", { name: "Lock the cover" }).click();
  assert.equal(await page.getByRole("radio", { name: /^Neon/ }).isDisabled(), true);
  await look(page, "edit-locks", { pictures: false });
  await page.keyboard.press("Control+z");
  assert.equal(await page.getByRole("radio", { name: /^Neon/ }).isDisabled(), false);
  await page.getByRole("button", { name: "Undo all" }).click();
  assert.equal(await lock.getAttribute("aria-pressed"), "false");
  fine();
});

test("a line shows its stresses, and tells at once, while it is typed, that it doesn't fit", async () => {
  await open();
  const row = page.locator(".verse-line").first();
  const line = row.locator("input");
  const [{ words, text, syllables }] = (await document_(4)).lyrics.lines.filter((each) => each.words.length > 0);
  assert.equal(await line.inputValue(), text);
  const marks = await row.locator(".scansion [data-stress]").evaluateAll((all) => all.map((mark) => Number(mark.dataset.stress)));
  assert.deepEqual(marks, words.flatMap((word) => word.syllables.map((syllable) => syllable.stress)));
  assert.match(await page.locator(`#${await line.getAttribute("aria-describedby")}`).textContent(), new RegExp(`^${syllables} syllables\\. Stressed: `));
  assert.equal(await page.locator(".advice").count(), 0);
  await line.focus();
  await page.keyboard.press("End");
  await page.keyboard.type(` ${words[0].text}`);
  await row.locator("+ .advice").getByText(/syllables? too many/).waitFor();
  assert.match(await page.locator(".lyrics > [role=status]").textContent(), /syllables? too many/);
  assert.equal(await line.evaluate((each) => each === document.activeElement), true);
  assert.equal(await drawn("set_line"), false);
  await line.fill("");
  await line.press("Enter");
  assert.equal(await line.inputValue(), text);
  fine();
});

test("the form is changed by the keyboard, told in words, priced and made", async () => {
  await open();
  const before = (await document_(4)).plan;
  const [first, second, ...others] = before.sections.map((section) => section.name);
  const deeds = page.getByRole("group", { name: `What becomes of ${first}`, exact: true });
  await page.locator(".form-of summary").first().focus();
  await page.keyboard.press("Enter");
  await deeds.getByRole("button", { name: "Later" }).focus();
  await page.keyboard.press("Enter");
  await deeds.getByRole("button", { name: "Longer" }).click();
  await deeds.getByRole("button", { name: "Longer" }).click();
  await deeds.getByRole("button", { name: "Repeat" }).click();
  await page.locator(".form-of summary").filter({ hasText: second }).click();
  await page.getByRole("group", { name: `What becomes of ${second}`, exact: true }).getByRole("button", { name: "Take out" }).click();
  const said = await page.locator(".form-of [role=status] li").allTextContents();
  assert.deepEqual(said.map((each) => each.replace(/\d+ measures/, "N measures")), [`${first} moves to place 2.`, `${first} lasts N measures.`, `${first} comes again as ${first.replace("1", "2")}.`, `${second} is taken out.`]);
  await page.getByText("This edit re-makes").waitFor();
  const settings = page.getByRole("group", { name: "View" }).getByRole("button", { name: "Song" });
  await look(page, "edit-form", { phone: true, settle: async () => { if (await settings.count() > 0) await settings.click(); } });
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio\/songs\/s_\w+$/);
  await made(song, 5);
  const { plan, score } = await document_(5);
  assert.deepEqual(plan.sections.map((section) => section.name).sort(), [first, first.replace("1", "2"), ...others].sort());
  const [was, is] = [before, plan].map((each) => each.sections.find((section) => section.name === first).length_beats);
  assert.ok(is > was, `${first} lasts ${is} beats`);
  const end = Math.max(...plan.sections.map((section) => section.start_beat + section.length_beats));
  assert.ok(score.tracks.flatMap((track) => track.notes).every((note) => note.start_beat < end));
  fine();
});

test("the list of keys has the editor's", async () => {
  await open();
  await page.keyboard.press("?");
  await page.locator("dialog.all-keys").waitFor();
  const group = (name) => page.locator("dialog.all-keys section").filter({ has: page.getByRole("heading", { name, exact: true }) }).locator("dt");
  const keys = async (name) => (await group(name).allTextContents()).map((each) => each.trim());
  const notes = await keys("Notes");
  for (const key of ["v", "b", "q", "g", "Tab", "Ctrl D", "Del"]) assert.ok(notes.includes(key), `${key} of ${notes}`);
  assert.ok((await keys("Edit")).includes("Ctrl 1 2 3 4"));
  await page.keyboard.press("Escape");
  fine();
});

test("what is changed while the line is down can be made once it is back", async () => {
  await open();
  const line = page.locator(".verse-line input").first();
  server.line.cut();
  await line.fill("The fog rolls over the harbour wall");
  await line.press("Enter");
  await page.getByText("This can be made once the line is back.").waitFor();
  assert.ok(await page.getByRole("button", { name: "Make it" }).isDisabled());
  server.line.mend();
  await page.getByText("This edit re-makes").waitFor();
  assert.ok(await page.getByRole("button", { name: "Make it" }).isEnabled());
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("two tabs keep their drafts, a reload loses none, and what both changed is asked about", async () => {
  const drafts = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("draft/")).length);
  const write = async (tab, number, text) => {
    const line = tab.locator(".verse-line input").nth(number);
    await line.fill(text);
    await line.press("Enter");
  };
  await open();
  await write(page, 0, "The fog came over to the harbour wall");
  await write(page, 1, "And every lamp along the quay went out");
  const other = await page.context().newPage();
  await other.goto(`${server.address}/studio/songs/${song}/edit`);
  await other.waitForSelector(".roll");
  await write(other, 0, "The rain came over");
  assert.equal(await drafts(), 2);
  await other.getByRole("button", { name: "Undo all" }).click();
  assert.equal(await drafts(), 1);
  await write(other, 0, "The rain came over to the harbour wall");
  await other.getByRole("button", { name: "Make it" }).click();
  await other.waitForURL(/\/studio\/songs\/s_\w+$/);
  await other.close();
  const dialog = page.getByRole("dialog", { name: "Both changed" });
  await page.getByRole("button", { name: "Put mine on top" }).click();
  await dialog.getByText("“The rain came over to the harbour wall”").waitFor();
  await dialog.getByText("“The fog came over to the harbour wall”").waitFor();
  assert.equal(await dialog.locator("fieldset").count(), 1);
  assert.ok(await dialog.getByRole("button", { name: "Put mine on top" }).isDisabled());
  await look(page, "edit-clash", { pictures: false });
  await dialog.getByRole("button", { name: "Not yet" }).click();
  await made(song, 6);
  await open();
  const left = page.getByText("You left 2 changes to revision 5 that aren’t made");
  await left.waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await left.waitFor({ state: "detached" });
  await page.locator(".notices").getByRole("button", { name: "Undo" }).click();
  await left.waitFor();
  await page.getByRole("button", { name: "Put them on top" }).click();
  await dialog.getByRole("radio", { name: /^Revision 6/ }).check();
  await dialog.getByRole("button", { name: "Put mine on top" }).click();
  assert.deepEqual(await Promise.all([0, 1].map((number) => page.locator(".verse-line input").nth(number).inputValue())), ["The rain came over to the harbour wall", "And every lamp along the quay went out"]);
  assert.equal(await drafts(), 1);
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("a song's mixer begins from what is saved: a muted track is muted there, and stays so when its fader moves", async () => {
  await call(page, "POST", `/v1/songs/${song}/edits`, { edits: [{ op: "set_mix", track: "Bass", level_db: -3, mute: true }] });
  await made(song, 7);
  await page.goto(`${server.address}/studio/songs/${song}`);
  const mute = page.getByRole("button", { name: "Mute Bass", exact: true, pressed: true });
  await mute.waitFor();
  const fader = page.getByRole("slider", { name: "Volume of Bass", exact: true });
  assert.equal(await fader.inputValue(), "-3");
  await page.getByRole("button", { name: "Open the stems" }).click();
  const save = page.getByRole("button", { name: "Save this mix" });
  await save.waitFor();
  assert.ok(await save.isDisabled());
  await fader.focus();
  await page.keyboard.press("ArrowLeft");
  await page.route("**/edits", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/edits"));
  const [sent] = await Promise.all([page.waitForRequest("**/edits"), save.click()]);
  await failed;  // before that, without a route it would get through
  assert.deepEqual(sent.postDataJSON().edits, [{ op: "set_mix", track: "Bass", level_db: -3.5, pan: 0, mute: true }]);
  await page.unrouteAll();
  await mute.click();
  await page.getByText("Until this mix is saved, Bass is silent.").waitFor();
  fine();
});

// Times frames: only where nothing else runs, as `make soak` does.
test("a roll of 5 000 notes stays under 33 ms a frame", { skip: !process.env.SOULS_TEST_FRAMES }, async () => {
  await crowd(page, song, "Bass");
  await open();
  await page.selectOption(".track-of select", "Bass");
  await page.getByRole("application", { name: "Bass, 5,000 notes" }).waitFor();
  for (let turn = 0; turn < 3; turn++) await page.getByRole("button", { name: "Zoom out" }).click();
  await measure(page);
  await page.unrouteAll();
  fine();
});
