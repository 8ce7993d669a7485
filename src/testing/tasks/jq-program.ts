import type { Jq } from "jq-wasm";
import { readAsset } from "../../lib/asset.ts";
import type { JqResult, JqSyntax } from "./tasks.ts";

/** jq's exit code for a query that it can't compile (its manual). */
const NOT_COMPILED = 3;

/** jq itself, as WebAssembly. It takes at most 256 MB of memory: so it was compiled. */
export class JqProgram {
  #loaded: Promise<Jq> | undefined;

  /** @param json what the query is asked of. */
  async first(query: string, json: string): Promise<JqResult> {
    const { exitCode, stdout, stderr } = await this.#run(`first((${query}\n))`, json);
    if (exitCode !== 0 && stderr !== "") return { kind: "error", message: stderr.trim() };
    return stdout.trim() === "" ? { kind: "none" } : { kind: "result", value: JSON.parse(stdout) };
  }

  async compile(query: string): Promise<JqSyntax> {
    const { exitCode, stderr } = await this.#run(query, "null");
    if (exitCode !== NOT_COMPILED) return { kind: "valid" };
    return { kind: "invalid", message: stderr.trim().replace(/\s*\n\s*/g, " ") };
  }

  async #run(query: string, json: string) {
    const jq = await this.#load();
    try {
      return jq.raw(json, query);
    } catch (error) {
      // It has ended itself in the middle of its work: the next query gets another.
      this.#loaded = undefined;
      throw error instanceof WebAssembly.RuntimeError ? new Error("jq ran out of memory") : error;
    }
  }

  #load(): Promise<Jq> {
    this.#loaded ??= (async () => {
      const { loadJq } = await import("jq-wasm");
      return loadJq({ wasmBinary: await readAsset("jq-wasm/jq.wasm") });
    })();
    return this.#loaded;
  }
}
