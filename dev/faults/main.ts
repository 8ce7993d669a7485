import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Cell, SIGNS } from "./cell.ts";
import { MATRICES } from "./matrices.ts";
import { describe, type Outcome, type Results, totalsOf } from "./outcome.ts";
import { page } from "./page.ts";
import { inPool } from "./pool.ts";
import { distinct, sliceOf } from "./slice.ts";
import { grids, totals } from "./table.ts";

/*
 * What the built action does when things fail: every place, in the first use that has it, by every fault.
 * Prints the tables. With --every-use, and no option that chooses cells, it writes docs/reliability.md as well.
 */

/** Cells that mostly wait, at once: a hundred megabytes each. */
const WAITING = 56;
const PROGRESS_EVERY = 100;
/** So few outcomes are listed one by one, with their messages. */
const FEW = 60;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    "every-use": { type: "boolean", default: false },
    matrix: { type: "string" },
    use: { type: "string" },
    place: { type: "string" },
    fault: { type: "string", multiple: true },
    variant: { type: "string" },
    rotation: { type: "string", default: "0" },
    parallel: { type: "string", default: `${2 * availableParallelism()}` },
  },
});
const isWhole =
  values["every-use"] &&
  !values.quick &&
  [values.matrix, values.use, values.place, values.fault, values.variant].every(
    (option) => option === undefined,
  );

function isAsked(cell: Cell): boolean {
  return (
    (values.use === undefined || cell.use === values.use) &&
    (values.place === undefined || cell.place.includes(values.place)) &&
    (values.fault === undefined || values.fault.includes(cell.fault)) &&
    (values.variant === undefined || cell.variant === values.variant)
  );
}

async function runAll(cells: readonly Cell[]): Promise<Outcome[]> {
  const outcomes = new Map<Cell, Outcome>();
  const run = async (cell: Cell): Promise<void> => {
    outcomes.set(cell, { cell, verdict: await cell.run() });
    const { size } = outcomes;
    if (size % PROGRESS_EVERY === 0) console.error(`${size} of ${cells.length}`);
  };
  const [slow, quick] = [true, false].map((isSlow) =>
    cells.filter((cell) => cell.isSlow === isSlow),
  );
  await Promise.all([
    inPool(slow ?? [], WAITING, run),
    inPool(quick ?? [], Number(values.parallel), run),
  ]);
  return cells.flatMap((cell) => outcomes.get(cell) ?? []);
}

function print(results: Results): void {
  const { matrix, outcomes } = results;
  const isShort = outcomes.length <= FEW;
  console.log(`\n# ${matrix.title}\n`);
  if (!isShort) for (const { use, grid } of grids(results)) console.log(`${use}\n\n${grid}\n`);
  for (const { cell, verdict } of outcomes) {
    const { sign, problems, said, seconds } = verdict;
    if (!isShort && sign !== "wrong") continue;
    console.log(`${SIGNS[sign]} ${describe(cell)} (${seconds.toFixed(1)} s)`);
    for (const problem of problems) console.log(`    WRONG: ${problem.slice(0, 1000)}`);
    if (said !== "") console.log(`    ${said.slice(0, 1000).replaceAll("\n", "\n    ")}`);
  }
  console.log(`\n${totals(results)}`);
}

const done: Results[] = [];
for (const matrix of MATRICES) {
  if (values.matrix !== undefined && matrix.name !== values.matrix) continue;
  const all = await matrix.cells();
  const asked = (values["every-use"] ? all : distinct(all)).filter(isAsked);
  const cells = values.quick ? sliceOf(asked, Number(values.rotation)) : asked;
  console.error(`${matrix.title}: ${cells.length} cells`);
  const results = { matrix, outcomes: await runAll(cells) };
  print(results);
  done.push(results);
}
if (isWhole)
  writeFileSync(fileURLToPath(new URL("../../docs/reliability.md", import.meta.url)), page(done));
if (totalsOf(done.flatMap(({ outcomes }) => outcomes)).wrong > 0) process.exitCode = 1;
