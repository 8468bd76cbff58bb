// The studio in a browser, before a real server with the real band: one song of 20 seconds, from the set-up to the trash.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { test } from "./chain.mjs";
import { look, motions } from "./look.mjs";
import { call, EMAIL, openBrowser, PASSWORD, Server, signIn } from "./server.mjs";

const HOSTILE = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
const HOSTILE_WORDS = `<img src=x onerror=alert(1)> in the night\n[light](javascript:alert(1)) shines so bright\n\n<script>alert(1)</script> calls the sea\n"><svg onload=alert(1)> come to me`;
const SCRIPT_BYTES_MAX = 200_000;
const MAKING_MS = 300_000;  // on a machine that has much else to do
const DROP_MS = 20_000;

const backup = mkdtempSync(join(tmpdir(), "souls-backup-"));
const server = new Server({ environment: { SOULS_BACKUP_FOLDER: backup, SOULS_BACKUP_EVERY_HOURS: "0" } });
let browser, page, complaints, song;
let sung;  // a line of the song as it is in the end

before(async () => {
  await server.start();
  const opened = await openBrowser();
  ({ browser, complaints } = opened);
  page = await opened.newPage();
});
after(async () => {
  await browser?.close();
  await server.end();
  rmSync(backup, { recursive: true, force: true });
});
/** Holds the workers once a step of the song is in a state. */
async function holdAt(song, state) {
  while ((await call(page, "GET", `/v1/tasks?song=${song}&state=${state}`)).tasks.length === 0) await page.waitForTimeout(100);
  await server.hold();
}
/** Nothing went wrong, and no word of a person has become anything but text. */
async function fine() {
  assert.deepEqual(complaints, []);
  const made = await page.evaluate(() => [...document.querySelectorAll("img[src=x], [onerror], [onload], body script:not([src]), a[href^='javascript:' i]")].map((element) => element.outerHTML));
  assert.deepEqual(made, []);
}

/** The numbers of the server's events after one, by kind, up to another. */
const told = (after, upTo) => page.evaluate(async ([after, upTo]) => {
  const events = [];
  const reader = (await fetch(`/v1/events?after=${after}`)).body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; ;) {
    const { value } = await reader.read();
    text += value;
    const messages = text.split("\n\n");
    text = messages.pop();
    for (const message of messages) {
      const number = Number(/^id: (\d+)/m.exec(message)?.[1] ?? 0);
      if (number > upTo) break;
      if (number) events.push({ number, kind: /^event: (.+)/m.exec(message)[1] });
      if (number === upTo) return await reader.cancel(), events;
    }
  }
}, [after, upTo]);

test("the first start makes the owner, with the code of the server", async () => {
  await page.goto(server.address);
  await page.waitForSelector("#code");
  await look(page, "first", { phone: true });
  await page.fill("#code", "wrong-code");
  await page.fill("#email", EMAIL);
  await page.fill("#password", "short");
  await page.click("button[type=submit]");
  assert.match(await page.textContent("#password-bad"), /12/);
  await page.fill("#password", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForSelector("#code-bad");
  await page.fill("#code", server.setUpCode);
  await page.click("button[type=submit]");
  await page.waitForSelector("#line");
  assert.match(await page.inputValue("#line"), /lighthouse/);
  await fine();
});

test("a reload while the band works keeps it all, and cancel stops it", async () => {
  // Long enough to be at work until its first words are seen.
  await page.fill("#line", "a long winter of the lighthouse, indie folk, 5 minutes");
  await page.getByText("Say more").click();
  await page.fill("#title", HOSTILE);
  await look(page, "make-open");
  await page.focus("#line");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/studio\/songs\/s_/);
  await page.waitForSelector(".sheet li:not(.being)", { timeout: MAKING_MS });
  await server.hold();
  await page.waitForSelector(".seg[data-state=running]");
  const words = await page.textContent(".sheet li:not(.being)");
  await page.reload();
  // What was done in no time is as wide: any may be the first that is seen.
  await page.waitForFunction(() => [...document.querySelectorAll(".stave .seg")].some((segment) => segment.clientWidth > 1));
  await page.getByText(words).first().waitFor();
  assert.deepEqual(await motions(page), []);
  await look(page, "work");
  await fine();
  await page.keyboard.press("Escape");
  await page.locator("button:focus", { hasText: "Yes, cancel it" }).click();
  server.goOn();
  await page.getByText("Cancelled.").first().waitFor();
  await look(page, "cancelled");
  await fine();
});

