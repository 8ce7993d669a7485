import type { Cell } from "./cell.ts";

/**
 * Some of the cells, so that each place and each fault is among them. The same rotation chooses the same
 * cells; the next one gives each place another fault.
 * @param cells in their order: of a place that several uses have, the first use is taken.
 */
export function sliceOf(cells: readonly Cell[], rotation: number): Cell[] {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const places = Map.groupBy(distinct(cells), ({ place }) => place);
  const chosen = [...places.values()].map((here, index) => atFault(here, faults, index + rotation));
  const found = chosen.filter((cell) => cell !== undefined);
  const missing = faults.filter((name) => !found.some(({ fault }) => fault === name));
  const others = missing.map((name) => cells.find(({ fault }) => fault === name));
  return [...found, ...others.filter((cell) => cell !== undefined)];
}

/** The cells of each place in the first use that has it. */
export function distinct(cells: readonly Cell[]): Cell[] {
  const uses = new Map(cells.toReversed().map(({ place, use }) => [place, use]));
  return cells.filter(({ place, use }) => uses.get(place) === use);
}

/** Of the cells of one place, one that has the fault of this turn, or else the next fault that it has. */
function atFault(
  cells: readonly Cell[],
  faults: readonly string[],
  turn: number,
): Cell | undefined {
  for (let step = 0; step < faults.length; step++) {
    const fault = faults[(turn + step) % faults.length];
    const fitting = cells.filter((cell) => cell.fault === fault && !cell.isSlow);
    const cell = fitting[Math.floor(turn / faults.length) % Math.max(1, fitting.length)];
    if (cell !== undefined) return cell;
  }
  return cells[0];
}
