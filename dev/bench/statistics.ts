/** The middle one, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

/** The median of one quantity of many runs. */
export function medianOf<T>(runs: readonly T[], quantity: (run: T) => number): number {
  return median(runs.map(quantity));
}

/** Does something so many times, one after another. */
export async function repeat<T>(
  times: number,
  work: (turn: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (let turn = 0; turn < times; turn++) results.push(await work(turn));
  return results;
}
