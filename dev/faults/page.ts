import { SIGNS } from "./cell.ts";
import { describe, type Results, totalsOf } from "./outcome.ts";
import { grids, table, totals } from "./table.ts";

const INTRODUCTION = `# When things fail

What the built action does when the services, the machine and the programs around it fail. Everything here
is run: each cell of the tables below is one run of \`dist\` in a fresh [sandbox](../dev/sandbox/README.md), in
which one thing goes wrong at one place. The calls of HTTP are not listed by hand: a run without a fault
records what the step asks of whom, and every request of it becomes a row.

\`\`\`sh
npm run faults                             # each place in the first use that has it; writes this page
npm run faults -- --every-use              # each place in every use: more than twice as many cells
npm run faults -- --quick                  # each place once, and each fault
npm run faults -- --use push --fault 502   # some, and what was said; also --place, --variant, --matrix
\`\`\`

\`npm test\` runs a slice in which every place and every fault is. \`FAULTS_ROTATION=1\` (2, 3, …) gives each
place another fault. Where a fault may pass by itself there are two cells, with a sign each: it strikes once,
and always.
`;

/** docs/reliability.md, of results that are all there is. */
export function page(results: readonly Results[]): string {
  const legend = table([
    ["Sign", "The run ended"],
    [SIGNS.recovered, "as without the fault"],
    [SIGNS.warned, "well, and one warning tells what was left out that only adorns it"],
    [SIGNS.told, "in failure, with one annotation that says what happened and what to do"],
    [SIGNS.wrong, "otherwise"],
  ]);
  const all = results.flatMap(({ outcomes }) => outcomes);
  const { recovered, warned, told, wrong } = totalsOf(all);
  const sum = `${all.length} cells: ${recovered} recovered, ${warned} warned, ${told} told, ${wrong} wrong.`;
  return [INTRODUCTION, `**${sum}**`, "", legend, "", ...results.map(section)].join("\n");
}

function section(results: Results): string {
  const { matrix, outcomes } = results;
  const columns = Object.entries(matrix.columns).map(([name, meaning]) => [name, meaning]);
  const wrong = outcomes.filter(({ verdict }) => verdict.sign === "wrong");
  return [
    `## ${matrix.title}`,
    "",
    "Held of every cell:",
    "",
    ...matrix.held.map((sentence) => `- ${sentence}`),
    "",
    totals(results),
    "",
    table([["Column", "What goes wrong"], ...columns]),
    "",
    ...(matrix.note === undefined ? [] : [matrix.note, ""]),
    ...wrong.map(
      ({ cell, verdict }) => `- wrong: ${describe(cell)}: ${verdict.problems.join("; ")}\n`,
    ),
    ...grids(results).map(
      ({ use, grid }) => `<details>\n<summary>${use}</summary>\n\n${grid}\n\n</details>\n`,
    ),
  ].join("\n");
}
