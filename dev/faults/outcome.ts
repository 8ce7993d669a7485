import type { Cell, Matrix, Sign, Verdict } from "./cell.ts";

/** A cell that was run. */
export interface Outcome {
  readonly cell: Cell;
  readonly verdict: Verdict;
}

/** What was run of a matrix. */
export interface Results {
  readonly matrix: Matrix;
  readonly outcomes: readonly Outcome[];
}

/** How many cells ended in each way. */
export function totalsOf(outcomes: readonly Outcome[]): Readonly<Record<Sign, number>> {
  const count = (sign: Sign): number =>
    outcomes.filter(({ verdict }) => verdict.sign === sign).length;
  return {
    recovered: count("recovered"),
    warned: count("warned"),
    failed: count("failed"),
    wrong: count("wrong"),
  };
}

/** A cell in words: `push: GET /v1/account, 502 once`. */
export function describe({ use, place, fault, variant }: Cell): string {
  return `${use}: ${place}, ${fault}${variant === undefined ? "" : ` ${variant}`}`;
}
