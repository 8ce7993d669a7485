import { execFile } from "node:child_process";
import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const EXAMPLE = fileURLToPath(new URL("../../examples/hello-world", import.meta.url));

/** A Cog project in a repository of its own, as it is checked out. */
export interface Project {
  readonly directory: string;
  readonly commit: string;
}

export async function makeProject(directory: string): Promise<Project> {
  await cp(EXAMPLE, directory, { recursive: true });
  await git(directory, "init", "--quiet");
  await git(directory, "add", "--all");
  await git(directory, "commit", "--quiet", "--message=A model");
  return { directory, commit: await git(directory, "rev-parse", "HEAD") };
}

/** Runs git, with no configuration but this. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const person = { NAME: "mona", EMAIL: "mona@example.com", DATE: "2026-01-01T00:00:00Z" };
  const identity = Object.entries(person).flatMap(([key, value]) =>
    ["AUTHOR", "COMMITTER"].map((role) => [`GIT_${role}_${key}`, value] as const),
  );
  const { stdout } = await promisify(execFile)(
    "git",
    ["-c", "protocol.file.allow=always", "-C", directory, ...args],
    {
      env: {
        PATH: process.env["PATH"],
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        ...Object.fromEntries(identity),
      },
    },
  );
  return stdout.trim();
}
