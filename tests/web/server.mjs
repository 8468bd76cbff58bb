// A real server with a home of its own, and a browser before it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "../../web/node_modules/playwright-core/index.mjs";

const ROOT = new URL("../..", import.meta.url).pathname;
export const EMAIL = "ada@example.org";
export const PASSWORD = "correct horse battery";

export class Server {
  constructor() {
    this.home = mkdtempSync(join(tmpdir(), "souls-web-"));
    this.port = 0;
  }

  async start() {
    const place = `127.0.0.1:${this.port}`;
    this.process = spawn(join(ROOT, "build/release/souls"), ["serve", "--listen", place, "--workers", "2"], {
      env: { ...process.env, SOULS_HOME: this.home },
      stdio: ["ignore", "pipe", "ignore"],
    });
    for await (const line of createInterface({ input: this.process.stdout })) {
      const ready = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (!ready) continue;
      this.port = Number(ready[1]);
      this.address = `http://127.0.0.1:${this.port}`;
      return;
    }
    throw new Error("the server didn't start");
  }

  get setUpCode() { return readFileSync(join(this.home, "run", "setup.code"), "utf8").trim(); }

  async stop() {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGTERM");
    await ended;
  }

  async end() {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A page that notes what its browser complains of: errors of scripts, and what the policy stopped. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light" });
  const complaints = [];
  const noted = (page) => {
    page.setDefaultTimeout(60_000);
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

export async function signIn(page) {
  await page.fill("#email", EMAIL);
  await page.fill("#password", PASSWORD);
  await page.click("button[type=submit]");
}
