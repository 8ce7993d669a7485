import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { at, textOf } from "../contract/repository.ts";
import { recordOf, stepsOf, Workflow } from "../contract/workflow-files.ts";
import { writeProgram } from "../support/programs.ts";

/** What GitHub answers: a pattern of `gh`'s arguments, and the JSON, or null for a refusal. */
export type Answers = readonly (readonly [asked: RegExp, answer: unknown])[];

export interface ScriptResult {
  readonly code: number | null;
  readonly log: string;
  /** What `gh` was asked, in order. */
  readonly asked: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What it set for the steps after it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a job is not as it is by default. */
export interface JobOptions {
  /** The workflow, in place of the file's text. */
  readonly text?: string;
  /** Where its scripts run, in place of the workspace. */
  readonly directory?: string;
}

/** Whether scripts of workflows can be run: they need the programs that GitHub's runners have. */
export function canRunScripts(): boolean {
  const missing = ["bash", "git", "jq"].filter((name) => spawnSync(name, ["--version"]).error);
  if (missing.length === 0) return true;
  console.warn(`\n!!! SKIPPED: the workflows' scripts, which need ${missing.join(" and ")}.\n`);
  return false;
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // Nothing of it is running.
  }
}

/** A job of one of the project's workflows, on a machine of its own. */
export class Job {
  readonly #scripts: ReadonlyMap<string, string>;
  readonly #directory: string;
  readonly #scriptDirectory: string;
  /** RUNNER_TEMP */
  readonly temporary: string;
  /** What was checked out. */
  readonly workspace: string;

  constructor(workflow: string, job: string, options: JobOptions = {}) {
    const { jobs } = new Workflow(options.text ?? textOf(`.github/workflows/${workflow}`));
    const steps = stepsOf(recordOf(jobs.get(job)));
    this.#scripts = new Map(steps.map(({ name, run }) => [String(name), String(run)]));
    this.#directory = mkdtempSync(join(tmpdir(), "job-"));
    this.temporary = join(this.#directory, "temp");
    this.workspace = join(this.#directory, "workspace");
    this.#scriptDirectory = options.directory ?? this.workspace;
    for (const directory of [this.temporary, this.workspace]) mkdirSync(directory);
    onTestFinished(() => rmSync(this.#directory, { recursive: true }));
  }

  /** Runs the script of the step with this name, word for word, as the runner does. */
  async run(
    name: string,
    env: Readonly<Record<string, string>>,
    answers: Answers = [],
  ): Promise<ScriptResult> {
    const script = this.#scripts.get(name);
    if (script === undefined) throw new Error(`There is no step "${name}".`);
    const file = (kind: string): string => join(this.#directory, kind);
    const ghLog = file("gh.log");
    for (const path of [ghLog, file("output"), file("env")]) writeFileSync(path, "");
    await writeProgram(this.#directory, "gh", [
      `exec '${process.execPath}' '${at("__tests__/workflows/gh.ts")}' "$@"`,
    ]);
    // As the documentation of `shell: bash` has it.
    const bash = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      cwd: this.#scriptDirectory,
      // A group of its own, so that what a script leaves running ends with the test.
      detached: true,
      env: {
        PATH: `${this.#directory}:${process.env["PATH"]}`,
        HOME: this.#directory,
        RUNNER_TEMP: this.temporary,
        GITHUB_OUTPUT: file("output"),
        GITHUB_ENV: file("env"),
        GITHUB_STEP_SUMMARY: file("summary"),
        NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
        GH_LOG: ghLog,
        GH_ANSWERS: JSON.stringify(answers.map(([asked, answer]) => [asked.source, answer])),
        ...env,
      },
    });
    onTestFinished(() => endGroup(bash.pid));
    const [stdout, stderr] = await Promise.all([
      text(bash.stdout),
      text(bash.stderr),
      once(bash, "close"),
    ]);
    const lines = (path: string): string[] => readFileSync(path, "utf8").split("\n").slice(0, -1);
    const pairs = (path: string) =>
      Object.fromEntries(lines(path).map((line) => line.split(/=(.*)/, 2)));
    return {
      code: bash.exitCode,
      log: stdout + stderr,
      asked: lines(ghLog),
      outputs: pairs(file("output")),
      environment: pairs(file("env")),
    };
  }

  /** Writes a file of the workspace. */
  write(path: string, content: string): void {
    mkdirSync(join(this.workspace, path, ".."), { recursive: true });
    writeFileSync(join(this.workspace, path), content);
  }

  /** Runs git in the workspace. */
  git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];
    const { status, stdout, stderr } = spawnSync("git", [...identity, ...args], {
      cwd: this.workspace,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
    return stdout.trim();
  }

  /** Makes the workspace a repository whose `main` is at `origin` too, with what it holds. */
  commitToMain(): string {
    const origin = join(this.#directory, "origin.git");
    if (!existsSync(origin)) {
      this.git("init", "--quiet", "--initial-branch=main");
      this.git("init", "--quiet", "--bare", "--initial-branch=main", origin);
      this.git("remote", "add", "origin", origin);
    }
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "A change");
    this.git("push", "--quiet", "origin", "HEAD:main");
    this.git("fetch", "--quiet", "origin");
    return this.git("rev-parse", "HEAD");
  }
}
