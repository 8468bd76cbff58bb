// engrave.mjs SCORE.musicxml [PAGE.svg]: engraves a score with Verovio and prints as JSON what it found in it.
import { readFileSync, writeFileSync } from "node:fs";
import createVerovioModule from "verovio/wasm";
import { VerovioToolkit } from "verovio/esm";

const [score, page] = process.argv.slice(2);
const toolkit = new VerovioToolkit(await createVerovioModule());
const loaded = toolkit.loadData(readFileSync(score, "utf8"));
const mei = toolkit.getMEI();
const count = (element) => mei.split(`<${element} `).length - 1;
if (page) writeFileSync(page, toolkit.renderToSVG(1));
console.log(
  JSON.stringify({
    loaded: Boolean(loaded),
    warnings: toolkit.getLog(),
    pages: toolkit.getPageCount(),
    measures: count("measure"),
    staves: count("staffDef"),
    syllables: count("syl"),
    chords: count("harm"),
  }),
);
