import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files whose tests wait for minutes, for a timeout or for patience to end, and use no processor meanwhile. */
const LONG_WAITS = [
  "__tests__/dist/slow.test.ts",
  "__tests__/faults/http.test.ts",
  "__tests__/runner/stop.test.ts",
];

/** Has the long waits begin first, so that all other tests run beside them. */
export class LongWaitsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification): boolean =>
      LONG_WAITS.some((path) => moduleId.endsWith(path));
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}
