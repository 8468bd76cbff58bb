// Takes of a line and of a track in the editor, what deeds cost before they are done, and a song whose newest revision isn't made.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before } from "node:test";
import { test } from "./chain.mjs";
import { look } from "./look.mjs";
import { call, openBrowser, ownersPage, Server } from "./server.mjs";

const MAKING_MS = 300_000;  // on a machine that has much else to do

const server = new Server();
let browser, page, complaints, song;

const revisions = async () => (await call(page, "GET", `/v1/songs/${song}/revisions`)).revisions;
const made = async (revision) => {
  for (const until = Date.now() + MAKING_MS; Date.now() < until; await page.waitForTimeout(500)) {
    const found = (await revisions()).find((each) => each.revision === revision);
    if (found?.state === "made") return found;
    assert.ok(!["failed", "cancelled"].includes(found?.state), JSON.stringify(found));
  }
  throw new Error("the revision wasn't made in time");
};
const document_ = (revision) => page.evaluate(async ([song, revision]) => (await fetch(`/v1/songs/${song}/artifacts/song.json?revision=${revision}`)).json(), [song, revision]);
const fine = () => assert.deepEqual(complaints, []);
const open = async () => {
  await page.goto(`${server.address}/studio/songs/${song}/edit`);
  await page.waitForSelector(".roll");
  await page.waitForFunction(() => document.querySelector(".hear .go:not([disabled])"));
};
const heard_s = () => page.locator(".hear .num").first().textContent();

before(async () => {
  await server.start();
  const opened = await openBrowser();
  ({ browser, complaints } = opened);
  page = await ownersPage(opened, server);
  song = (await call(page, "POST", "/v1/songs", { prompt: "a lighthouse at night, indie folk, 20 seconds", seed: 7 })).id;
  await made(1);
  await call(page, "POST", "/v1/songs", { prompt: "a lighthouse at night, ambient, 10 seconds", seed: 8 });
});
after(async () => {
  await browser?.close();
  await server.end();
});

test("another take of a line is made beside the song, stands beside the line, is heard in place and taken at no cost", async () => {
  await open();
  const [{ section, text }] = (await document_(1)).lyrics.lines;
  await page.getByRole("button", { name: `Takes of line 1 of ${section}`, exact: true }).click();
  const takes = page.getByRole("list", { name: `Takes of line 1 of ${section}` });
  await takes.getByText(text).waitFor();
  await takes.getByText(/^A take re-makes up to \d+ steps of \d+, about .* s\. Lyra: /).waitFor();
  await takes.getByRole("button", { name: "Try another take" }).click();
  await made(2);
  const [newest] = await revisions();
  assert.deepEqual([newest.revision, newest.parent, newest.state], [3, 1, "made"]);
  const tried = (await document_(2)).lyrics.lines[0].text;
  assert.notEqual(tried, text);
  await takes.getByText(tried).waitFor();
  await takes.getByText("Nothing is made again: it takes no time.").waitFor();
  await look(page, "edit-line-takes", { phone: true });
  await takes.getByRole("button", { name: "Hear the take of revision 2" }).click();
  await takes.getByRole("button", { name: "Stop the take of revision 2" }).waitFor();
  const began = await heard_s();
  await page.waitForFunction(([began]) => document.querySelector(".hear .num").textContent !== began, [began]);
  await takes.getByRole("button", { name: "Stop the take of revision 2" }).click();
  await takes.getByRole("button", { name: "Take this one" }).click();
  assert.equal(await page.getByRole("textbox", { name: `Line 1 of ${section}`, exact: true }).inputValue(), tried);
  await page.locator(".remake").getByText("Nothing is made again: it takes no time.").waitFor();
  await takes.getByRole("button", { name: "Keep it" }).click();
  assert.equal(await page.locator(".remake").count(), 0);
  await takes.getByRole("button", { name: "Take this one" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/studio\/songs\/s_\w+$/);
  await made(4);
  const [before, taken] = [await document_(2), await document_(4)];
  assert.deepEqual(taken.lyrics, before.lyrics);
  const mixes = [before, taken].map((each) => each.provenance.steps.find((step) => step.id === "mix").outputs[0].digest);
  assert.equal(mixes[0], mixes[1]);
  fine();
});

test("on a phone the words, each view and the song's settings are a press away, and nothing scrolls sideways", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  const views = page.getByRole("group", { name: "View" });
  const roll = page.locator(".roll");
  const panes = [["Words", page.getByRole("textbox", { name: /^Line 1 of / }).first()], ["Song", page.getByLabel("Tempo, bpm")], ["Mix", page.getByRole("button", { name: "Mute Bass", exact: true })], ["Cover", page.getByRole("button", { name: "Draw another" })], ["Notes", roll]];
  for (const [name, tool] of panes) {
    await views.getByRole("button", { name, exact: true }).click();
    await tool.waitFor();
    assert.equal(await roll.isVisible(), name === "Notes", name);
    const { y } = await tool.boundingBox();
    assert.ok(y < 844, `${name} begins at ${y}`);
  }
  await views.getByRole("button", { name: "Words" }).click();
  await page.getByRole("button", { name: /^Takes of line 1 of / }).first().click();
  await look(page, "edit-words", { phone: true });
  fine();
});

