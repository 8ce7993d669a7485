import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { parse } from "yaml";
import { withDockerProgram } from "./docker-program.ts";
import { startEngine } from "./engine.ts";
import { COMPILED, isHost, runInHost, type StepCall, withKiller } from "./step-hosts.ts";
import { COMMAND_FILES, parsePairs, readResult, type StepResult } from "./step-result.ts";

/** What GitHub's runner does for one step: files for commands, inputs as variables, main and then post. */
export interface StepOptions {
  /** `with:` of the step. Inputs that are left out get action.yml's default, as on the runner. */
  readonly inputs?: Readonly<Record<string, string>>;
  /**
   * What else the process sees: the runner's variables, and `env:` of the step. The runner overwrites `GITHUB_*` and
   * `RUNNER_*` of a step's `env:`, so those are here only as what the runner sets.
   */
  readonly env?: Readonly<Record<string, string>>;
  /** The job's token, for inputs whose default is `${{ github.token }}`. */
  readonly githubToken?: string;
  /** GITHUB_WORKSPACE: what was checked out. */
  readonly workspace: string;
  /** The payload of the event; a push without one. */
  readonly event?: object;
  /** Directory of the action: the one that holds action.yml. */
  readonly action?: string;
  /** Program and arguments that start the step, as `unshare` does: in another root, say. */
  readonly within?: readonly string[];
}

/** A step that is running. */
export interface RunningStep {
  readonly process: ChildProcess;
  /** What the step has saved for its post step by now. */
  readonly state: () => Promise<StepResult["state"]>;
  readonly result: Promise<StepResult>;
}

const ROOT = join(import.meta.dirname, "../..");

/** A machine that runs steps: its temporary directory, its tool cache, and its Docker daemon's stand-in. */
export class Runner {
  readonly directory: string;
  readonly temporary: string;
  readonly toolCache: string;
  readonly home: string;
  /** Address of the Docker daemon's stand-in, as DOCKER_HOST takes it. */
  readonly dockerHost: string;
  readonly #engine: Server;
  #steps = 0;

  private constructor(directory: string, engine: Server) {
    this.#engine = engine;
    this.dockerHost = `unix://${engine.address()}`;
    this.directory = directory;
    this.temporary = join(directory, "temp");
    this.toolCache = join(directory, "tools");
    this.home = join(directory, "home");
  }

  /** @param parent of the machine's directory. */
  static async create(parent = tmpdir()): Promise<Runner> {
    const directory = await mkdtemp(join(parent, "runner-"));
    const runner = new Runner(directory, await startEngine(join(directory, "docker.sock")));
    await Promise.all([runner.temporary, runner.toolCache, runner.home].map((path) => mkdir(path)));
    return runner;
  }

  /** Starts a step's main. */
  async start(options: StepOptions): Promise<RunningStep> {
    return this.#spawn(await this.#prepare("main", options, {}));
  }

  /**
   * Runs a step's main and waits for its end.
   * @param limit after which its process is killed, in seconds.
   */
  async run(options: StepOptions, limit?: number): Promise<StepResult> {
    return this.#run(await this.#prepare("main", options, {}), limit);
  }

  async #run(step: PreparedStep, limit?: number): Promise<StepResult> {
    if (isShared(step)) {
      const env = withDockerProgram(step.env, this.dockerHost);
      return await readResult(await runInHost({ ...step, env }, limit), step.files);
    }
    const { process: child, result } = await this.#spawn(step);
    return withKiller(child, limit, result);
  }

  /** Starts the post step of a main, which has ended or, in a job's container, still runs. */
  async startPost(options: StepOptions, main: Pick<StepResult, "state">): Promise<RunningStep> {
    return this.#spawn(await this.#prepare("post", options, stateVariables(main)));
  }

  /** Runs the post step of a main, and waits for its end. */
  async post(options: StepOptions, main: Pick<StepResult, "state">): Promise<StepResult> {
    return this.#run(await this.#prepare("post", options, stateVariables(main)));
  }

  async remove(): Promise<void> {
    this.#engine.close();
    this.#engine.closeAllConnections();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Creates what the runner gives a step. */
  async #prepare(
    entry: "main" | "post",
    options: StepOptions,
    state: Readonly<Record<string, string>>,
  ): Promise<PreparedStep> {
    refuseToFreeDisk(options);
    const action = options.action ?? ROOT;
    const metadata = parse(await readFile(join(action, "action.yml"), "utf8"));
    const files = join(this.directory, `step-${++this.#steps}`);
    await mkdir(files);
    const commandFiles = COMMAND_FILES.map((name) => [name, join(files, name)] as const);
    await Promise.all(commandFiles.map(([, path]) => writeFile(path, "")));
    await writeFile(join(files, "event.json"), JSON.stringify(options.event ?? {}));
    const built = join(action, metadata.runs[entry]);
    const command = [process.execPath, ...entryArguments(built)];
    return {
      entry: basename(built, ".js"),
      command: [...(options.within ?? []), ...command],
      files,
      cwd: options.workspace,
      env: {
        PATH: process.env["PATH"],
        HOME: this.home,
        GITHUB_ACTIONS: "true",
        GITHUB_EVENT_NAME: "push",
        GITHUB_EVENT_PATH: join(files, "event.json"),
        GITHUB_SHA: "0".repeat(40),
        GITHUB_REF_NAME: "main",
        GITHUB_REF_TYPE: "branch",
        GITHUB_WORKSPACE: options.workspace,
        RUNNER_TEMP: this.temporary,
        RUNNER_TOOL_CACHE: this.toolCache,
        DOCKER_HOST: this.dockerHost,
        ...Object.fromEntries(commandFiles.map(([name, path]) => [`GITHUB_${name}`, path])),
        ...(source() === "src" && { NODE_COMPILE_CACHE: COMPILED }),
        ...inputVariables(metadata.inputs, options),
        ...state,
        ...options.env,
      },
    };
  }

  async #spawn({ command, files, cwd, env }: PreparedStep): Promise<RunningStep> {
    const [program = "", ...args] = command;
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      // What is shared here is what Node has compiled.
      env: { ...(sharesProcesses() && { NODE_COMPILE_CACHE: COMPILED }), ...env },
    });
    return {
      process: child,
      state: async () => parsePairs(await readFile(join(files, "STATE"), "utf8")),
      result: resultOf(child, files),
    };
  }
}

