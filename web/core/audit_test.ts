import assert from "node:assert/strict";
import { test } from "node:test";
import { Chain, type Entry } from "./audit.ts";

// The first entries of a server's log, as it told them.
const TOLD = String.raw`{"entries":[{"api_key":"","bytes":0,"capability":"","cpu_seconds":0.0,"hash":"2cf3cca15438ed998359c8762c1fffe37f400e744060d06e70acc892c7fbcd4c","inputs":[],"kind":"owner_set_up","number":1,"outputs":[],"package":"","package_digest":"","run":"","seconds":0.0,"seed":0,"song":"","step":"","text":"owner by the control socket","time_ms":1795979322364,"tries":0,"user":"u_rionsusfefcqr2jb","version":"","worker":""},{"api_key":"","bytes":0,"capability":"plan","cpu_seconds":0.0,"hash":"c8f21f023ef81ba6f4f2ab8b15e989e099048ac04c006dea541fff61c04baef4","inputs":[],"kind":"leased","number":2,"outputs":[],"package":"producer","package_digest":"866bffe2e53f63680a60dec4cfa8daa7624390e4f2d83c2652eb505a139fca48","run":"s_lwxrh7vzhohenxig/1/plan","seconds":0.0,"seed":7,"song":"s_lwxrh7vzhohenxig","step":"plan","text":"","time_ms":1795979322450,"tries":1,"user":"u_rionsusfefcqr2jb","version":"1.0.0","worker":"local.29282.1"},{"api_key":"","bytes":2441,"capability":"plan","cpu_seconds":0.0017319999999999974,"hash":"6afa6bed019874296e371e3b4a8fcfec645302ba45690fe09adfeb6a9bf7d2ef","inputs":[],"kind":"succeeded","number":3,"outputs":[{"digest":"de40ebe9e49cab4d7608db5b1cbe388a898972605d158f19caae88ffbf779b27","name":"plan"}],"package":"producer","package_digest":"866bffe2e53f63680a60dec4cfa8daa7624390e4f2d83c2652eb505a139fca48","run":"s_lwxrh7vzhohenxig/1/plan","seconds":0.150699805,"seed":7,"song":"s_lwxrh7vzhohenxig","step":"plan","text":"","time_ms":1795979322611,"tries":1,"user":"u_rionsusfefcqr2jb","version":"1.0.0","worker":"local.29282.1"},{"api_key":"","bytes":0,"capability":"brief","cpu_seconds":0.0,"hash":"c72c4f2b8c8a5e7cea834bdeee518d32983718db5e37f56e3f661930c0e1e81c","inputs":[{"digest":"de40ebe9e49cab4d7608db5b1cbe388a898972605d158f19caae88ffbf779b27","name":"plan"}],"kind":"leased","number":4,"outputs":[],"package":"producer","package_digest":"866bffe2e53f63680a60dec4cfa8daa7624390e4f2d83c2652eb505a139fca48","run":"s_lwxrh7vzhohenxig/1/song","seconds":0.0,"seed":0,"song":"s_lwxrh7vzhohenxig","step":"brief","text":"","time_ms":1795979322634,"tries":1,"user":"u_rionsusfefcqr2jb","version":"1.0.0","worker":"local.29282.0"}]}`;

test("the chain of a server's log holds, and breaks where an entry was changed, left out or put in", async () => {
  const entries = (JSON.parse(TOLD) as { entries: Entry[] }).entries;
  const whole = new Chain();
  assert.equal(await whole.add(entries.slice(0, 2)), true);
  assert.equal(await whole.add(entries.slice(2)), true);
  assert.equal(whole.checked, entries.length);
  for (const change of [{ seconds: 9 }, { seed: "1" }, { text: "nothing happened" }, { user: "u_other" }]) {
    const chain = new Chain();
    assert.equal(await chain.add(entries.map((entry) => (entry.number === 3 ? { ...entry, ...change } : entry))), false);
    assert.equal(chain.broken, 3);
  }
  assert.equal(await new Chain().add([entries[0]!, entries[2]!]), false);
});