test("a take of a track is heard in its place, beside the others", async () => {
  await open();
  await page.selectOption(".track-of select", "Bass");
  await page.getByRole("button", { name: "Takes of Bass" }).click();
  const takes = page.getByRole("list", { name: /^Takes of Bass in / });
  await takes.getByText("A take re-makes up to").waitFor();
  await takes.getByRole("button", { name: "Try another take" }).click();
  await made(5);
  await takes.getByRole("button", { name: "Hear the take of revision 5" }).click();
  await takes.getByRole("button", { name: "Stop the take of revision 5" }).waitFor();
  await takes.getByRole("button", { name: "Hear this take" }).click();
  await takes.getByRole("button", { name: "Hear the take of revision 5" }).waitFor();
  await look(page, "edit-track-takes", { phone: true });
  await takes.getByRole("button", { name: "Take this one" }).click();
  await page.locator(".remake").getByText("Nothing is made again: it takes no time.").waitFor();
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("the score shows what a hand has drawn, before it is made", async () => {
  await open();
  await page.getByRole("button", { name: "Score", exact: true }).click();
  const sheet = page.locator(".engraved img").first();
  await sheet.waitFor({ timeout: MAKING_MS });
  const made = await sheet.getAttribute("src");
  await page.getByRole("button", { name: "Notes", exact: true }).click();
  await page.focus(".roll");
  await page.keyboard.press("Tab");
  for (let turn = 0; turn < 7; turn++) await page.keyboard.press("ArrowUp");
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByText("with the notes and chords of your draft").waitFor({ timeout: MAKING_MS });
  assert.notEqual(await sheet.getAttribute("src"), made);
  await look(page, "edit-draft-score", { pictures: false });
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("what is saved, taken or gone back to says first what it costs", async () => {
  await page.goto(`${server.address}/studio/songs/${song}#history`);
  await page.getByText("Going back costs nothing").waitFor();
  await page.locator(".takes-of").getByText(/^This re-makes up to \d+ steps/).waitFor();
  await page.getByRole("button", { name: "Open the stems" }).click();
  await page.getByRole("button", { name: "Mute Bass" }).click();
  await page.locator(".mixer").getByText(/^Saving this mix re-makes up to \d+ steps of \d+, about .* s\. The desk: /).waitFor();
  await look(page, "song-costs", { phone: true, pictures: false });
  fine();
});

test("a stranger with a link sees the sleeve, reads the words and hears the song", async () => {
  const { path } = await call(page, "POST", `/v1/songs/${song}/shares`, { allows: "stems" });
  const { title } = await document_(1);
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`${server.address}${path}`);
  await stranger.getByRole("heading", { name: title }).waitFor();
  await stranger.getByAltText(`Cover of ${title}`).evaluate((image) => image.decode());
  await stranger.waitForFunction(() => document.querySelector("audio").duration > 1);
  const missing = await stranger.evaluate(async () => { await document.fonts.ready; return ["Le Murmure", "Karla", "Vollkorn"].filter((family) => ![...document.fonts].some((font) => font.family.includes(family) && font.status === "loaded")); });
  assert.deepEqual(missing, []);
  await look(stranger, "share", { phone: true });
  await stranger.context().close();
});

test("while the newest revision isn't made, the last made one is edited, and the library shows its cover", async () => {
  const { revision } = await call(page, "POST", `/v1/songs/${song}/edits`, { edits: [{ op: "set_tempo", tempo_bpm: 71 }] });
  await call(page, "POST", `/v1/songs/${song}/cancel`);
  await page.goto(`${server.address}/studio/songs/${song}`);
  await page.locator(".newer").getByText(`Revision ${revision} was cancelled.`).waitFor();
  await page.locator(".keys").getByRole("link", { name: "Edit" }).click();
  await page.waitForSelector(".roll");
  await page.getByText(`You edit revision ${revision - 1}, the last that is made.`).waitFor();
  const line = page.locator(".verse-line input").first();
  await line.fill("The fog rolls over the harbour wall");
  await line.press("Enter");
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit-behind", { phone: true, pictures: false });
  await page.goto(`${server.address}/studio/library`);
  await page.locator(".older img").waitFor();
  await page.locator(".older").getByText("Cancelled").waitFor();
  await look(page, "library-older", { phone: true });
  await open();
  await page.getByRole("button", { name: `Go back to revision ${revision - 1}` }).click();
  await page.getByText(`You edit revision ${revision - 1}`).waitFor({ state: "detached" });
  assert.equal(await line.inputValue(), "The fog rolls over the harbour wall");
  assert.equal((await revisions())[0].state, "made");
  await page.getByRole("button", { name: "Undo all" }).click();
  fine();
});

test("songs are taken along in one archive, with a folder for each, and what can't be packed is told", async () => {
  const isMade = async () => (await call(page, "GET", "/v1/songs")).songs.every((each) => each.state === "made");
  for (const until = Date.now() + MAKING_MS; Date.now() < until && !(await isMade());) await page.waitForTimeout(500);
  await page.goto(`${server.address}/studio/library`);
  for (const song of [0, 1]) await page.locator(".record .pick input").nth(song).check();
  const dock = page.locator(".dock");
  await page.route("**/score.mid*", (route) => route.abort());
  await dock.getByRole("button", { name: "Export" }).click();
  await dock.getByText(/^“.+” couldn’t be packed, so nothing is saved\. The line is down\.$/).waitFor();
  await look(page, "library-unpacked", { phone: true, pictures: false });
  await page.unrouteAll();
  const [archive] = await Promise.all([page.waitForEvent("download"), dock.getByRole("button", { name: "Try again" }).click()]);
  assert.equal(archive.suggestedFilename(), "2 songs.zip");
  const names = execFileSync("/usr/bin/python3", ["-c", "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint('\\n'.join(z.namelist()))", await archive.path()], { encoding: "utf8" }).trim().split("\n");
  const folders = new Set(names.map((name) => name.split("/")[0]));
  assert.equal(folders.size, 2);
  for (const folder of folders) for (const file of ["mix.flac", "song.json", "score.mid"]) assert.ok(names.includes(`${folder}/${file}`), `${folder}/${file}`);
  await page.getByText("All files of 2 songs are in “2 songs.zip”.").waitFor();
  fine();
});
