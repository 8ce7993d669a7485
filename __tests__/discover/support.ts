import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { StepEvent } from "../../dev/sandbox/github/events.ts";
import { Runner } from "../../dev/sandbox/runner.ts";
import type { StepResult } from "../../dev/sandbox/step-result.ts";
import { isRecord } from "../../src/lib/json.ts";
import { runProgram } from "../support/spawner.ts";

export const ACTION = join(import.meta.dirname, "../../discover");
const NO_COMMIT = "0".repeat(40);

/** Contents by path; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

/** A cog.yaml that names its model. */
export function cog(model: string): string {
  return `image: r8.im/acme/${model}\npredict: predict.py:Predictor\n`;
}

/** The repositories that tests start with, by their files: each is made once, and copied for every test. */
const templates = new Map<string, Promise<string>>();

/** Of all templates, so that one listener removes them. */
const ROOT = mkdtempSync(join(tmpdir(), "origin-templates-"));
process.once("exit", () => rmSync(ROOT, { recursive: true, force: true }));

function templateOf(files: Files): Promise<string> {
  const key = JSON.stringify(files);
  const known = templates.get(key) ?? makeTemplate(files);
  templates.set(key, known);
  return known;
}

async function makeTemplate(files: Files): Promise<string> {
  const directory = await mkdtemp(join(ROOT, "origin-"));
  const work = join(directory, "work");
  const bare = join(directory, "bare.git");
  await git(directory, "init", "--quiet", "--bare", "--initial-branch=main", bare);
  await git(directory, "init", "--quiet", "--initial-branch=main", work);
  await git(work, "remote", "add", "origin", `file://${bare}`);
  await git(bare, "config", "uploadpack.allowFilter", "true");
  await putFiles(work, files);
  await git(work, "add", "--all");
  await git(work, "commit", "--quiet", "--allow-empty", "--message=Change");
  await git(work, "push", "--quiet", "origin", "HEAD:refs/heads/main");
  return directory;
}

/** Runs git somewhere, with no configuration but this. */
async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const person = { NAME: "mona", EMAIL: "mona@example.com", DATE: "2026-01-01T00:00:00Z" };
  const identity = Object.entries(person).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
  );
  const command = ["-c", "protocol.file.allow=always", "-C", directory, ...args];
  const env = {
    PATH: process.env["PATH"],
    HOME: "/nonexistent",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(identity),
  };
  return (await runProgram("git", command, { env })).trim();
}

async function putFiles(directory: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    if (text === null) await rm(file, { recursive: true });
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
}

/** A repository on GitHub, in which a test commits, and clones of it as a runner has them. */
export class Origin {
  readonly directory: string;
  readonly runner: Runner;
  readonly #work: string;

  private constructor(directory: string, runner: Runner) {
    this.directory = directory;
    this.runner = runner;
    this.#work = join(directory, "work");
  }

  static async create(files: Files = {}): Promise<Origin> {
    const [directory, runner] = await Promise.all([
      mkdtemp(join(tmpdir(), "origin-")),
      Runner.create(),
    ]);
    onTestFinished(async () => {
      await Promise.all([runner.remove(), rm(directory, { recursive: true, force: true })]);
    });
    const origin = new Origin(directory, runner);
    await cp(await templateOf(files), directory, { recursive: true });
    await origin.work("remote", "set-url", "origin", origin.url);
    return origin;
  }

  get url(): string {
    return `file://${join(this.directory, "bare.git")}`;
  }

  git(directory: string, ...args: readonly string[]): Promise<string> {
    return git(directory, ...args);
  }

