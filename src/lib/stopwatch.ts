export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Measures the time of the step's phases, in order. */
export class Stopwatch {
  readonly phases: Phase[] = [];

  async time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.phases.push({ name, seconds: (performance.now() - start) / 1000 });
    }
  }
}