test("the queue, the workers and the steps to come are seen while they work", async () => {
  const { id } = await call(page, "POST", "/v1/songs", { prompt: "moths at the lamp, jazz, 3 minutes" });
  await holdAt(id, "waiting");
  await page.goto(`${server.address}/studio/tasks/${id}`);
  await page.locator(".crew .hands .soul").first().waitFor();
  await page.locator(".crew dd").filter({ hasText: /^[1-9]/ }).first().waitFor();
  await page.waitForSelector(".graph .n[data-is=waiting]");
  await call(page, "POST", `/v1/songs/${id}/cancel`);
  server.goOn();
  await call(page, "DELETE", `/v1/songs/${id}`);
  await fine();
});

test("the first screen needs little, all of it from here, under a strict policy", async () => {
  const loaded = [];
  page.on("response", (response) => loaded.push(response));
  const answer = await page.goto(server.address);
  await page.waitForSelector("#line");
  const headers = answer.headers();
  assert.doesNotMatch(headers["content-security-policy"], /unsafe/);
  for (const name of ["x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"]) assert.ok(headers[name], name);
  const scripts = loaded.filter((response) => /javascript/.test(response.headers()["content-type"] ?? ""));
  const bytes = scripts.reduce((sum, script) => sum + Number(script.headers()["content-length"]), 0);
  assert.ok(bytes > 10_000 && bytes <= SCRIPT_BYTES_MAX, `${bytes} bytes of script`);
  for (const response of loaded) assert.ok(response.url().startsWith(server.address) || response.url().startsWith("blob:"), response.url());
  console.log(`${bytes} bytes of compressed script before the first screen`);
  page.removeAllListeners("response");
  await look(page, "make");
  await page.fill("#line", "half a thought about rain");
  const ideas = page.locator(".ideas button");
  await ideas.nth(0).click();
  await ideas.nth(1).click();
  assert.match(await page.inputValue("#line"), /cake to the office/);
  await page.getByRole("button", { name: "Put my text back" }).click();
  assert.equal(await page.inputValue("#line"), "half a thought about rain");
  await page.getByRole("button", { name: "Put my text back" }).waitFor({ state: "detached" });
  await fine();
});

test("a line that is down for 20 seconds misses and doubles nothing of a song in the making", async () => {
  await page.fill("#line", "a lighthouse at night, indie folk, 20 seconds");
  await page.fill("#title", HOSTILE);
  await page.fill("#words", HOSTILE_WORDS);
  await page.focus("#line");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/studio\/songs\/s_/);
  song = page.url().split("/").pop();
  await holdAt(song, "running");
  await page.waitForSelector(".seg[data-state=running]");
  await page.waitForFunction(() => heard.length > 0);
  server.line.cut();
  server.goOn();
  await page.getByText("The line is down.").waitFor();
  await new Promise((resolve) => setTimeout(resolve, DROP_MS));
  server.line.mend();
  await page.getByText("The line is down.").waitFor({ state: "detached" });
  await page.waitForSelector(".gate h1", { timeout: MAKING_MS });
  await page.waitForFunction(() => heard.at(-1).kind === "song.made");
  const heard = await page.evaluate(() => globalThis.heard);
  heard.reduce((last, { number }) => (assert.ok(number > last, `${number} after ${last}`), number), 0);
  const ofSteps = (events) => events.filter(({ kind }) => kind !== "progress");  // a newer one stands for those before it
  const log = await told(heard[0].number - 1, heard.at(-1).number);
  assert.deepEqual(ofSteps(heard), ofSteps(log).filter(({ number }) => number >= heard[0].number));
  assert.ok(log.length > 20, `${log.length} events`);
  // What was loaded before a line broke is there after it.
  await page.waitForSelector(".play:not([disabled])");
  server.line.cut();
  await page.getByText("The line is down.").waitFor();
  const readAgain = page.waitForResponse((response) => response.url().endsWith(`/v1/songs/${song}`));
  server.line.mend();
  await page.getByText("The line is down.").waitFor({ state: "detached" });
  await readAgain;
  await page.click(".play");
  await page.waitForFunction(() => Number(document.querySelector(".wave").getAttribute("aria-valuenow")) > 0);
  await fine();
});

