import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { Runner, type RunningStep, type StepOptions } from "../../dev/sandbox/runner.ts";
import {
  type RequestRecord,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../dev/sandbox/server.ts";
import type { StepResult } from "../../dev/sandbox/step-result.ts";

export type { RunningStep, StepOptions } from "../../dev/sandbox/runner.ts";
export type { CogRun, SandboxOptions } from "../../dev/sandbox/server.ts";
export type { StepResult } from "../../dev/sandbox/step-result.ts";

/** The Cog project that most tests are about. */
export const EXAMPLE = join(dirname(fileURLToPath(import.meta.url)), "../../examples/hello-world");

/** A release that the sandbox's mirror publishes and that the action knows no digest of. */
export const COG_VERSION = "0.21.0";

/** The model that steps push to, for a sandbox where it exists. */
export const HOTDOG = { owner: "acme", name: "hotdog" } as const;

/** Takes what has to be done when the test, or whatever else has a world, is over. */
export type AtEnd = (act: () => Promise<void> | void) => unknown;

/** A sandbox, a runner's machine, and a Cog project, for one test; all gone when it ends. */
export class World {
  readonly sandbox: Sandbox;
  readonly runner: Runner;
  /** The project, a copy of examples/hello-world that the test may change. */
  readonly project: string;

  private constructor(sandbox: Sandbox, runner: Runner, project: string) {
    this.sandbox = sandbox;
    this.runner = runner;
    this.project = project;
  }

  /**
   * @param atEnd of the test's own context, where tests run concurrently.
   * @param parent of the directories of the machine and of the project.
   */
  static async create(
    options: SandboxOptions = {},
    atEnd: AtEnd = onTestFinished,
    parent = tmpdir(),
  ): Promise<World> {
    const [sandbox, runner, directory] = await Promise.all([
      startSandbox({ cogPusher: "direct", ...options }),
      Runner.create(parent),
      mkdtemp(join(parent, "project-")),
    ]);
    await cp(EXAMPLE, directory, { recursive: true });
    atEnd(async () => {
      await Promise.all([sandbox.close(), runner.remove(), rm(directory, { recursive: true })]);
    });
    return new World(sandbox, runner, directory);
  }

  /** The step that most tests run: the example, to acme/hotdog. `overrides.inputs` win. */
  step(overrides: Partial<StepOptions> = {}): StepOptions {
    return {
      workspace: this.project,
      githubToken: this.sandbox.githubToken,
      ...overrides,
      inputs: {
        model: "acme/hotdog",
        "api-token": this.sandbox.apiToken,
        hardware: "cpu",
        "cog-version": COG_VERSION,
        "cog-mirror": this.sandbox.mirror,
        ...overrides.inputs,
      },
      env: { ...this.sandbox.environment, ...overrides.env },
    };
  }

  run(overrides: Partial<StepOptions> = {}): Promise<StepResult> {
    return this.runner.run(this.step(overrides));
  }

  start(overrides: Partial<StepOptions> = {}): Promise<RunningStep> {
    return this.runner.start(this.step(overrides));
  }

  /**
   * Runs a step that has to be refused before it changes anything or starts Cog.
   * @returns its one annotation.
   */
  async refusal(overrides: Partial<StepOptions> = {}): Promise<string> {
    const result = await this.run(overrides);
    const message = failure(result);
    const done = [...this.changes(), ...this.sandbox.cogRuns.map(({ argv }) => argv.join(" "))];
    if (done.length > 0) throw new Error(`refused only after ${done.join(", ")}:\n${message}`);
    if (result.outputs["status"] !== "failed") throw new Error("status is not failed");
    return message;
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(join(this.project, file), text);
  }

  /** The action's own requests, as `METHOD /path`; those of the stand-in cog are left out. */
  requests(): string[] {
    return this.sandbox.requests
      .filter((request: RequestRecord) => request.headers["user-agent"] === "push-to-replicate")
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** Requests of the action that change something at Replicate. */
  changes(): string[] {
    return this.requests().filter((request) => /^(POST|PATCH|PUT|DELETE) \/v[12]\//.test(request));
  }
}

/** The bodies of the action's requests with this method and path, parsed. */
export function bodies({ sandbox }: World, method: string, path: string): unknown[] {
  return sandbox.requests
    .filter((request) => request.method === method && request.path === path)
    .map(({ body }) => JSON.parse(body));
}

/** Checks that a step ended well and complained of nothing. */
export function clean(result: StepResult): StepResult {
  expect({ ...result, log: result.code === 0 ? "" : result.log }).toMatchObject({
    code: 0,
    warnings: [],
    errors: [],
    log: "",
  });
  return result;
}

/** The one annotation of a step that failed as it should: exit code 1, one error, and nothing else. */
export function failure(result: StepResult): string {
  if (result.code !== 1 || result.errors.length !== 1)
    throw new Error(`expected one error and exit code 1, got ${result.code}:\n${result.log}`);
  const [message = ""] = result.errors;
  if (message.includes("[unexpected-error]"))
    throw new Error(`not an error for people: ${message}`);
  return message;
}

/** The stable codes of the problems that an annotation lists, in its order. */
export function codes(message: string): string[] {
  return [...message.matchAll(/ \[([a-z0-9-]+)\]$/gm)].flatMap(([, code]) => code ?? []);
}

/** What lines of a step's log say, as data: a code, and its values. */
export type Logged = Readonly<Record<string, string>>;

/** What the lines of a step's log say, in their order. */
export function logged({ log }: Pick<StepResult, "log">): Logged[] {
  return [...log.matchAll(/^::debug::\[([a-z0-9-]+)\](.*)$/gm)].map(
    ([, code = "", values = ""]) => {
      const pairs = values.matchAll(/ (\w+)=(.*?)(?= \w+=|$)/g);
      return { code, ...Object.fromEntries([...pairs].map(([, name, value]) => [name, value])) };
    },
  );
}

/** The steps that a dry run lists, in their order. */
export function plannedSteps({ log, summary }: Pick<StepResult, "log" | "summary">): Logged[] {
  return [...log.matchAll(/^- (.*)\n(::debug::\[.*)$/gm)].flatMap(([, text = "", line = ""]) => {
    expect(summary).toContain(text);
    return logged({ log: line });
  });
}

/** The codes of a step's notices, or warnings, in their order. */
export function annotated({ log }: Pick<StepResult, "log">, kind: "notice" | "warning"): string[] {
  const found = log.matchAll(new RegExp(`^::debug::${kind} \\[([a-z0-9-]+)\\]$`, "gm"));
  return [...found].flatMap(([, code]) => code ?? []);
}

/** Every file below a directory with its content, for finding what should not be there. */
export async function readTree(directory: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(async (path) => [path, await readFile(path, "latin1")] as const);
  return new Map(await Promise.all(files));
}

/** The port that a server listens on. */
export function portOf(server: Pick<Server, "address">): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}
