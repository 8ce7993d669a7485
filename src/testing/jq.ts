import { parseJson } from "../lib/json.ts";
import type { Failure } from "./checks.ts";
import { shortText } from "./output.ts";
import { TASK_SECONDS, type TestingWorker } from "./tasks/tasks.ts";

const SHOWN = 500;

/**
 * Asks a jq query (jq 1.8 itself) of an output; of a text's JSON when it is a text. Its first result has to
 * be something: neither null, false, 0, nor an empty text, list or object. jq itself takes only the first
 * two for false; cog-safe-push, whose vocabulary this is, takes all of them (its output_checkers.py).
 */
export async function jqFailure(
  query: string,
  output: unknown,
  worker: TestingWorker,
): Promise<Failure | undefined> {
  const expected = `jq ${query}`;
  const data = typeof output === "string" ? parseJson(output) : output;
  if (data === undefined) return { expected, got: `no JSON: ${shortText(output, SHOWN)}` };
  const outcome = await worker.run("jq", { query, json: JSON.stringify(data) }, TASK_SECONDS);
  if (outcome.kind === "failed") return { expected, got: `no result: ${outcome.reason}` };
  if (outcome.output.some(isSomething)) return undefined;
  const [first = "no result"] = outcome.output.map((result) => JSON.stringify(result));
  return { expected, got: `${first} from ${shortText(data, SHOWN)}` };
}

function isSomething(result: unknown): boolean {
  if (typeof result === "object" && result !== null) return Object.keys(result).length > 0;
  return Boolean(result);
}

/** What is wrong with a query itself; undefined when jq can compile it. */
export async function jqProblem(query: string, worker: TestingWorker): Promise<string | undefined> {
  const outcome = await worker.run("compileJq", query, TASK_SECONDS);
  // What runs too long, or out of memory, has been compiled.
  return outcome.kind === "done" ? outcome.output : undefined;
}
