import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Runner, type StepOptions } from "../sandbox/runner.ts";
import type { StepResult } from "../sandbox/step-result.ts";
import type { Live } from "./live.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/hello-world", import.meta.url));

/** Variables of this machine that a step needs, besides those that the runner sets. */
const PASSED =
  /^(REPLICATE_BASE_URL|COG_REGISTRY_HOST|DOCKER_\w+|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS)$/i;

/** Lines of a step's log that are shown when it fails. */
const LAST_LINES = 40;

/** One use of the action: its inputs besides those that all have, and its event. */
export interface Step extends Pick<StepOptions, "event"> {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The example as it is, or as a bundle. */
  readonly project?: "example" | "bundle";
}

/** The built action, run as GitHub's runner does, on copies of examples/hello-world. */
export class Action {
  readonly #live: Live;
  readonly #runner: Runner;
  readonly #inputs: Readonly<Record<string, string>>;
  readonly #environment: Readonly<Record<string, string>>;
  /** Aborted to end a step that does not end by itself. */
  readonly #kill: AbortSignal;

  private constructor(live: Live, runner: Runner, start: StartOptions) {
    this.#live = live;
    this.#runner = runner;
    this.#inputs = start.inputs;
    this.#kill = start.kill;
    const passed = Object.entries(process.env).filter(([name]) => PASSED.test(name));
    this.#environment = { ...Object.fromEntries(passed), DOCKER_HOST: start.dockerHost };
  }

  static async create(live: Live, start: StartOptions): Promise<Action> {
    const runner = await Runner.create();
    const action = new Action(live, runner, start);
    await cp(EXAMPLE, action.#project("example"), { recursive: true });
    await cp(EXAMPLE, action.#project("bundle"), { recursive: true });
    const config = join(action.#project("bundle"), "cog.yaml");
    const model = `${live.options.registryHost}/${start.inputs["model"]}`;
    await writeFile(config, `${await readFile(config, "utf8")}model: "${model}"\n`);
    return action;
  }

  /**
   * Runs main and post, notes what came of it, and shows the end of the log when it failed.
   * @returns the outputs; undefined: it failed.
   * @throws the signal's reason when the run is interrupted.
   */
  async run(use: string, step: Step): Promise<StepResult["outputs"] | undefined> {
    const live = this.#live;
    live.signal.throwIfAborted();
    live.note(`${use} …`);
    const began = performance.now();
    const options: StepOptions = {
      workspace: this.#project(step.project ?? "example"),
      ...(step.event !== undefined && { event: step.event }),
      inputs: { ...this.#inputs, ...step.inputs },
      env: { ...this.#environment, ...step.env },
    };
    const result = await this.#main(options);
    await this.#runner.post(options, result);
    for (const mask of result.masks) live.secrets.add(mask);
    const hasFailed = result.code !== 0;
    const status = live.signal.aborted
      ? "canceled"
      : hasFailed
        ? "failed"
        : (result.outputs["status"] ?? "unknown");
    const seconds = Math.round((performance.now() - began) / 1000);
    const problems = result.errors.flatMap((error) =>
      [...error.matchAll(/ \[([a-z0-9-]+)\]$/gm)].flatMap(([, code]) => code ?? []),
    );
    live.uses.push({ use, status, seconds, problems });
    live.note(`${use}: ${status} in ${seconds} s`);
    live.signal.throwIfAborted();
    if (hasFailed) live.note(endOf(result.log));
    return hasFailed ? undefined : result.outputs;
  }

  async close(): Promise<void> {
    await this.#runner.remove();
  }

  async #main(options: StepOptions): Promise<StepResult> {
    const { signal } = this.#live;
    const running = await this.#runner.start(options);
    const cancel = (): boolean => running.process.kill("SIGINT");
    const kill = (): boolean => running.process.kill("SIGKILL");
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel);
    this.#kill.addEventListener("abort", kill);
    try {
      return await running.result;
    } finally {
      signal.removeEventListener("abort", cancel);
      this.#kill.removeEventListener("abort", kill);
    }
  }

  #project(kind: "example" | "bundle"): string {
    return join(this.#runner.directory, kind);
  }
}

export interface StartOptions {
  /** Inputs of every step. */
  readonly inputs: Readonly<Record<string, string>>;
  /** As DOCKER_HOST spells it. */
  readonly dockerHost: string;
  readonly kill: AbortSignal;
}

/** The end of a log without workflow commands, indented so that no runner takes it for its own. */
function endOf(log: string): string {
  const lines = log.split("\n").filter((line) => !/^::(?!error)/.test(line));
  return lines
    .slice(-LAST_LINES)
    .map((line) => `  | ${line.replaceAll("%0A", "\n  | ")}`)
    .join("\n");
}
