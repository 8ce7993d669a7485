import { SIGNS } from "./cell.ts";
import { describe, type Results, totalsOf } from "./outcome.ts";
import { distinct } from "./slice.ts";
import { grids, table, totals } from "./table.ts";

const INTRODUCTION = `# Reliability: how failure handling is tested

See how the action behaves when services, disks, programs or processes around it fail. Every cell in the tables below is one run
of the built action in a new [sandbox](../dev/sandbox/README.md), with one fault in one place; the last table is about events.

\`\`\`sh
npm run faults                             # each place, in the first use that has it
npm run faults -- --every-use              # each place in every use: more than twice as many cells; updates this page
npm run faults -- --quick                  # each place once, and each fault
npm run faults -- --use push --fault 502   # a selection, with details; also --place, --variant, --matrix
npm run faults -- --matrix cancel          # a push that is canceled at 50 moments, by a signal and in a container
\`\`\`

The list of HTTP requests is recorded, not written by hand: a run without faults records every request, and each becomes a
row. \`npm test\` runs a selection that contains every place and every fault; \`FAULTS_ROTATION=1\` (2, 3, …) combines them
differently. Transient faults have two results: the fault occurs once, and every time. The totals below are of every use; the
tables show each place in the first use that has it.

With \`STEP_PROCESS=shared\`, most steps run in processes that have run others: then every use takes half an hour on two cores.
`;

/** Renders docs/reliability.md from the results of all matrices, in every use. */
export function page(results: readonly Results[]): string {
  const legend = table([
    ["Result", "Meaning"],
    [SIGNS.recovered, "Recovered: same result as without the fault"],
    [SIGNS.warned, "Warned: succeeded, with one warning about an optional part that was skipped"],
    [SIGNS.failed, "Failed: one annotation says what failed and how to fix it"],
    [SIGNS.wrong, "Wrong: anything else"],
  ]);
  const all = results.flatMap(({ outcomes }) => outcomes);
  const { recovered, warned, failed, wrong } = totalsOf(all);
  const sum = `${all.length} cells: ${recovered} recovered, ${warned} warned, ${failed} failed with a clear error, ${wrong} wrong.`;
  return [INTRODUCTION, `**${sum}**`, "", legend, "", ...results.map(section)].join("\n");
}

function section(results: Results): string {
  const { matrix, outcomes } = results;
  const first = new Set(distinct(outcomes.map(({ cell }) => cell)));
  const shown = { matrix, outcomes: outcomes.filter(({ cell }) => first.has(cell)) };
  const columns = Object.entries(matrix.columns).map(([name, meaning]) => [name, meaning]);
  const wrong = outcomes.filter(({ verdict }) => verdict.sign === "wrong");
  return [
    `## ${matrix.title}`,
    "",
    "Checked in every cell:",
    "",
    ...matrix.held.map((sentence) => `- ${sentence}`),
    "",
    totals(results),
    "",
    table([["Column", "Fault"], ...columns]),
    "",
    ...(matrix.note === undefined ? [] : [matrix.note, ""]),
    ...wrong.map(
      ({ cell, verdict }) => `- wrong: ${describe(cell)}: ${verdict.problems.join("; ")}\n`,
    ),
    ...grids(shown).map(
      ({ use, grid }) => `<details>\n<summary>${use}</summary>\n\n${grid}\n\n</details>\n`,
    ),
  ].join("\n");
}
