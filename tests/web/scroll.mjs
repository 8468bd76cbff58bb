// How smoothly long lists scroll in Chromium: a library of 2 000 songs and 20 000 tasks, put into a real server's store.
//   scroll.mjs        prints the median, the 95th percentile and the worst frame in ms, what a frame takes of the page's own
//                     thread, and its memory; exit code 1 when too slow or too large. On a machine that has much else to do,
//                     FRAME_MS=N allows slower frames; what they take of the thread stays bounded.
// library_scale (bench/storage) writes the tasks, the API the songs. Nobody makes them: their covers are one picture's bytes.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EMAIL, openBrowser, PASSWORD, Server } from "./server.mjs";

const ROOT = new URL("../..", import.meta.url).pathname;
const SONGS = Number(process.env.SONGS ?? 2000);
const TASKS = Number(process.env.TASKS ?? 20_000);
const FRAME_MS_MAX = Number(process.env.FRAME_MS ?? 33);
const THREAD_MS_MAX = 33;
const FRAMES = 300;
const HEAP_BYTES_MAX = 200e6;
const NODES_MAX = 6000;
const AT_ONCE = 20;
const COVER = readFileSync(process.env.COVER ?? new URL("../../web/app/icon.svg", import.meta.url));

const server = new Server({ workers: 0, environment: { SOULS_LIMITS_SONGS_AT_ONCE: "100000", SOULS_LIMITS_SONGS_PER_DAY: "100000", SOULS_LIMITS_REQUESTS_PER_SECOND: "100000", SOULS_LIMITS_REQUESTS_PER_SECOND_USER: "100000", SOULS_LIMITS_REQUESTS_PER_SECOND_ADDRESS: "100000" } });
const folder = mkdtempSync(join(tmpdir(), "souls-scroll-"));
execFileSync(join(ROOT, "build/release/library_scale"), [folder, "1", String(TASKS)], { stdio: "ignore" });
mkdirSync(join(server.home, "data"), { recursive: true, mode: 0o700 });
renameSync(join(folder, "large.db"), join(server.home, "data/souls.db"));
rmSync(folder, { recursive: true });

/** The frames of a page while it is scrolled by the wheel's way, from here to its end and back, growing as it grows. */
async function scroll(page, rounds) {
  return page.evaluate(async (rounds) => {
    const frames = [];
    let last = await new Promise(requestAnimationFrame);
    let step = 120;
    for (let frame = 0; frame < rounds; frame++) {
      scrollBy(0, step);
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
      if (scrollY <= 0) step = 120;
      if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1 && frame > rounds / 2) step = -120;
    }
    return frames;
  }, rounds);
}
/** All of the list, so that its last rows are loaded before it is measured. */
const toTheEnd = (page) => page.evaluate(async () => {
  for (let still = 0, height = 0; still < 25; ) {
    scrollTo(0, document.documentElement.scrollHeight);
    await new Promise((resolve) => setTimeout(resolve, 100));
    still = document.documentElement.scrollHeight === height ? still + 1 : 0;
    height = document.documentElement.scrollHeight;
  }
  scrollTo(0, 0);
});

/** CPU seconds that the page's main thread has taken. */
async function threadSeconds(cdp) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ThreadTime").value;
}

async function measure(page, cdp, name, rows) {
  await toTheEnd(page);
  const before = await threadSeconds(cdp);
  const frames = (await scroll(page, FRAMES)).sort((a, b) => a - b);
  const thread = (1000 * ((await threadSeconds(cdp)) - before)) / FRAMES;
  const [median, p95, worst] = [0.5, 0.95, 1].map((part) => frames[Math.min(frames.length - 1, Math.floor(frames.length * part))]);
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const nodes = await page.evaluate(() => document.getElementsByTagName("*").length);
  const tall = await page.evaluate(() => document.documentElement.scrollHeight);
  console.log(`${name}: ${rows} rows, ${tall} px, median ${median.toFixed(1)} ms, 95th percentile ${p95.toFixed(1)} ms, worst ${worst.toFixed(1)} ms, ${thread.toFixed(1)} ms of the page's thread; ${(usedSize / 1e6).toFixed(0)} MB, ${nodes} elements`);
  return p95 <= FRAME_MS_MAX && thread <= THREAD_MS_MAX && usedSize <= HEAP_BYTES_MAX && nodes <= NODES_MAX;
}

let well = false;
let browser;
try {
  await server.start();
  ({ browser } = await openBrowser().then(async (opened) => {
    const page = await opened.newPage();
    await page.goto(server.address);
    await page.fill("#code", server.setUpCode);
    await page.fill("#email", EMAIL);
    await page.fill("#password", PASSWORD);
    await page.click("button[type=submit]");
    await page.waitForSelector("#line");
    await page.evaluate(async ([songs, atOnce]) => {
      const { csrf } = await (await fetch("/v1/me")).json();
      const make = (number) => fetch("/v1/songs", { method: "POST", headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" }, body: JSON.stringify({ prompt: `song number ${number} of a long shelf`, title: `A Long Shelf, Part ${number}` }) });
      for (let number = 1; number <= songs; number += atOnce) await Promise.all(Array.from({ length: Math.min(atOnce, songs - number + 1) }, (_, index) => make(number + index)));
    }, [SONGS, AT_ONCE]);
    await page.route(/\/v1\/songs\?/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      await route.fulfill({ response: answer, json: { ...body, songs: body.songs.map((song) => ({ ...song, state: "made" })) } });
    });
    await page.route(/\/artifacts\/.*cover\.png/, (route) => route.fulfill({ contentType: process.env.COVER ? "image/png" : "image/svg+xml", body: COVER }));
    const cdp = await opened.context.newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(`${server.address}/studio/library`);
    await page.waitForSelector(".record");
    const library = await measure(page, cdp, "library", SONGS);
    await page.goto(`${server.address}/studio/tasks`);
    await page.waitForSelector("table.tasks tbody tr");
    const tasks = await measure(page, cdp, "tasks", TASKS);
    well = library && tasks;
    return opened;
  }));
} finally {
  await browser?.close();
  await server.end();
}
process.exit(well ? 0 : 1);
