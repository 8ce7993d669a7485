import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { stripActionInputs } from "../lib/child-environment.ts";

/** Where git runs, and what it sees of the environment. */
export interface GitPlace {
  /** A directory of the work tree. */
  readonly directory: string;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Ends git with the step; its reason is thrown. */
  readonly signal?: AbortSignal;
}

export interface GitOptions {
  readonly timeoutSeconds?: number;
  /** What git reads from its standard input. */
  readonly input?: string;
  /** Variables for this call alone. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A git command that did not end well. */
export class GitError extends Error {
  /** Undefined when git could not be started, or was stopped. */
  readonly exitCode: number | undefined;
  /** The last line that git printed about it. */
  readonly reason: string;

  constructor(command: string, exitCode: number | undefined, reason: string, cause: unknown) {
    super(`git ${command}: ${reason}`, { cause });
    this.name = "GitError";
    this.exitCode = exitCode;
    this.reason = reason;
  }
}

const TIMEOUT_SECONDS = 120;
const LARGEST_ANSWER = 512 * 1024 * 1024;
/**
 * The checkout may belong to another user than the step's, as in a container; paths are relative to the
 * repository whatever somebody has configured; and a repository that is committed as files within another
 * one is none: its configuration, and what it says of HEAD, are its author's.
 */
const CONFIGURATION = [
  ...["-c", "safe.directory=*"],
  ...["-c", "safe.bareRepository=explicit"],
  ...["-c", "diff.relative=false"],
];

/**
 * Runs git, here and nowhere else, and returns what it printed. Arguments are never seen by a shell.
 * @throws {GitError}
 */
export async function git(
  { directory, environment, signal }: GitPlace,
  args: readonly string[],
  { timeoutSeconds = TIMEOUT_SECONDS, input = "", variables = {} }: GitOptions = {},
): Promise<Buffer> {
  try {
    const running = promisify(execFile)("git", [...CONFIGURATION, "-C", directory, ...args], {
      encoding: "buffer",
      maxBuffer: LARGEST_ANSWER,
      timeout: timeoutSeconds * 1000,
      ...(signal && { signal }),
      env: { ...stripActionInputs(environment), ...SETTINGS, ...variables },
    });
    // A git that ends before it has read everything is told of by its exit code.
    running.child.stdin?.on("error", () => undefined).end(input);
    return (await running).stdout;
  } catch (error) {
    signal?.throwIfAborted();
    throw gitError(args[0] ?? "", error);
  }
}

/** Messages in English, no question that nobody answers, and no lock that another git waits for. */
const SETTINGS = { LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0" };

function gitError(command: string, error: unknown): GitError {
  if (!(error instanceof Error)) return new GitError(command, undefined, String(error), error);
  const code = "code" in error && typeof error.code === "number" ? error.code : undefined;
  const printed = "stderr" in error && Buffer.isBuffer(error.stderr) ? `${error.stderr}` : "";
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  const told = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1);
  const isStopped = "killed" in error && error.killed === true;
  const [message] = error.message.split("\n");
  const reason = isStopped ? "it took too long" : (told ?? message ?? "");
  return new GitError(command, code, reason.replace(/^(fatal|error): /, ""), error);
}

/** The entries of a list that git ends with NUL each (`-z`), so that names hold any other character. */
export function entriesOf(output: Buffer): string[] {
  return output.toString("utf8").split("\0").slice(0, -1);
}