test("a wrong password is told in a sentence, a right one opens", async () => {
  await page.goto(`${server.address}/studio/settings`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForSelector("#email");
  await page.fill("#email", EMAIL);
  await page.fill("#password", "not this one at all");
  await page.click("button[type=submit]");
  await page.waitForSelector("#sign-in-bad");
  await look(page, "sign-in", { phone: true });
  await signIn(page);
  await page.waitForSelector("#profile");
  await fine();
});

test("the song plays, its words follow, its stems can be set apart", async () => {
  await page.goto(`${server.address}/studio/songs/${song}`);
  await page.waitForSelector(".gate h1");
  await page.waitForSelector(".play:not([disabled])");
  await page.click(".play");
  await page.waitForFunction(() => document.querySelector(".karaoke .sung, .karaoke .word"));
  await page.click(".play");
  await page.getByRole("button", { name: "Open the stems" }).click();
  await page.getByRole("button", { name: "Save this mix" }).waitFor({ timeout: 60_000 });
  await page.locator(".stem").first().getByRole("button", { name: /^Mute/ }).click();
  assert.equal(await page.locator(".stem[data-off]").count(), 1);
  assert.ok(await page.getByRole("button", { name: "Save this mix" }).isEnabled());
  const { provenance } = await call(page, "GET", `/v1/songs/${song}/artifacts/song.json`);
  const seeds = provenance.steps.map((step) => String(step.seed)).filter((seed) => seed !== "0");
  const credits = await page.locator(".credit").allTextContents();
  for (const seed of seeds) assert.ok(credits.join().includes(seed), seed);
  await page.locator(".credit summary").first().click();
  await page.evaluate(() => scrollTo(0, 0));
  await look(page, "song");
  await fine();
});

test("a session that ends in the middle of an edit loses nothing, and another tab is told", async () => {
  await page.goto(`${server.address}/studio/songs/${song}/edit`);
  const line = page.locator(".verse-line input").first();
  await line.fill("The night comes in on paper feet");
  await line.press("Enter");
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit");
  await fine();
  const other = await page.context().newPage();
  await other.goto(`${server.address}/studio/songs/${song}/edit`);
  await other.waitForSelector(".verse-line input");
  await call(page, "DELETE", "/v1/sessions/current");
  await page.waitForSelector("dialog.renew");  // the stream of events ends with the session
  await look(page, "sign-in-again", { pictures: false });
  await signIn(page);
  await page.waitForSelector("dialog.renew", { state: "detached" });
  assert.equal(await line.inputValue(), "The night comes in on paper feet");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(new RegExp(`/studio/songs/${song}$`));
  await page.waitForFunction(async (song) => (await (await fetch(`/v1/songs/${song}`)).json()).revision === 2, song, { polling: 500 });
  if (await other.locator("dialog.renew").isVisible()) await signIn(other);
  await other.getByText("was made while you were editing 1").waitFor();
  await other.close();
  await page.waitForFunction(async (song) => (await (await fetch(`/v1/songs/${song}`)).json()).state === "made", song, { polling: 500, timeout: MAKING_MS });
  await page.locator(".karaoke").getByText("The night comes in on paper feet").waitFor();
  await fine();
});

test("revisions are compared, heard on one clock, taken as takes, and gone back to", async () => {
  await page.waitForSelector(".play:not([disabled])");
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("button", { name: "Compare revision 1 with this one" }).click();
  assert.equal(await page.locator(".comparison .came").first().innerText(), "The night comes in on paper feet");
  assert.ok(await page.locator(".comparison ins").count() > 3 && await page.locator(".comparison del").count() > 0);
  await page.locator(".comparison").getByText("sang").waitFor();
  await page.locator(".comparison").getByRole("button", { name: "Revision 1" }).click();
  await page.waitForFunction(() => Number(document.querySelector(".wave").getAttribute("aria-valuenow")) > 0);
  const before = await page.getAttribute(".wave", "aria-valuenow");
  await page.keyboard.press("x");
  await page.locator(".comparison").getByRole("button", { name: "Revision 2", pressed: true }).waitFor();
  assert.ok(Number(await page.getAttribute(".wave", "aria-valuenow")) >= Number(before));
  await page.locator(".takes-of").getByRole("button", { name: "Verse 1", exact: true }).click();
  await page.locator(".side-by-side p").getByText("The night comes in on paper feet").waitFor();
  assert.equal(await page.locator(".side-by-side > li").count(), 3);  // two takes, and the place of the next
  await look(page, "history", { phone: true });
  await fine();
  await page.getByRole("button", { name: "Take this one" }).click();
  await page.waitForFunction(async (song) => { const now = await (await fetch(`/v1/songs/${song}`)).json(); return now.revision === 3 && now.state === "made"; }, song, { polling: 500, timeout: MAKING_MS });
  await page.locator(".history > ol > li").nth(2).waitFor();
  sung = (await page.locator(".karaoke p").allInnerTexts()).map((text) => text.trim()).find((text) => !text.includes("paper feet"));
  await fine();
});

test("while a newer revision isn't made, the one before it is heard, taken along and gone back to", async () => {
  const newer = page.locator(".newer");
  const cancelled = async (revision, tempo_bpm) => {
    await call(page, "POST", `/v1/songs/${song}/edits`, { edits: [{ op: "set_tempo", tempo_bpm }] });  // all is made anew
    await server.hold();
    await newer.getByRole("progressbar").waitFor();
    await newer.getByRole("button", { name: "Cancel" }).click();
    await newer.getByRole("button", { name: "Yes, cancel it" }).click();
    server.goOn();
    await newer.getByText(`Revision ${revision} was cancelled.`).waitFor();
  };
  await cancelled(4, 71);
  await page.reload();
  await page.waitForSelector(".play:not([disabled])");
  await page.locator(".cat").getByText("Revision 3,").waitFor();
  await page.locator(".history").getByText("After 3, cancelled").waitFor();
  const heads = await page.locator(".files a").evaluateAll((links) => Promise.all(links.map(async (link) => [link.href, (await fetch(link.href, { method: "HEAD" })).status])));
  assert.ok(heads.length > 10 && heads.some(([path]) => path.endsWith("bundle.zip?revision=3")));
  for (const [path, status] of heads) assert.equal(status, 200, path);
  await look(page, "song-behind");
  await newer.getByRole("button", { name: "Go back to revision 3" }).click();
  await newer.waitFor({ state: "detached" });
  await page.locator(".cat").getByText("Revision 5,").waitFor();
  await cancelled(6, 72);
  await newer.getByRole("button", { name: "Go on" }).click();
  await page.locator(".cat").getByText("Revision 6,").waitFor({ timeout: MAKING_MS });
  await newer.waitFor({ state: "detached" });
  await page.locator(".keys").getByRole("link", { name: "Edit" }).waitFor();
  await fine();
});

test("one like it leaves what somebody has begun to write", async () => {
  await page.goto(server.address);
  await page.fill("#line", "half a thought about rain");
  await page.goto(`${server.address}/studio/songs/${song}#history`);
  await page.getByRole("button", { name: "Make one like it" }).click();
  await page.waitForFunction(() => document.querySelector("#line")?.value.includes("lighthouse"));
  await page.reload();
  await page.getByRole("button", { name: "Put my text back" }).click();
  assert.equal(await page.inputValue("#line"), "half a thought about rain");
  await page.goto(`${server.address}/studio/songs/${song}`);
  await fine();
});

test("a link is shared, opened without a session, and revoked", async () => {
  await page.getByRole("button", { name: "Share it" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const path = await page.locator(".shares li a").getAttribute("href");
  const heard = async () => (await fetch(server.address + path)).status;
  assert.equal(await heard(), 200);
  await page.getByRole("button", { name: /^Revoke the link/ }).click();
  await page.getByText("Only you hear it.").waitFor();
  assert.equal(await heard(), 404);
  await fine();
});

test("everything is a few keys away", async () => {
  await page.keyboard.press("Control+k");
  await look(page, "palette");
  await page.keyboard.type("webh");
  await page.keyboard.press("Enter");
  await page.waitForURL(/settings#webhooks$/);
  await page.getByRole("button", { name: "New webhook" }).click();
  await page.fill("#hook-url", "https://hooks.invalid/<script>alert(1)</script>");
  await page.getByRole("button", { name: "Make the webhook" }).click();
  await page.getByText("shown once").waitFor();
  await page.getByRole("button", { name: /^Deliveries/ }).click();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.locator(".deliveries").getByText("webhook.test", { exact: true }).waitFor();
  await look(page, "settings-webhooks", { pictures: false });
  await fine();
  await page.getByRole("button", { name: /^Remove https/ }).click();
  await page.getByText("No other server is told").waitFor();
  await page.keyboard.press("Control+k");
  await page.locator("dialog.palette input:focus").waitFor();
  await page.fill("dialog.palette input", sung);
  await page.getByRole("option", { name: /song$/ }).first().waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.locator("dialog.all-keys").waitFor();
  await page.keyboard.press("Escape");
  await fine();
});

test("a server that stops and starts again is told of, and found again", async () => {
  await page.goto(`${server.address}/studio/tasks`);
  await page.waitForSelector("table.tasks");
  await server.stop();
  await page.getByText("The line is down.").waitFor();
  await server.start();
  await page.getByText("The line is down.").waitFor({ state: "detached" });
  await fine();
});

test("tasks, souls and settings say what is", async () => {
  await call(page, "POST", "/v1/users", { email: "bob@example.org", name: HOSTILE.slice(0, 60), role: "member" });
  await page.goto(`${server.address}/studio/tasks/${song}`);
  await page.waitForSelector(".graph .node");
  await page.waitForSelector(".graph .n[data-is=reused]");
  await page.locator(".legend").getByText("reused, same digest").waitFor();
  await page.locator(".graph .node").first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Package", { exact: true }).waitFor();
  await look(page, "tasks", { phone: true });
  await fine();
  const sings = () => page.locator(".tasks tbody tr:not(.why-row)").allInnerTexts();
  await page.getByLabel("Capability").selectOption("vocals");
  await page.waitForFunction(() => [...document.querySelectorAll(".tasks tbody tr")].every((row) => /sings/.test(row.textContent)));
  assert.ok((await sings()).length > 1);
  await page.getByLabel("State").selectOption("failed");
  await page.getByText("No task is like that.").waitFor();
  await page.getByLabel("State").selectOption("");
  await page.getByLabel("Person").selectOption({ label: HOSTILE.slice(0, 60) });
  await page.getByText("No task is like that.").waitFor();
  await page.reload();
  await page.getByText("No task is like that.").waitFor();
  await fine();
  await page.goto(`${server.address}/studio/souls`);
  const lyra = page.locator(".package").filter({ hasText: "lyra 1." });
  await lyra.getByText("Read the card").click();
  await lyra.getByText("124 919 English words").waitFor();
  await lyra.getByText("model.gguf").first().waitFor();
  const { packages } = await call(page, "GET", "/v1/packages");
  for (const each of packages) await page.locator(".package").filter({ hasText: `${each.name} ${each.version}` }).getByText(each.digest, { exact: true }).waitFor({ state: "attached" });
  await look(page, "souls", { phone: true });
  await fine();
  await page.goto(`${server.address}/studio/settings#backup`);
  await page.waitForFunction(() => { const at = document.querySelector("#backup .kept")?.getBoundingClientRect(); return at && at.top > 0 && at.bottom < innerHeight; });
  await page.locator("#limits").getByText(/^\d+ of .* left$/).first().waitFor();
  await page.locator("#usage").getByRole("button", { name: /^Storage of/ }).first().click();
  await page.locator("#usage").getByText(/ kept$/).waitFor();
  await page.locator("#backup").getByText("No backup was made here so far.").waitFor();
  await page.getByRole("button", { name: "Back up now" }).click();
  await page.getByText("The backup is made.").waitFor();
  await page.locator("#backup .kept").first().getByText(backup, { exact: true }).waitFor();
  assert.ok(existsSync(join(backup, "manifest.json")));
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText("The chain holds.").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  await page.fill("#key-name", HOSTILE.slice(0, 80));
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("it is shown once").waitFor();
  await look(page, "settings", { phone: true });
  await fine();
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByText("No program has a key").waitFor();
});

test("the library finds by words, tags, and takes back from the trash", async () => {
  await page.goto(`${server.address}/studio/library`);
  await page.waitForSelector(".record");
  await page.waitForSelector(".record img");
  await look(page, "library", { phone: true });
  await fine();
  await page.fill("input[type=search]", "marmalade");
  await page.getByText("No song says “marmalade”.").waitFor();
  await page.getByRole("button", { name: "Clear search" }).click();
  await page.fill("input[type=search]", sung);
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 1);
  await page.locator(".record .pick input").check();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await page.fill("#tag", HOSTILE.slice(0, 60));
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByRole("button", { name: /^Remove the tag/ }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await fine();
  const bundle = page.waitForEvent("download");
  await page.locator(".dock").getByRole("button", { name: "Export" }).click();
  assert.match((await bundle).suggestedFilename(), /\.zip$/);
  await page.locator(".dock").getByRole("button", { name: "Trash" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 1);
  await fine();
});

test("a search keeps to the tag and to the trash, and only what is there is removed for good", async () => {
  const records = (number) => page.waitForFunction((number) => document.querySelectorAll(".record").length === number, number);
  const tag = page.locator(".find").getByRole("button", { name: HOSTILE.slice(0, 60) });
  await page.fill("input[type=search]", "lighthouse");
  await records(2);
  await tag.click();
  await records(1);
  assert.equal(await page.inputValue("input[type=search]"), "lighthouse");
  await page.locator(".record .pick input").check();
  await page.locator(".dock").getByRole("button", { name: "Trash" }).click();
  await page.getByText(/^No song tagged .* says “lighthouse”\.$/).waitFor();
  await tag.click();
  await records(1);
  await page.locator(".record").getByText("Cancelled", { exact: true }).waitFor();
  await page.locator(".find").getByRole("button", { name: "Trash" }).click();
  await page.getByRole("heading", { name: "Trash" }).waitFor();
  await records(1);
  assert.equal(await page.getByText("Cancelled", { exact: true }).count(), 0);
  await page.locator(".record .pick input").check();
  await page.getByRole("button", { name: "Remove for good" }).click();
  await page.getByRole("button", { name: "Yes, remove 1 song for good" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".dock").waitFor({ state: "detached" });
  await page.locator(".record .pick input").check();
  await page.getByRole("button", { name: "Remove for good", exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: /^Yes, remove/ }).count(), 0);
  await page.fill("input[type=search]", "winter");
  await page.getByText("Nothing in the trash says “winter”.").waitFor();
  await page.fill("input[type=search]", "lighthouse");
  await records(1);
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByText("Nothing in the trash says “lighthouse”.").waitFor();
  await fine();
});
