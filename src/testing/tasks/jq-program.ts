import type { Jq } from "jq-wasm";
import { readAsset } from "../../lib/asset.ts";

/** jq's exit code for a query that it can't compile (its manual). */
const NOT_COMPILED = 3;

/** jq itself, as WebAssembly. It takes at most 256 MB of memory: so it was compiled. */
export class JqProgram {
  #loaded: Promise<Jq> | undefined;

  /** A list of the first result of a query, empty if it has none; throws what jq says of one that fails before. */
  async first(query: string, json: string): Promise<readonly unknown[]> {
    const { exitCode, stdout, stderr } = await this.#run(`first((${query}\n))`, json);
    if (exitCode !== 0 && stderr !== "") throw new Error(stderr.trim());
    return stdout.trim() === "" ? [] : [JSON.parse(stdout)];
  }

  /** @returns jq's error for a query that it cannot compile; else none. */
  async compile(query: string): Promise<readonly string[]> {
    const { exitCode, stderr } = await this.#run(query, "null");
    return exitCode === NOT_COMPILED ? [stderr.trim().replace(/\s*\n\s*/g, " ")] : [];
  }

  async #run(query: string, json: string) {
    this.#loaded ??= loadJq();
    const jq = await this.#loaded;
    try {
      return jq.raw(json, query);
    } catch (error) {
      // It has ended itself in the middle of its work: the next query gets another.
      this.#loaded = undefined;
      throw error instanceof WebAssembly.RuntimeError ? new Error("jq ran out of memory") : error;
    }
  }
}

async function loadJq(): Promise<Jq> {
  const library = await import("jq-wasm");
  return library.loadJq({ wasmBinary: await readAsset("jq-wasm/jq.wasm") });
}
