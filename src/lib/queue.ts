/** Returns a function that runs tasks one after the other, in the order of its calls, whether they fail or not. */
export function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = Promise.allSettled([result]);
    return result;
  };
}
