/** Runs tasks one after the other, in the order of its calls, whether they fail or not. */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

/** Creates an empty queue. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = Promise.allSettled([result]);
    return result;
  };
}
