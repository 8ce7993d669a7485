import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StepEvent } from "../../dev/sandbox/server.ts";
import { at } from "../contract/repository.ts";
import type { AtEnd, World } from "../support/world.ts";
import { parseRun, type WorkflowRun } from "./act-log.ts";

/** The version of act that the tests were written for (facts about it: its source at this tag). */
export const ACT_VERSION = "0.2.89";

/** The release of Cog that action.yml has as its default: workflows that set no cog-version use it. */
export const DEFAULT_COG = "0.22.0";

/** For tests that run several steps, each with the start of some programs, on a busy machine. */
export const TIMEOUT = 180_000;

/** The repository in which the workflows are. */
export const REPOSITORY = "your-name/hello-world-app";

/**
 * Whether the program act is there. Without it the tests are skipped, loudly; with ACT_TESTS=required that is a
 * failure.
 */
export function hasAct(): boolean {
  const { stdout } = spawnSync("act", ["--version"], { encoding: "utf8" });
  if (stdout?.includes(ACT_VERSION)) return true;
  const reason = `the tests of whole workflows need act ${ACT_VERSION} on Linux (go install github.com/nektos/act@v${ACT_VERSION})`;
  if (process.env["ACT_TESTS"] === "required") throw new Error(reason);
  console.warn(`\n!!! SKIPPED: ${reason}.\n`);
  return false;
}

/** One run of a workflow. */
export interface ActOptions {
  /** The repository's checkout, in which the workflows are. */
  readonly directory: string;
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  readonly event: StepEvent;
  /** Secrets of the repository; the workflow's token and REPLICATE_API_TOKEN are among them. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Variables of the runner's machine, which every step inherits. */
  readonly env?: Readonly<Record<string, string>>;
  /** Other actions than this one that the workflow uses, by `owner/name@ref`, with their inputs. */
  readonly standIns?: Readonly<Record<string, readonly string[]>>;
  /** The engine that starts the containers of jobs. Default: the sandbox's, which has none. */
  readonly dockerHost?: string;
  /** Programs that stand first on the PATH, as scripts by their names. */
  readonly programs?: Readonly<Record<string, string>>;
}

export interface RunningWorkflow {
  readonly process: ChildProcess;
  readonly run: Promise<WorkflowRun>;
}

/** A machine with act on it, which runs workflows on its host, against the sandbox of a world. */
export class ActMachine {
  /** RUNNER_TEMP and the workspaces of all jobs are below it. */
  readonly directory: string;
  readonly #world: World;
  /** HOME of act and of the steps. */
  readonly home: string;

  private constructor(directory: string, home: string, world: World) {
    this.directory = directory;
    this.home = home;
    this.#world = world;
  }

  /** The stand-in of the default Cog is in its tool cache, since nothing else can change the mirror's URL. */
  static async create(world: World, atEnd: AtEnd): Promise<ActMachine> {
    const root = await mkdtemp(join(tmpdir(), "act-"));
    atEnd(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
    const machine = new ActMachine(join(root, "runner"), join(root, "home"), world);
    await mkdir(join(machine.home, ".config/act"), { recursive: true });
    await writeFile(join(machine.home, ".config/act/actrc"), "");
    await machine.#installCog();
    return machine;
  }

  async #installCog(): Promise<void> {
    const asset = process.arch === "arm64" ? "cog_Linux_arm64" : "cog_Linux_x86_64";
    const response = await fetch(`${this.#world.sandbox.mirror}/download/v${DEFAULT_COG}/${asset}`);
    if (!response.ok) throw new Error(`The sandbox publishes no Cog ${DEFAULT_COG}.`);
    const tool = join(this.directory, "tool_cache/cog", DEFAULT_COG, process.arch);
    await mkdir(tool, { recursive: true });
    await writeFile(join(tool, "cog"), await response.bytes());
    await chmod(join(tool, "cog"), 0o755);
    await writeFile(`${tool}.complete`, "");
  }

  /** Runs a workflow to its end. */
  run(options: ActOptions): Promise<WorkflowRun> {
    return this.start(options).run;
  }

