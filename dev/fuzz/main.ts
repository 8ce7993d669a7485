import { parseArgs } from "node:util";
import fc from "fast-check";
import { PROPERTIES } from "./properties.ts";

/*
 * `npm run fuzz`: tries every property with invented cases, 100,000 in all, and prints the seed.
 * `-- --runs 5000`: cases in all; `--seed 42`: the cases of an earlier run; `--property markdown`: those
 * properties alone whose name has this in it.
 */

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    property: { type: "string", default: "" },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
const chosen = PROPERTIES.filter(({ name }) => name.includes(values.property));
if (chosen.length === 0 || !(runs >= 1) || !Number.isInteger(seed))
  throw new Error(
    `nothing to do with --runs ${values.runs} --seed ${values.seed} --property ${values.property}`,
  );

const each = Math.ceil(runs / chosen.length);
console.log(`seed ${seed}, ${each} cases for each of ${chosen.length} properties`);
let failed = 0;
for (const { name, holds } of chosen) {
  const start = performance.now();
  const result = await fc.check(holds, { numRuns: each, seed });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${result.failed ? "FAILS" : "holds"}  ${name} (${result.numRuns} cases, ${seconds} s)`,
  );
  if (!result.failed) continue;
  failed++;
  console.log(fc.defaultReportMessage(result));
  if (result.errorInstance) console.log(result.errorInstance);
  console.log(
    `again: npm run fuzz -- --seed ${seed} --runs ${each} --property ${JSON.stringify(name)}`,
  );
}
console.log(
  `${chosen.length - failed} of ${chosen.length} properties hold in ${each * chosen.length} cases`,
);
process.exitCode = failed === 0 ? 0 : 1;
