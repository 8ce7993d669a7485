import type { ChildProcess } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Runner, type StepOptions } from "../sandbox/runner.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import type { StepResult } from "../sandbox/step-result.ts";
import { watchMemory } from "./memory.ts";
import { measure, type Observed } from "./observe.ts";
import { makeProject, type Project } from "./project.ts";
import { COG_VERSION, writeStandIn } from "./stand-in.ts";
import { type TodaysStep, today } from "./today.ts";
import { Traffic } from "./traffic.ts";

/** What a real run has: 100 ms for a request, and 40 MB/s for the Cog binary. */
export const LATENCY = 100;
export const BYTES_PER_SECOND = 40_000_000;
/** Milliseconds that the stand-in push takes besides its requests. */
export const PUSH_TAKES = 2000;

/** A sandbox, a runner and a project to push: where everything is measured. */
export class Machine {
  readonly sandbox: Sandbox;
  readonly runner: Runner;
  readonly project: Project;
  readonly model: string;
  readonly #traffic: Traffic;
  readonly #pushLog: string;

  private constructor(sandbox: Sandbox, runner: Runner, project: Project) {
    this.sandbox = sandbox;
    this.runner = runner;
    this.project = project;
    this.model = `${sandbox.account.username}/hello-world`;
    this.#traffic = new Traffic(Number(new URL(sandbox.origin).port));
    this.#pushLog = join(runner.directory, "pushes");
  }

  static async create(options: SandboxOptions = {}): Promise<Machine> {
    const runner = await Runner.create();
    const binary = join(runner.directory, "cog");
    const [sandbox, project] = await Promise.all([
      startSandbox({
        latency: LATENCY,
        mirrorBytesPerSecond: BYTES_PER_SECOND,
        cogBinary: binary,
        cogPusher: "direct",
        ...options,
      }),
      makeProject(join(runner.directory, "project")),
    ]);
    const machine = new Machine(sandbox, runner, project);
    await writeStandIn(binary, sandbox, machine.#pushLog);
    return machine;
  }

  /** The action's step as workflows have it; `options` adds to it. */
  step(options: Partial<StepOptions> = {}): StepOptions {
    return {
      workspace: this.project.directory,
      ...options,
      inputs: {
        model: this.model,
        "api-token": this.sandbox.apiToken,
        hardware: "cpu",
        "cog-version": COG_VERSION,
        "cog-mirror": this.sandbox.mirror,
        "github-token": this.sandbox.githubToken,
        ...options.inputs,
      },
      env: {
        ...this.sandbox.environment,
        GITHUB_SHA: this.project.commit,
        ...options.env,
      },
    };
  }

  /**
   * Runs the built action, and takes everything down.
   * @throws when the step does not end with `status`.
   */
  async action(status: string, options: Partial<StepOptions> = {}): Promise<Observed<StepResult>> {
    const observed = await this.#run(options);
    const { code, outputs, log } = observed.result;
    if (code !== 0 || (outputs["status"] ?? status) !== status)
      throw new Error(`The action ended with ${code}, ${outputs["status"]}:\n${log.slice(-4000)}`);
    return observed;
  }

  /**
   * Runs the built action where it has to fail.
   * @param code of its error.
   * @throws when it ends otherwise.
   */
  async refused(code: string, options: Partial<StepOptions>): Promise<Observed<StepResult>> {
    const observed = await this.#run(options);
    const { errors, log } = observed.result;
    if (!errors.join("\n").includes(`[${code}]`))
      throw new Error(`The action did not fail by ${code}:\n${log.slice(-4000)}`);
    return observed;
  }

  /**
   * Runs today's script.
   * @throws when it fails, or finds another version than the newest.
   */
  async today(): Promise<Observed<TodaysStep>> {
    const observed = await this.#observe(isNotCogs, () => today(this));
    const { code, version, log } = observed.result;
    if (code !== 0 || version !== this.newest)
      throw new Error(`today.sh ended with ${code} and found ${version}:\n${log.slice(-4000)}`);
    return observed;
  }

  /** Id of the model's newest version. */
  get newest(): string | undefined {
    return this.sandbox.model(this.model)?.versions[0]?.id;
  }

  /** From now on Cog has to be downloaded again. */
  async forgetTools(): Promise<void> {
    await rm(this.runner.toolCache, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.#traffic.stop();
    await this.sandbox.close();
    await this.runner.remove();
  }

  #run(options: Partial<StepOptions>): Promise<Observed<StepResult>> {
    const step = this.step(options);
    return this.#observe(isActions, async () => {
      const { process, result } = await this.runner.start(step);
      return { process, result };
    });
  }

  async #observe<R>(
    counts: (command: string) => boolean,
    start: () => Promise<{ readonly process: ChildProcess; readonly result: Promise<R> }>,
  ): Promise<Observed<R>> {
    await writeFile(this.#pushLog, "");
    this.#traffic.take();
    const times = await measure(start, (pid) => watchMemory(pid, counts));
    const [began = 0, ended = 0] = (await readFile(this.#pushLog, "utf8"))
      .split(" ")
      .map((microseconds) => Number(microseconds) / 1e3);
    return { ...times, push: { began, ended }, exchanges: this.#traffic.take() };
  }
}

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const isActions = (command: string): boolean => command.includes(`node\0${DIST}`);
const isNotCogs = (command: string): boolean => !/\/cog\0|sandbox\/cog\//.test(command);