  /** Starts a workflow. */
  start(options: ActOptions): RunningWorkflow {
    const child = spawn("act", this.#arguments(options), {
      cwd: options.directory,
      stdio: ["ignore", "pipe", "pipe"],
      // On the host, steps inherit all of it.
      env: {
        ...this.env(options.programs),
        ...(options.dockerHost !== undefined && { DOCKER_HOST: options.dockerHost }),
      },
    });
    return { process: child, run: readRun(child) };
  }

  /** What act is started with; on the host, steps inherit all of it. */
  env(programs: Readonly<Record<string, string>> = {}): Record<string, string> {
    const node = dirname(process.execPath);
    return {
      HOME: this.home,
      PATH: [...this.#programs(programs), node, process.env["PATH"]].join(":"),
      DOCKER_HOST: this.#world.runner.dockerHost,
    };
  }

  /** The directory of these programs, if there are any. */
  #programs(programs: Readonly<Record<string, string>>): string[] {
    if (Object.keys(programs).length === 0) return [];
    const directory = mkdtempSync(join(this.home, "bin-"));
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(directory, name), script, { mode: 0o755 });
    return [directory];
  }

  #arguments({ workflow, event, ...given }: ActOptions): string[] {
    const { sandbox } = this.#world;
    const { GITHUB_EVENT_NAME: name = "push", GITHUB_SHA: sha, ...variables } = event.env;
    const { GITHUB_ACTOR: actor = "mona", GITHUB_REF: ref = "" } = variables;
    const payload = join(mkdtempSync(join(this.home, "event-")), "event.json");
    writeFileSync(payload, JSON.stringify(event.event));
    const env = {
      ...variables,
      ...(sha !== undefined && { SHA_REF: sha }),
      GITHUB_WORKFLOW_REF: `${variables["GITHUB_REPOSITORY"]}/${workflow}@${ref}`,
      ...sandbox.environment,
      ...given.env,
    };
    const secrets = {
      GITHUB_TOKEN: sandbox.githubToken,
      REPLICATE_API_TOKEN: sandbox.apiToken,
      ...given.secrets,
    };
    const actions = {
      "OWNER/push-to-replicate@v1": exportedAction(),
      ...Object.fromEntries(
        Object.entries(given.standIns ?? {}).map(([name, inputs]) => [
          name,
          writeStandIn(mkdtempSync(join(this.home, "action-")), inputs),
        ]),
      ),
    };
    return [
      ...[name, "--json", "--workflows", workflow, "--eventpath", payload, "--actor", actor],
      ...["ubuntu-latest", "self-hosted"].flatMap((label) => ["-P", `${label}=-self-hosted`]),
      ...["--action-cache-path", this.directory, "--no-cache-server"],
      ...["--pull=false", "--action-offline-mode"],
      ...pairs("--env", env),
      ...pairs("--secret", secrets),
      ...pairs("--local-repository", actions),
    ];
  }
}

function pairs(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

async function readRun(child: ChildProcess): Promise<WorkflowRun> {
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
  const [code] = await once(child, "close");
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");
  return parseRun(Number(code), text(output), text(errors));
}

/** Writes a composite action that prints the inputs that it gets, as JSON. */
function writeStandIn(directory: string, inputs: readonly string[]): string {
  const declared = Object.fromEntries(inputs.map((input) => [input, { description: input }]));
  const given = inputs.map((input) => `"${input}": \${{ toJSON(inputs['${input}']) }}`).join(", ");
  const step = { shell: "bash", env: { GIVEN: `{${given}}` }, run: 'echo "$GIVEN"' };
  const runs = { using: "composite", steps: [step] };
  const action = { name: "Stand-in", description: "Prints its inputs", inputs: declared, runs };
  writeFileSync(join(directory, "action.yml"), JSON.stringify(action));
  return directory;
}

let exported: string | undefined;

/**
 * The action as GitHub would check it out: the files that git tracks. Not the work tree itself, since act copies all
 * of it for each step. With ACTION_SOURCE=src, the files of dist are replaced by ones that run src.
 */
export function exportedAction(): string {
  exported ??= exportAction();
  return exported;
}

function exportAction(): string {
  const directory = mkdtempSync(join(tmpdir(), "action-export-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const parts = ["action.yml", "dist", "discover", "sweep", "collect"];
  const files = execFileSync("git", ["-C", at(""), "ls-files", "-z", "--", ...parts], {
    encoding: "utf8",
  });
  for (const file of files.split("\0").filter((name) => name !== "")) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    cpSync(at(file), join(directory, file));
  }
  if (process.env["ACTION_SOURCE"] === "src") runSource(join(directory, "dist"));
  return directory;
}

function runSource(dist: string): void {
  const program = pathToFileURL(at("dev/sandbox/run-source.ts")).href;
  rmSync(dist, { recursive: true });
  mkdirSync(dist);
  writeFileSync(join(dist, "package.json"), '{"type":"module"}');
  for (const entry of ["main", "post", "sweep", "discover", "collect"])
    writeFileSync(
      join(dist, `${entry}.js`),
      `process.argv[2] = "${entry}";\nawait import("${program}");\n`,
    );
}
