// The studio in a browser, before a real server with the real band: one song of 20 seconds, from the set-up to the trash.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { look } from "./look.mjs";
import { EMAIL, openBrowser, PASSWORD, Server, signIn } from "./server.mjs";

const HOSTILE = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
const SCRIPT_BYTES_MAX = 200_000;
const MAKING_MS = 300_000;  // on a machine that has much else to do

const server = new Server();
let browser, page, complaints, song;

before(async () => {
  await server.start();
  const opened = await openBrowser();
  ({ browser, complaints } = opened);
  page = await opened.newPage();
});
after(async () => {
  await browser?.close();
  await server.end();
});
const fine = () => assert.deepEqual(complaints, []);
const call = (method, path, body) => page.evaluate(async ([method, path, body]) => {
  const me = await (await fetch("/v1/me")).json();
  const answer = await fetch(path, { method, headers: { "X-CSRF-Token": me.csrf, "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  return answer.status === 204 ? null : answer.json();
}, [method, path, body]);

test("the first start makes the owner, with the code of the server", async () => {
  await page.goto(server.address);
  await page.waitForSelector("#code");
  await look(page, "first");
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
  fine();
});

test("a line becomes a song in the making, and a reload keeps it all", async () => {
  await page.fill("#line", "a lighthouse at night, indie folk, 20 seconds");
  await page.getByText("Say more").click();
  await page.fill("#title", HOSTILE);
  await look(page, "make-open");
  await page.focus("#line");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/studio\/songs\/s_/);
  song = page.url().split("/").pop();
  await page.waitForSelector(".seg[data-state=running]");
  await page.reload();
  await page.waitForSelector(".stave .seg");
  await page.waitForSelector(".sheet li:not(.being)", { timeout: MAKING_MS });
  await look(page, "work");
  fine();
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
  fine();
});

test("a wrong password is told in a sentence, a right one opens", async () => {
  await page.goto(`${server.address}/studio/settings`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForSelector("#email");
  await page.fill("#email", EMAIL);
  await page.fill("#password", "not this one at all");
  await page.click("button[type=submit]");
  await page.waitForSelector("#sign-in-bad");
  await look(page, "sign-in");
  await signIn(page);
  await page.waitForSelector("#profile");
  fine();
});

test("the song plays, its words follow, its stems can be set apart", async () => {
  await page.goto(`${server.address}/studio/songs/${song}`);
  await page.waitForSelector(".gate h1", { timeout: MAKING_MS });
  await page.waitForSelector(".play:not([disabled])");
  await page.click(".play");
  await page.waitForFunction(() => document.querySelector(".karaoke .sung, .karaoke .word"), null, { timeout: 15_000 });
  await page.click(".play");
  await page.getByRole("button", { name: "Open the stems" }).click();
  await page.getByRole("button", { name: "Save this mix" }).waitFor({ timeout: 60_000 });
  await page.locator(".stem").first().getByRole("button", { name: /^Mute/ }).click();
  assert.equal(await page.locator(".stem[data-off]").count(), 1);
  assert.ok(await page.getByRole("button", { name: "Save this mix" }).isEnabled());
  await page.evaluate(() => scrollTo(0, 0));
  await look(page, "song");
  assert.equal(await page.locator("img[src=x]").count(), 0);
  fine();
});

test("a session that ends in the middle of an edit loses nothing, and another tab is told", async () => {
  await page.goto(`${server.address}/studio/songs/${song}/edit`);
  const line = page.locator(".verse-line input").first();
  await line.fill("The night comes in on paper feet");
  await line.press("Enter");
  await page.getByText("This edit re-makes").waitFor();
  await look(page, "edit");
  const other = await page.context().newPage();
  await other.goto(`${server.address}/studio/songs/${song}/edit`);
  await other.waitForSelector(".verse-line input");
  await call("DELETE", "/v1/sessions/current");
  await page.waitForSelector("dialog.renew");  // the stream of events ends with the session
  await look(page, "sign-in-again", { pictures: false });
  await signIn(page);
  await page.waitForSelector("dialog.renew", { state: "detached" });
  assert.equal(await line.inputValue(), "The night comes in on paper feet");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForSelector(".stave");
  assert.equal((await call("GET", `/v1/songs/${song}`)).revision, 2);
  if (await other.locator("dialog.renew").isVisible()) await signIn(other);
  await other.getByText("was made while you were editing 1").waitFor();
  await other.close();
  await page.waitForSelector(".gate h1", { timeout: MAKING_MS });
  await page.getByText("The night comes in on paper feet").waitFor();
  fine();
});

test("a broken line is told, mends itself, and misses nothing", async () => {
  const before = await call("GET", "/v1/tasks?limit=1");
  await page.goto(`${server.address}/studio/tasks`);
  await page.waitForSelector("table.tasks");
  await server.stop();
  await page.getByText("The line is down.").waitFor();
  await server.start();
  await page.getByText("The line is down.").waitFor({ state: "detached" });
  const { id } = await call("POST", "/v1/songs", { prompt: "rain on a roof, ambient, 15 seconds" });
  await page.waitForFunction((newest) => Number(document.querySelectorAll("table.tasks tbody tr").length) > 0 && newest > 0, before.tasks[0].id);
  await page.goto(`${server.address}/studio/songs/${id}`);
  await page.waitForSelector(".stave .lane");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled.").first().waitFor();
  await look(page, "cancelled");
  fine();
});

test("tasks, souls and settings say what is", async () => {
  await page.goto(`${server.address}/studio/tasks/${song}`);
  await page.waitForSelector(".graph .node");
  await page.waitForSelector(".graph .old");
  await page.locator(".graph .node").first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Package", { exact: true }).waitFor();
  await look(page, "tasks");
  await page.goto(`${server.address}/studio/souls`);
  await page.waitForSelector(".figures");
  await look(page, "souls");
  await page.goto(`${server.address}/studio/settings`);
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText("The chain holds.").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  await page.fill("#key-name", HOSTILE.slice(0, 80));
  await page.getByRole("button", { name: "Make the key" }).click();
  await page.getByText("it is shown once").waitFor();
  await look(page, "settings");
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByText("No program has a key").waitFor();
  fine();
});

test("the library finds by words, tags, and takes back from the trash", async () => {
  await page.goto(`${server.address}/studio/library`);
  await page.waitForSelector(".record");
  await page.waitForSelector(".record img");
  await look(page, "library");
  await page.fill("input[type=search]", "marmalade");
  await page.getByText("No song says “marmalade”.").waitFor();
  await page.getByRole("button", { name: "Clear search" }).click();
  await page.fill("input[type=search]", "lighthouse");
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 1);
  await page.locator(".record .pick input").check();
  await page.getByRole("button", { name: "Tag", exact: true }).click();
  await page.fill("#tag", "night");
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByRole("button", { name: "Remove the tag night" }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.locator(".dock").getByRole("button", { name: "Trash" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".record").length === 1);
  fine();
});
