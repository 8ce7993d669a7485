import { messageOf } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { Failure } from "./checks.ts";
import { shortText } from "./output.ts";

const SHOWN = 500;

/**
 * Asks a jq query (jq 1.8 itself) of an output; of a text's JSON when it is a text. Its first result has to
 * be something: neither null, false, 0, nor an empty text, list or object. jq itself takes only the first
 * two for false; cog-safe-push, whose vocabulary this is, takes all of them (its output_checkers.py).
 */
export async function jqFailure(query: string, output: unknown): Promise<Failure | undefined> {
  const expected = `jq ${query}`;
  const data = typeof output === "string" ? parseJson(output) : output;
  if (data === undefined) return { expected, got: `no JSON: ${shortText(output, SHOWN)}` };
  // Compiled jq is a megabyte, for those who ask it.
  const jq = await import("jq-wasm/inline");
  try {
    const result = await jq.first(JSON.stringify(data), `first((${query}\n))`);
    if (isSomething(result)) return undefined;
    const of = shortText(data, SHOWN);
    return { expected, got: `${JSON.stringify(result) ?? "no result"} from ${of}` };
  } catch (error) {
    return { expected, got: `jq says: ${messageOf(error)}` };
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
  const jq = await import("jq-wasm/inline");
  const { exitCode, stderr } = await jq.raw("null", query);
  return exitCode === NOT_COMPILED ? stderr.trim().replace(/\s*\n\s*/g, " ") : undefined;
}