/** A step with all that the runner gives it. */
interface PreparedStep extends StepCall {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Directory of the files that the step writes commands to. */
  readonly files: string;
}

async function resultOf(child: ChildProcess, directory: string): Promise<StepResult> {
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<StepResult["code"]>((resolve) =>
    child.once("close", (status, signal) => resolve(status ?? signal)),
  );
  return await readResult({ code, log: Buffer.concat(chunks).toString("utf8") }, directory);
}

/** What main has saved, for its post step. */
function stateVariables({ state }: Pick<StepResult, "state">): Record<string, string> {
  const { "main-process": main = "", ...others } = state;
  const [pid = ""] = main.split(" ");
  // A process that runs another step by now is not that of main: it would have started at another time.
  const known = main === "" ? {} : { "main-process": isHost(Number(pid)) ? `${pid} 0` : main };
  return Object.fromEntries(
    Object.entries({ ...others, ...known }).map(([name, value]) => [`STATE_${name}`, value]),
  );
}

/** Whether a step runs in a process that ran others: with STEP_PROCESS=shared, unless it asks something of its process. */
function isShared({ env, command }: PreparedStep): boolean {
  const isPlain = command.length === 2 && command[1]?.startsWith(join(ROOT, "dist/")) === true;
  const isOwn = Object.keys(env).some((name) => /^(?:NODE|LD)_/.test(name));
  return sharesProcesses() && isPlain && !isOwn;
}

function sharesProcesses(): boolean {
  return process.env["STEP_PROCESS"] === "shared";
}

/**
 * Keeps the toolchains of this machine: a step that frees disk space removes them for good.
 * @throws {Error} for a step that may do so, unless it runs in a root of its own.
 */
function refuseToFreeDisk({ inputs, env, within }: StepOptions): void {
  const frees = env?.["INPUT_FREE-DISK"] ?? inputs?.["free-disk"] ?? "";
  // The spellings that the action takes for true; it refuses what is none.
  const isTrue = /^\s*(true|yes|on)\s*$/i.test(frees);
  const mayFree = isTrue || env?.["RUNNER_ENVIRONMENT"] === "github-hosted";
  if (mayFree && within === undefined)
    throw new Error("This step may remove toolchains of this machine. Run it in a SmallMachine.");
}

/** What steps run: the built action, or with `ACTION_SOURCE=src` its source, whose types Node 24 strips. */
function source(): "dist" | "src" {
  const name = process.env["ACTION_SOURCE"] ?? "dist";
  if (name === "dist" || name === "src") return name;
  throw new Error(`ACTION_SOURCE is "${name}" instead of dist or src.`);
}

/** What Node is given for an entry that action.yml names. */
function entryArguments(built: string): string[] {
  const name = relative(join(ROOT, "dist"), built).replace(/\.js$/, "");
  const isOurs = !name.startsWith("..");
  return source() === "src" && isOurs ? [join(ROOT, "dev/sandbox/run-source.ts"), name] : [built];
}

function inputVariables(
  declared: Readonly<Record<string, { readonly default?: string }>> | undefined,
  { inputs = {}, githubToken = "" }: StepOptions,
): Record<string, string> {
  const defaults = Object.entries(declared ?? {}).map(([name, input]) => {
    const value = String(input.default ?? "");
    return [name, value === `\${{ github.token }}` ? githubToken : value] as const;
  });
  const all = { ...Object.fromEntries(defaults), ...inputs };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}
