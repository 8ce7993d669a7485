import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import {
  createPreviewWorld,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import type { StepOptions, World } from "../support/world.ts";

/** Makes a repository of a directory, with all that is in it committed; the commit. */
async function commitAll(directory: string, message: string): Promise<string> {
  const git = async (...args: string[]): Promise<string> => {
    const identity = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];
    const { stdout } = await promisify(execFile)("git", ["-C", directory, ...identity, ...args]);
    return stdout.trim();
  };
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", message);
  return git("rev-parse", "HEAD");
}

/** The events on which the secrets are there, whoever wrote the code. */
const EVENTS = [
  ["pull_request_target", {}],
  ["pull_request_target", { preview: "false" }],
  ["pull_request_target", { "dry-run": "true" }],
  ["workflow_run", { preview: "true", "preview-model": PREVIEW }],
  ["workflow_run", {}],
] as const;

/** The step on such an event, for a fork's pull request with this head. */
function step(world: World, name: string, headSha = "c".repeat(40)): Partial<StepOptions> {
  const { events, githubToken } = world.sandbox;
  const traits = { number: 7, headRepository: "stranger/hotdog-app", author: "stranger", headSha };
  const { event, env } =
    name === "workflow_run"
      ? events.workflowRunEvent(traits)
      : events.pullRequestEvent({ ...traits, action: "opened", name: "pull_request_target" });
  return { event, env: { ...env }, inputs: { "github-token": githubToken } };
}

/** Expects a refusal that names the event and leads to the security page, before any request. */
async function expectRefusal(world: World, name: string, options: Partial<StepOptions>) {
  const message = await world.refusal(options);

  expect(message).toContain(name);
  expect(message).toMatch(/https:\/\/\S+\/SECURITY\.md/);
  expect(world.sandbox.requests).toEqual([]);
  expect(world.sandbox.cogRuns).toEqual([]);
}

describe("a pull request's own code, on an event that has the repository's secrets", () => {
  it.each(EVENTS)("is rejected on %s with %o", async (name, inputs) => {
    const world = await createPreviewWorld();
    const head = await commitAll(world.project, "theirs");
    const options = step(world, name, head);

    await expectRefusal(world, name, { ...options, inputs: { ...options.inputs, ...inputs } });
  });

  it.each(["pull_request_target", "workflow_run"])(
    "is rejected on %s when it is next to ours, in the directory that is built",
    async (name) => {
      const world = await createPreviewWorld();
      const theirs = join(world.runner.temporary, "theirs");
      await cp(world.project, theirs, { recursive: true });
      const head = await commitAll(theirs, "theirs");
      const ours = await commitAll(world.project, "ours");
      await cp(theirs, join(world.project, "pull"), { recursive: true });
      const { event, env, inputs } = step(world, name, head);

      await expectRefusal(world, name, {
        ...(event && { event }),
        env: { ...env, GITHUB_SHA: ours },
        inputs: { ...inputs, "working-directory": "pull" },
      });
    },
  );

  it.each(["pull_request_target", "workflow_run"])(
    "is assumed on %s when git can't show what is checked out",
    async (name) => {
      const world = await createPreviewWorld();

      await expectRefusal(world, name, step(world, name));
    },
  );

  it("is rejected on workflow_run after a pull_request_target run, too", async () => {
    const world = await createPreviewWorld();
    const headSha = await commitAll(world.project, "theirs");
    const seed = { number: 7, headRepository: "stranger/hotdog-app", headSha };
    const { event, env } = world.sandbox.events.workflowRunEvent({
      ...seed,
      event: "pull_request_target",
    });

    await expectRefusal(world, "workflow_run", { event, env });
  });
});

describe("the repository's own code, on such an event", () => {
  it("is pushed on workflow_run after a push", async () => {
    const world = await createPreviewWorld();
    const headSha = await commitAll(world.project, "ours");
    const { event, env } = world.sandbox.events.workflowRunEvent({ event: "push", headSha });

    const result = await world.run({ event, env });

    expect(result.outputs).toMatchObject({ status: "pushed", model: "acme/hotdog" });
  });

  it("is pushed on workflow_run after a pull request, when its commit is checked out", async () => {
    const world = await createPreviewWorld();
    const { event, env } = step(world, "workflow_run");
    const ours = await commitAll(world.project, "ours");

    const result = await world.run({ ...(event && { event }), env: { ...env, GITHUB_SHA: ours } });

    expect(result.outputs).toMatchObject({ status: "pushed", model: "acme/hotdog" });
  });
});

describe("a preview on pull_request_target", () => {
  it.each(["theirs", "nothing"])("is deleted on close, with %s checked out", async (what) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(2) }));
    const traits = {
      name: "pull_request_target",
      headRepository: "stranger/hotdog-app",
      author: "stranger",
    } as const;
    const workspace = what === "theirs" ? world.project : join(world.runner.temporary, "empty");
    if (what === "theirs") await commitAll(workspace, "theirs");
    else await mkdir(workspace);

    const result = await new Pull(world, traits).run("closed", { workspace });

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ preview: "true", status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(keptVersions(world, "acme/hotdog")).toHaveLength(1);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});
