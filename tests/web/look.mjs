// What a screen is held to: no violation of axe-core, no sideways scroll; and pictures of it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../..", import.meta.url).pathname;
const AXE = readFileSync(`${ROOT}web/node_modules/axe-core/axe.min.js`, "utf8");
const PICTURES = `${ROOT}build/web/screens`;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// The themes differ in colours alone.
const THEMES = [["light", RULES], ["dark", ["color-contrast", "link-in-text-block"]]];
const WIDTHS = [390, 820, 1440];

/** axe-core goes in past the page's policy, as a debugger would. */
async function violations(page, rules) {
  const session = await page.context().newCDPSession(page);
  const run = (expression) => session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  await run(AXE);
  const { result, exceptionDetails } = await run(
    `axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] }).then((found) => found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")))`,
  );
  await session.detach();
  assert.equal(exceptionDetails, undefined);
  return result.value;
}

/** What makes the page wider than its window. */
function beyond() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > width + 1);
  return ["too wide", ...wide.slice(0, 5).map((element) => `${element.tagName}.${element.getAttribute("class")}`)];
}

/** What moves for longer than a blink, for somebody who asked for reduced motion; looked at in each frame of a while. */
export async function motions(page, while_ms = 1500) {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const found = await page.evaluate((while_ms) => new Promise((resolve) => {
    const moving = new Set();
    const end = performance.now() + while_ms;
    const frame = (now) => {
      for (const motion of document.getAnimations()) {
        if (motion.playState === "running" && motion.effect.getComputedTiming().activeDuration > 10) moving.add(`${motion.animationName ?? motion.transitionProperty} of ${motion.effect.target?.className}`);
      }
      if (now < end) requestAnimationFrame(frame);
      else resolve([...moving]);
    };
    requestAnimationFrame(frame);
  }), while_ms);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  return found;
}

/** `phone`: axe-core also looks at a phone's width, in both themes, with every rule. */
export async function look(page, name, { pictures = true, phone = false, settle } = {}) {
  mkdirSync(PICTURES, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  for (const [theme, rules] of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 1440, height: 900 });
    assert.deepEqual(await violations(page, rules), [], `${name}, ${theme}`);
    if (phone) {
      await page.setViewportSize({ width: WIDTHS[0], height: 844 });
      if (settle) await settle();
      // As high as the page: what is sticky covers nothing then.
      await page.setViewportSize({ width: WIDTHS[0], height: await page.evaluate(() => Math.min(4000, document.documentElement.scrollHeight)) });
      assert.deepEqual(await violations(page, RULES), [], `${name}, ${theme}, on a phone`);
    }
    if (!pictures) continue;
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 800 ? 844 : 900 });
      if (settle) await settle();
      assert.deepEqual(await page.evaluate(beyond), [], `${name} at ${width} scrolls sideways`);
      const height = await page.evaluate(() => Math.min(4000, document.documentElement.scrollHeight));
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${PICTURES}/${name}-${width}-${theme}.png` });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "no-preference" });
}
