import assert from "node:assert/strict";
import { test } from "node:test";
import { folderNames } from "./packing.ts";

test("every song has a folder of its own, by its title", () => {
  assert.deepEqual(folderNames(["Fog", "fog", "Fog 2", "Fog"]), ["Fog", "fog 2", "Fog 2 2", "Fog 3"]);
});

test("no title leaves the archive, or can't be a folder", () => {
  assert.deepEqual(folderNames(["../../etc/passwd", "a\\b: <c>?", "...", "", " \u0007 ", "Ends. "]), [".. .. etc passwd", "a b c", "Untitled", "Untitled 2", "Untitled 3", "Ends"]);
  assert.equal([...folderNames(["🌊".repeat(300)])[0]!].length, 100);
});
