import { describe, expect, it } from "vitest";
import { commentsOn, createPreviewWorld, PREVIEW, Pull, requestsOf } from "../support/preview.ts";
import { git } from "../support/sources.ts";
import { annotated, codes, type World } from "../support/world.ts";

const REPOSITORY = "acme/hotdog-app";

/** Commits the project. */
async function commitProject(world: World): Promise<string> {
  await git(world.project, "init", "--quiet");
  await git(world.project, "add", "--all");
  await git(world.project, "commit", "--quiet", "--message=Change");
  return git(world.project, "rev-parse", "HEAD");
}

function variables(name: string, sha: string) {
  return { GITHUB_EVENT_NAME: name, GITHUB_SHA: sha, GITHUB_REPOSITORY: REPOSITORY };
}

describe("an event about a pull request", () => {
  it.each([
    ["pull_request_review", "submitted"],
    ["pull_request_review_comment", "created"],
    ["pull_request", "labeled"],
  ] as const)("is a preview on %s", async (name, action) => {
    const world = await createPreviewWorld();
    await world.write("cog.yaml", "image: r8.im/acme/hotdog\npredict: predict.py:Predictor\n");

    const result = await new Pull(world, { name }).run(action, { inputs: { model: "" } });

    expect(result.outputs).toMatchObject({ model: PREVIEW, status: "pushed" });
  });

  it.each([
    ["pull_request", "labeled"],
    ["pull_request_review", "submitted"],
    ["pull_request_review_comment", "created"],
    ["pull_request_target", "labeled"],
  ] as const)("creates nothing on %s when it was closed before", async (name, action) => {
    const world = await createPreviewWorld();

    const result = await new Pull(world, { name, wasClosed: true }).run(action);

    expect(result.code).toBe(0);
    expect(result.outputs).toEqual({ status: "skipped" });
    expect(requestsOf(world)).toEqual([]);
  });

  it.each(["opened", "synchronize", "reopened"] as const)(
    "creates no preview of the base on pull_request_target when it is %s",
    async (action) => {
      const world = await createPreviewWorld();
      const GITHUB_SHA = await commitProject(world);

      const result = await new Pull(world, { name: "pull_request_target" }).run(action, {
        env: { GITHUB_SHA },
      });

      expect(result.code).toBe(0);
      expect(result.outputs).toEqual({ status: "skipped" });
      expect(annotated(result, "notice")).toEqual(["base-checked-out"]);
      expect(requestsOf(world)).toEqual([]);
    },
  );
});

describe("a merge group", () => {
  it.each<[string, Record<string, string>]>([
    ["a push", {}],
    ["a preview", { preview: "true", "preview-model": PREVIEW }],
    ["a promotion", { version: "1".repeat(64), deployment: "acme/live" }],
    ["a model alone", { push: "false" }],
  ])("is skipped with a notice: %s", async (_case, inputs) => {
    const world = await createPreviewWorld();
    const env = variables("merge_group", await commitProject(world));

    const result = await world.run({ env, inputs });

    expect(result.code).toBe(0);
    expect(result.outputs).toEqual({ status: "skipped" });
    expect(annotated(result, "notice")).toEqual(["unmerged"]);
    expect(requestsOf(world)).toEqual([]);
  });
});

describe.each(["issue_comment", "issues", "discussion", "watch", "an_event_of_the_future"])(
  "%s",
  (name) => {
    it("builds the workflow's own commit only", async () => {
      const world = await createPreviewWorld();
      const own = await commitProject(world);

      const refused = await world.refusal({ env: variables(name, "a".repeat(40)) });
      const requests = [...world.sandbox.requests];
      const pushed = await world.run({ env: variables(name, own) });

      expect(codes(refused)).toEqual(["untrusted-checkout"]);
      expect(requests).toEqual([]);
      expect(pushed.outputs).toMatchObject({ status: "pushed", model: "acme/hotdog" });
    });
  },
);

describe("a workflow_run with the commit of its cause checked out", () => {
  it.each<[string, string, string, boolean]>([
    ["a push", "push", REPOSITORY, true],
    ["a release", "release", REPOSITORY, true],
    ["a workflow_dispatch, in other letters", "workflow_dispatch", "Acme/Hotdog-App", true],
    ["a push in a fork", "push", "stranger/hotdog-app", false],
    ["a workflow_run", "workflow_run", REPOSITORY, false],
    ["an issue_comment", "issue_comment", REPOSITORY, false],
    ["a pull request", "pull_request", REPOSITORY, false],
  ])("after %s", async (_case, cause, headRepository, isTrusted) => {
    const world = await createPreviewWorld();
    const headSha = await commitProject(world);
    const seed = { event: cause, headRepository, headSha };
    const { event, env } = world.sandbox.events.workflowRunEvent(seed);

    const result = await world.run({ event, env });

    expect(result.outputs["status"]).toBe(isTrusted ? "pushed" : "failed");
    if (!isTrusted) expect(world.sandbox.requests).toEqual([]);
  });
});

describe("the commit that labels and comment name", () => {
  const headSha = "e".repeat(40);

  it.each([
    ["the pull request's head for the merge commit", true],
    ["the one that is checked out, when it is another", false],
  ])("is %s", async (_case, isMerge) => {
    const world = await createPreviewWorld();
    const commit = await commitProject(world);

    const result = await new Pull(world, { headSha }).run("opened", {
      env: isMerge ? { GITHUB_SHA: commit } : {},
    });

    const built = isMerge ? headSha : commit;
    expect(result.outputs["status"]).toBe("pushed");
    expect(world.sandbox.cogRuns.map(({ environment }) => environment["GITHUB_SHA"])).toEqual([
      built,
    ]);
    expect(commentsOn(world).join()).toContain(built.slice(0, 7));
  });

  it("is the one that is checked out for a preview on a dispatch", async () => {
    const world = await createPreviewWorld();
    const commit = await commitProject(world);
    const { githubToken } = world.sandbox;

    await world.run({
      env: variables("workflow_dispatch", headSha),
      inputs: { preview: "true", "preview-model": PREVIEW, "github-token": githubToken },
    });

    expect(world.sandbox.cogRuns.map(({ environment }) => environment["GITHUB_SHA"])).toEqual([
      commit,
    ]);
  });
});
