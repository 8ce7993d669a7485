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
  title: "Calls of HTTP",
  held: [
    "It ends within its time: in success, or with one annotation that says what happened and what to do.",
    "No text holds a stack trace, the words of an engine or a parser, `undefined` or `[object Object]`.",
    "A fault that strikes once, at a request that may be repeated, costs nothing.",
    "Success means that everything is as without the fault: the models, versions, deployments and outputs.",
    "A version in the outputs is one that the model has.",
    "No token, and nothing that was got for one, is in any byte of the log, the runner's files, the machine's temporary directory, home and tool cache, or what GitHub or another origin was told.",
    "Nothing is left in RUNNER_TEMP.",
    "Where it failed after something had changed, a second run without the fault ends as one that never met it.",
  ],
  columns: Object.fromEntries(kindsOf("").map(({ name, meaning }) => [name, meaning])),
  cells: async () => {
    const baselines = await inPool(USES, RECORDINGS_AT_ONCE, record);
    return baselines.flatMap((baseline) =>
      baseline.calls.flatMap((call) => cellsOf(baseline, call)),
    );
  },
};
