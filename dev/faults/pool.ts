/**
 * Does all of the work, so much of it at the same time.
 * @param width the most that is under way at once.
 * @returns the results, in the order of the work.
 */
export async function inPool<T, R>(
  work: readonly T[],
  width: number,
  act: (one: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const queue = work.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of queue) results.set(index, await act(one));
  };
  await Promise.all(Array.from({ length: width }, worker));
  return [...results].toSorted(([one], [other]) => one - other).map(([, result]) => result);
}
