/** Milliseconds of the epoch with fractions, to compare with what other processes write down. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
