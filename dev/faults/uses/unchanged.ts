import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { StepOptions } from "../../sandbox/runner.ts";
import type { Use } from "../use.ts";
import { HOTDOG, type World } from "../world.ts";

/** Git with no configuration but this. */
async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const identity = ["AUTHOR", "COMMITTER"].flatMap((role) => [
    [`GIT_${role}_NAME`, "mona"],
    [`GIT_${role}_EMAIL`, "mona@example.com"],
  ]);
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
    GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
    ...Object.fromEntries(identity),
  };
  return (await promisify(execFile)("git", ["-C", directory, ...args], { env })).stdout.trim();
}

async function commit({ project }: World): Promise<void> {
  await git(project, "init", "--quiet", "--initial-branch=main");
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message=Hotdog");
}

function step(world: World): StepOptions {
  return world.step({
    inputs: { "skip-unchanged": "true" },
    env: {
      GITHUB_REPOSITORY: "acme/hotdog-app",
      GITHUB_WORKFLOW_REF: "acme/hotdog-app/.github/workflows/push.yml@refs/heads/main",
      GIT_CONFIG_NOSYSTEM: "1",
    },
  });
}

/** The sources are those of the newest version, which was pushed just before. */
export const unchanged: Use = {
  name: "skip-unchanged",
  options: { models: [HOTDOG] },
  prepare: async (world) => {
    await commit(world);
    const first = await world.runner.run(step(world));
    if (first.outputs["status"] !== "pushed") throw new Error(first.log);
  },
  // When in doubt, it builds, and reports why.
  isAsGood: ({ log, outputs }) =>
    log.includes("skip-unchanged: building") && outputs["status"] === "pushed",
  step,
};

/** The projects of a repository: git is all that is asked. */
export const discover: Use = {
  name: "discover",
  prepare: commit,
  step: (world) => ({
    action: new URL("../../../discover", import.meta.url).pathname,
    workspace: world.project,
    inputs: { model: "acme/hotdog" },
    env: { ...world.sandbox.environment, GIT_CONFIG_NOSYSTEM: "1" },
  }),
};