  /** Runs git where the test's commits are made. */
  work(...args: readonly string[]): Promise<string> {
    return this.git(this.#work, ...args);
  }

  /** Commits on the branch that is checked out, and pushes it, by force. */
  async commit(files: Files, message = "Change"): Promise<string> {
    await putFiles(this.#work, files);
    await this.work("add", "--all");
    await this.work("commit", "--quiet", "--allow-empty", `--message=${message}`);
    return this.push();
  }

  /** Pushes what is checked out, and says which commit that is. */
  async push(ref?: string): Promise<string> {
    const branch = await this.work("rev-parse", "--abbrev-ref", "HEAD");
    const target = ref ?? `refs/heads/${branch}`;
    await this.work("push", "--quiet", "--force", "origin", `HEAD:${target}`);
    return this.work("rev-parse", "HEAD");
  }

  /** A checkout as actions/checkout makes it: one ref, one commit deep unless `depth` is 0. */
  async checkout(ref = "refs/heads/main", depth = 1, path = "."): Promise<string> {
    const workspace = await mkdtemp(join(this.directory, "workspace-"));
    const directory = join(workspace, path);
    await mkdir(directory, { recursive: true });
    await this.git(directory, "init", "--quiet");
    await this.git(directory, "remote", "add", "origin", this.url);
    const limits = depth === 0 ? [] : [`--depth=${depth}`];
    const everything = depth === 0 ? ["+refs/heads/*:refs/remotes/origin/*"] : [];
    await this.git(
      directory,
      "fetch",
      "--quiet",
      "--no-tags",
      ...limits,
      "origin",
      ref,
      ...everything,
    );
    await this.git(directory, "checkout", "--quiet", "--detach", "FETCH_HEAD");
    return workspace;
  }

  /** Runs the step in a checkout. */
  async discover(
    workspace: string,
    { event, env }: StepEvent,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<StepResult> {
    return this.runner.run({
      action: ACTION,
      workspace,
      event,
      env: { GIT_CONFIG_NOSYSTEM: "1", ...env },
      inputs,
    });
  }
}

export function pushEvent(before: string, after: string, seed: object = {}): StepEvent {
  const event = { ref: "refs/heads/main", before, after, ...seed };
  return { event, env: { GITHUB_EVENT_NAME: "push", GITHUB_SHA: after } };
}

export function firstPush(after: string): StepEvent {
  return pushEvent(NO_COMMIT, after, { created: true });
}

/** @param sha GITHUB_SHA: the merge of the two. */
export function pullEvent(
  base: string,
  head: string,
  sha: string,
  action = "synchronize",
): StepEvent {
  const event = {
    action,
    number: 1,
    pull_request: {
      number: 1,
      base: { ref: "main", sha: base },
      head: { ref: "topic", sha: head },
    },
  };
  return { event, env: { GITHUB_EVENT_NAME: "pull_request", GITHUB_SHA: sha } };
}

export function mergeGroupEvent(base: string, head: string): StepEvent {
  const group = { base_ref: "refs/heads/main", base_sha: base, head_sha: head };
  const event = { action: "checks_requested", merge_group: group };
  return { event, env: { GITHUB_EVENT_NAME: "merge_group", GITHUB_SHA: head } };
}

/** The matrix's jobs, of a step that has ended well and whose outputs agree. */
export function jobsOf(result: StepResult): Readonly<Record<string, string>>[] {
  if (result.code !== 0) throw new Error(result.log);
  const { include } = JSON.parse(result.outputs["matrix"] ?? "");
  const { any, count } = result.outputs;
  if (any !== String(include.length > 0) || count !== String(include.length))
    throw new Error(`any is ${any}, count is ${count}, and there are ${include.length} jobs`);
  return include;
}

/** The names of the jobs, in the order of the alphabet. */
export function namesOf(result: StepResult): string[] {
  return jobsOf(result)
    .map(({ name = "" }) => name)
    .toSorted();
}

/** The git commands that were started by the step itself, by git's own trace. */
export async function gitCommands(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")));
  return texts
    .flatMap((text) => text.split("\n").filter((line) => line !== ""))
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord)
    .filter(({ event, sid }) => event === "cmd_name" && !String(sid).includes("/"))
    .map(({ name }) => String(name))
    .toSorted();
}
