import type { Jq } from "jq-wasm/inline";
import { errorMessage } from "../lib/errors.ts";
import { parseJson } from "../lib/json.ts";
import type { Failure } from "./checks.ts";
import { shortText } from "./output.ts";
import { type TimeLimited, withTimeLimit } from "./time-limit.ts";

const SHOWN = 500;
/** Seconds that a query may take: one that never ends would keep the step from ending as well. */
const LONGEST = 5;

/**
 * Asks a jq query (jq 1.8 itself) of an output; of a text's JSON when it is a text. Its first result has to
 * be something: neither null, false, 0, nor an empty text, list or object. jq itself takes only the first
 * two for false; cog-safe-push, whose vocabulary this is, takes all of them (its output_checkers.py).
 */
export async function jqFailure(query: string, output: unknown): Promise<Failure | undefined> {
  const expected = `jq ${query}`;
  const data = typeof output === "string" ? parseJson(output) : output;
  if (data === undefined) return { expected, got: `no JSON: ${shortText(output, SHOWN)}` };
  try {
    const answer = await ask((jq) => jq.first(JSON.stringify(data), `first((${query}\n))`));
    if (answer === undefined) return { expected, got: `no result within ${LONGEST} s` };
    if (isSomething(answer.result)) return undefined;
    const result = JSON.stringify(answer.result) ?? "no result";
    return { expected, got: `${result} from ${shortText(data, SHOWN)}` };
  } catch (error) {
    return { expected, got: `jq says: ${errorMessage(error)}` };
  }
}

function isSomething(result: unknown): boolean {
  if (typeof result === "object" && result !== null) return Object.keys(result).length > 0;
  return Boolean(result);
}

/** jq's exit code for a query that it can't compile (its manual). */
const NOT_COMPILED = 3;

/** What is wrong with a query itself; undefined when jq can compile it. */
export async function jqProblem(query: string): Promise<string | undefined> {
  const answer = await ask((jq) => jq.raw("null", query));
  // What runs too long has been compiled.
  if (answer === undefined) return undefined;
  const { exitCode, stderr } = answer.result;
  return exitCode === NOT_COMPILED ? stderr.trim().replace(/\s*\n\s*/g, " ") : undefined;
}

/** Compiled jq is a megabyte, for those who ask it. */
let loaded: Promise<Jq> | undefined;

async function ask<T>(question: (jq: Jq) => T): Promise<TimeLimited<T>> {
  loaded ??= import("jq-wasm/inline").then(({ loadJq }) => loadJq());
  const jq = await loaded;
  const answer = withTimeLimit(LONGEST, () => question(jq));
  // One that was stopped in the middle is not asked again.
  if (answer === undefined) loaded = undefined;
  return answer;
}
