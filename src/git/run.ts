import { existsSync } from "node:fs";
import { join } from "node:path";
import { readAll } from "../lib/byte-budget.ts";
import { errorMessage } from "../lib/errors.ts";
import { type ProcessGroup, spawnGroup } from "../lib/spawn.ts";
import { CONFIGURATION, gitEnvironment, programSetting, RUNS_PROGRAMS } from "./settings.ts";

/** Where git runs, and its environment. */
export interface GitContext {
  /** A directory of the work tree. */
  readonly directory: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Stops git; its reason is thrown. */
  readonly signal: AbortSignal;
}

interface GitOptions {
  readonly timeoutSeconds?: number;
  readonly input?: string;
  /** Variables for this call only. */
  readonly variables?: Readonly<Record<string, string>>;
}

export class GitError extends Error {
  /** `not-run`: git could not be started, or was stopped. */
  readonly exit: number | "not-run";
  /** The line of git's output that describes the error. */
  readonly reason: string;

  constructor(command: string, exit: number | "not-run", reason: string, options?: ErrorOptions) {
    super(`git ${command}: ${reason}`, options);
    this.name = "GitError";
    this.exit = exit;
    this.reason = reason;
  }
}

const TIMEOUT_SECONDS = 120;
/** Bytes. */
const MAX_OUTPUT = 512 * 1024 * 1024;

/**
 * Runs git and returns its output as bytes: names can contain any of them, so lists are separated by NUL. It runs no
 * hooks, and no other program that the repository's configuration names, except the filter of git-lfs and, for fetches,
 * core.sshCommand.
 * @throws {GitError} if git fails, or would run such a program; the signal's reason.
 */
export async function git(
  context: GitContext,
  args: readonly string[],
  { timeoutSeconds = TIMEOUT_SECONDS, input = "", variables = {} }: GitOptions = {},
): Promise<Buffer> {
  const { directory, environment, signal } = context;
  signal.throwIfAborted();
  const [command = ""] = args;
  if (RUNS_PROGRAMS.has(command)) await refusePrograms(command, context);
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
  const stopped = AbortSignal.any([signal, timeout]);
  try {
    const running = spawnGroup("git", ["--no-pager", ...CONFIGURATION, "-C", directory, ...args], {
      directory: "/",
      environment: { ...gitEnvironment(command, environment), ...variables },
      input,
    });
    const { exit, stdout, stderr } = await outputOf(running, stopped);
    if (stopped.aborted) throw new GitError(command, "not-run", "it took too long");
    if (exit === 0) return stdout;
    throw new GitError(
      command,
      typeof exit === "number" ? exit : "not-run",
      reasonIn(stderr.toString("utf8")) ?? `it ended with ${exit}`,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof GitError) throw error;
    throw new GitError(command, "not-run", errorMessage(error), { cause: error });
  }
}

/** Runs git and returns its output, trimmed; undefined after exit code 1, which means no for merge-base. */
export async function askGit(
  context: GitContext,
  args: readonly string[],
  options?: GitOptions,
): Promise<string | undefined> {
  try {
    return (await git(context, args, options)).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitError && error.exit === 1) return undefined;
    throw error;
  }
}

/** Filters run in submodules, too, each by the submodule's own configuration. */
async function refusePrograms(command: string, context: GitContext): Promise<void> {
  const program = programSetting(entriesOf(await git(context, ["config", "-z", "--list"])));
  if (program !== undefined)
    throw new GitError(command, "not-run", `the git setting ${program} would run a program`);
  if (command !== "status") return;
  for (const entry of entriesOf(await git(context, ["ls-files", "-z", "--stage", "--", ":/"]))) {
    const [, path] = /^160000 .*?\t(.*)$/s.exec(entry) ?? [];
    const directory = join(context.directory, path ?? "");
    if (path !== undefined && existsSync(join(directory, ".git")))
      await refusePrograms(command, { ...context, directory });
  }
}

async function outputOf(running: ProcessGroup, stopped: AbortSignal) {
  const stop = (): void => void running.stop();
  stopped.addEventListener("abort", stop, { once: true });
  try {
    const [exit, stdout, stderr] = await Promise.all([
      running.exit,
      readAll(running.stdout, MAX_OUTPUT),
      readAll(running.stderr, MAX_OUTPUT),
    ]);
    return { exit, stdout, stderr };
  } catch (error) {
    stop();
    throw error;
  } finally {
    stopped.removeEventListener("abort", stop);
  }
}

function reasonIn(stderr: string): string | undefined {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((text) => /^(fatal|error): /.test(text)) ?? lines.at(-1);
  return line?.replace(/^(fatal|error): /, "");
}

/** Splits a list that git separates by NUL (`-z`). */
export function entriesOf(output: Buffer): string[] {
  return output.toString("utf8").split("\0").slice(0, -1);
}
