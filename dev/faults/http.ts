import { record } from "./baseline.ts";
import type { Matrix } from "./cell.ts";
import { cellsOf } from "./http-cell.ts";
import { kindsOf } from "./kinds.ts";
import { inPool } from "./pool.ts";
import { USES } from "./uses.ts";

const RECORDINGS_AT_ONCE = 4;

/** Every HTTP call that the built action makes, and whatever can become of it. */
export const http: Matrix = {
  name: "http",
  title: "HTTP requests",
  held: [
    "The step ends within its time limit. It succeeds, or fails with one annotation that says what failed and how to fix it.",
    "No message contains a stack trace, internal errors of JavaScript or a parser, `undefined` or `[object Object]`.",
    "If a request that can be retried fails once, the step recovers.",
    "If the step succeeds, the models, versions, deployments and outputs are the same as without the fault.",
    "If the output `version` is set, the model has that version.",
    "No token, and no credential derived from one, is in the log, the runner's files, the temporary directory, the home directory, the tool cache, or requests to GitHub or other origins.",
    "No files stay behind in RUNNER_TEMP.",
    "If the step fails after it has changed something, a second run without the fault has the same result as a run that never failed.",
  ],
  columns: Object.fromEntries(kindsOf("").map(({ name, meaning }) => [name, meaning])),
  cells: async () => {
    const baselines = await inPool(USES, RECORDINGS_AT_ONCE, record);
    return baselines.flatMap((baseline) =>
      baseline.calls.flatMap((call) => cellsOf(baseline, call)),
    );
  },
};
