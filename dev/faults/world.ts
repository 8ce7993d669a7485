import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Runner, type StepOptions } from "../sandbox/runner.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox/server.ts";
import { formsOf } from "./traces.ts";

const EXAMPLE = join(dirname(fileURLToPath(import.meta.url)), "../../examples/hello-world");

/** A release that the sandbox's mirror publishes and that the action knows no digest of. */
export const COG_VERSION = "0.21.0";

/** The model that the uses are about, and ids of versions that are there before a step. */
export const HOTDOG = { owner: "acme", name: "hotdog" } as const;
export const NEWEST = "a".repeat(64);
export const OLDER = "b".repeat(64);

/**
 * Where Node keeps what it has compiled, of one run to the next: the same files start thousands of times. With
 * STEP_PROCESS=shared, the runner does that itself.
 */
export const COMPILED: Readonly<Record<string, string>> =
  process.env["STEP_PROCESS"] === "shared"
    ? {}
    : { NODE_COMPILE_CACHE: join(tmpdir(), "faults-compiled") };

/** A secret of the build, and the variable that holds it. */
const SECRET = { HF_TOKEN: "hf_recognisable0123456789" };

/** A sandbox, a runner's machine and a Cog project, until they are closed. */
export class World {
  readonly sandbox: Sandbox;
  readonly runner: Runner;
  /** The project, a copy of examples/hello-world. */
  readonly project: string;

  private constructor(sandbox: Sandbox, runner: Runner, project: string) {
    this.sandbox = sandbox;
    this.runner = runner;
    this.project = project;
  }

  static async create(options: SandboxOptions = {}): Promise<World> {
    const [sandbox, runner, project] = await Promise.all([
      startSandbox({ cogPusher: "direct", speed: 60, ...options }),
      Runner.create(),
      mkdtemp(join(tmpdir(), "project-")),
    ]);
    await cp(EXAMPLE, project, { recursive: true });
    return new World(sandbox, runner, project);
  }

  /** The step that most uses run: the example, to acme/hotdog. `overrides.inputs` win. */
  step(overrides: Partial<StepOptions> = {}): StepOptions {
    const { sandbox } = this;
    return {
      workspace: this.project,
      ...overrides,
      inputs: {
        model: "acme/hotdog",
        "api-token": sandbox.apiToken,
        "github-token": sandbox.githubToken,
        hardware: "cpu",
        "cog-version": COG_VERSION,
        "cog-mirror": sandbox.mirror,
        "secret-envs": "hf=HF_TOKEN",
        ...overrides.inputs,
      },
      env: {
        ...sandbox.environment,
        ...SECRET,
        ...COMPILED,
        ...overrides.env,
      },
    };
  }

  /** Whatever must not show anywhere: what the step was given, and what it was given for that. */
  secrets(): string[] {
    const { account, githubToken, requests } = this.sandbox;
    const { apiToken, cliToken, username } = account;
    const shown = requests.flatMap(({ headers }) => {
      const [, credential] = /^\w+ (\S+)$/.exec(headers.authorization ?? "") ?? [];
      return credential === undefined ? [] : [credential];
    });
    const given = [apiToken, cliToken, githubToken].flatMap((token) => formsOf(token, username));
    return [...new Set([...given, ...shown, SECRET.HF_TOKEN])];
  }

  async close(): Promise<void> {
    await Promise.all([
      this.sandbox.close(),
      this.runner.remove(),
      rm(this.project, { recursive: true, force: true }),
    ]);
  }
}
