import { SIGNS } from "./cell.ts";
import { type Outcome, type Results, totalsOf } from "./outcome.ts";

type Row = readonly string[];

/** A table in Markdown, its columns as wide as they need, so that it reads well as it is. */
export function table([head = [], ...rows]: readonly Row[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Totals of each use, and of all together. */
export function totals({ outcomes }: Results): string {
  const row = (name: string, of: readonly Outcome[]): Row => {
    const { recovered, warned, failed, wrong } = totalsOf(of);
    return [name, ...[of.length, recovered, warned, failed, wrong].map(String)];
  };
  const uses = Map.groupBy(outcomes, ({ cell }) => cell.use);
  return table([
    ["Use", "Cells", "Recovered", "Warned", "Failed", "Wrong"],
    ...[...uses].map(([use, of]) => row(use, of)),
    row("**all**", outcomes),
  ]);
}

/** One table for each use: its places by the faults that they met. */
export function grids({ matrix, outcomes }: Results): { use: string; grid: string }[] {
  const columns = Object.keys(matrix.columns).filter((column) =>
    outcomes.some(({ cell }) => cell.fault === column),
  );
  const uses = Map.groupBy(outcomes, ({ cell }) => cell.use);
  return [...uses].map(([use, ofUse]) => {
    const places = Map.groupBy(ofUse, ({ cell }) => cell.place);
    const rows = [...places].map(([place, of]) => [
      `\`${place}\``,
      ...columns.map((column) => signs(of.filter(({ cell }) => cell.fault === column))),
    ]);
    return { use, grid: table([["", ...columns], ...rows]) };
  });
}

function signs(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ verdict }) => SIGNS[verdict.sign]).join(" ");
}
