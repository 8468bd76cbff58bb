// A real server with a home of its own, the line to it, which can be cut, and a browser before it.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "../../web/node_modules/playwright-core/index.mjs";

const ROOT = new URL("../..", import.meta.url).pathname;
export const EMAIL = "ada@example.org";
export const PASSWORD = "correct horse battery";

/** Passes bytes on to the server, under an address of its own, until it is cut. */
class Line {
  constructor() {
    this.ends = new Set();
    this.isCut = false;
    this.listener = createServer((here) => {
      if (this.isCut) return here.destroy();
      const there = connect(this.to, "127.0.0.1");
      for (const [end, other] of [[here, there], [there, here]]) {
        this.ends.add(end);
        end.pipe(other);
        end.on("error", () => other.destroy());
        end.on("close", () => { this.ends.delete(end); other.destroy(); });
      }
    });
  }

  open() { return new Promise((resolve) => this.listener.listen(0, "127.0.0.1", () => resolve(this.listener.address().port))); }
  cut() {
    this.isCut = true;
    for (const end of this.ends) end.destroy();
  }
  mend() { this.isCut = false; }
  close() {
    this.cut();
    this.listener.close();
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The processes that a process has started and not yet buried. */
function childrenOf(parent) {
  const isChild = (process) => {
    try {
      return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${process}/stat`, "utf8"))[1]) === parent;
    } catch {
      return false;  // it has just ended
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isChild(name)).map(Number);
}

/** To a worker, unless it is gone: the server ends one that doesn't stop its step when it is told to. */
function signal(worker, name) {
  try {
    process.kill(worker, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

export class Server {
  constructor({ workers = 2, environment = {} } = {}) {
    this.workers = workers;
    this.environment = { SOULS_WORKERS_LEASE_SECONDS: "600", ...environment };  // longer than they are ever held
    this.held = [];
    this.home = mkdtempSync(join(tmpdir(), "souls-web-"));
    this.port = 0;
    this.line = new Line();
  }

  async start() {
    const place = `127.0.0.1:${this.port}`;
    this.process = spawn(join(ROOT, "build/release/souls"), ["serve", "--listen", place, "--workers", String(this.workers)], {
      env: { ...process.env, ...this.environment, SOULS_HOME: this.home },
      stdio: ["ignore", "pipe", "ignore"],
    });
    for await (const line of createInterface({ input: this.process.stdout })) {
      const ready = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (!ready) continue;
      this.line.to = this.port = Number(ready[1]);
      this.address ??= `http://127.0.0.1:${await this.line.open()}`;
      return;
    }
    throw new Error("the server didn't start");
  }

  get setUpCode() { return readFileSync(join(this.home, "run", "setup.code"), "utf8").trim(); }

  /** All workers, once they are at work, stop where they are: what can be seen of them waits for the slowest browser. */
  async hold() {
    while ((this.held = childrenOf(this.process.pid)).length < this.workers) await pause(20);
    for (const worker of this.held) signal(worker, "SIGSTOP");
  }
  goOn() {
    for (const worker of this.held) signal(worker, "SIGCONT");
    this.held = [];
  }

  async stop() {
    this.goOn();
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  async end() {
    await this.stop();
    this.line.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Notes what the studio is told of, in the order in which it hears it. */
function listenIn() {
  globalThis.heard = [];
  globalThis.EventSource = class extends EventSource {
    addEventListener(kind, listener) {
      super.addEventListener(kind, (message) => {
        if (message.lastEventId) heard.push({ number: Number(message.lastEventId), kind });
        listener(message);
      });
    }
  };
}

/** A page that notes what its browser complains of: errors of scripts, and what the policy stopped. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  await context.addInitScript(listenIn);
  const complaints = [];
  const noted = (page) => {
    page.setDefaultTimeout(180_000);  // a machine with much else to do draws a frame a minute
    page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/Failed to load resource/.test(message.text())) complaints.push(`console: ${message.text()}`);
    });
    page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    return page;
  };
  context.on("page", noted);
  return { browser, context, complaints, newPage: () => context.newPage() };
}

/** A page in which the server's owner, made just now, has signed in; it shows the library. */
export async function ownersPage(opened, server) {
  const page = await opened.newPage();
  await page.goto(server.address);
  await page.evaluate(([code, email, password]) => fetch("/v1/setup", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ code, email, password }) }), [server.setUpCode, EMAIL, PASSWORD]);
  await page.goto(`${server.address}/studio/library`);
  await signIn(page);
  await page.waitForSelector(".page-title");
  return page;
}

export async function signIn(page) {
  await page.fill("#email", EMAIL);
  await page.fill("#password", PASSWORD);
  await page.click("button[type=submit]");
}

/** Calls the API as the page's user: waits where he asks too often, and throws what the server refuses. */
export const call = (page, method, path, body) => page.evaluate(async ([method, path, body]) => {
  const ask = async (...request) => {
    for (let tries = 60; ; --tries) {
      const answer = await fetch(...request);
      if (answer.status !== 429 || !tries) return answer;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  const me = await (await ask("/v1/me")).json();
  const answer = await ask(path, { method, headers: { "X-CSRF-Token": me.csrf ?? "", "Content-Type": "application/json" }, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}, [method, path, body]);
