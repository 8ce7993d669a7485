import * as entries from "../../src/bundle.ts";

/** Runs an entry of src, as the file of dist with its name runs the built one: `node run-source.ts main`. */
const [name] = process.argv.slice(2);
const entry = Object.entries(entries).find(([key]) => key === name);
if (entry === undefined) throw new Error(`src/bundle.ts exports no "${name}".`);
await entry[1]();
