import assert from "node:assert/strict";
import { test } from "node:test";
import { Soon } from "./soon.ts";

test("a deed is done once for many causes, and can be asked for again after it was done or dropped", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let done = 0;
  const soon = new Soon(() => { done += 1; });
  soon.ask(200);
  soon.ask(50);
  t.mock.timers.tick(199);
  assert.equal(done, 0);
  t.mock.timers.tick(1);
  assert.equal(done, 1);
  soon.ask(200);
  soon.drop();
  t.mock.timers.tick(500);
  assert.equal(done, 1);
  soon.ask(200);
  t.mock.timers.tick(200);
  assert.equal(done, 2);
});
