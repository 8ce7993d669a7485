import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isObject, parseObject } from "../sandbox/http/http.ts";

/** Which requests of a process meet a port where nobody listens; see refuse.ts. */
export interface Refusal {
  /** The script that is meant; another process of the same environment is not. */
  readonly entry: string;
  readonly method: string;
  /** Of the path with its query. */
  readonly pattern: string;
  /** The first request that is refused, of those that fit. */
  readonly nth: number;
  /** How many are. */
  readonly times: number;
  /** File that gets a line for each. */
  readonly notes: string;
}

/** The variable that holds it, as JSON. */
export const REFUSAL = "FAULTS_REFUSAL";

/** What a step's environment needs to meet the refusal. */
export function refusalEnvironment(refusal: Refusal): Record<string, string> {
  const preload = fileURLToPath(new URL("./refuse.ts", import.meta.url));
  return { [REFUSAL]: JSON.stringify(refusal), NODE_OPTIONS: `--import=${preload}` };
}

export function parseRefusal(text: string | undefined): Refusal | undefined {
  const value = parseObject(text ?? "");
  if (!isObject(value)) return undefined;
  const { entry, method, pattern, nth, times, notes } = value;
  return {
    entry: String(entry),
    method: String(method),
    pattern: String(pattern),
    nth: Number(nth),
    times: Number(times),
    notes: String(notes),
  };
}

/** How often it came to that. */
export async function refusalsIn({ notes }: Refusal): Promise<number> {
  const text = await readFile(notes, "utf8").catch(() => "");
  return text.split("\n").length - 1;
}

/** Where a step of this machine notes them. */
export function notesIn(directory: string): string {
  return join(directory, "refused");
}
