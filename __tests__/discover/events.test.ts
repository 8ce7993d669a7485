import { describe, expect, it } from "vitest";
import {
  releaseEvent,
  scheduleEvent,
  tagPushEvent,
  workflowDispatchEvent,
  workflowRunEvent,
} from "../../dev/sandbox/github/events.ts";
import { annotated, codes, failure, logged } from "../support/world.ts";
import {
  cog,
  firstPush,
  mergeGroupEvent,
  namesOf,
  Origin,
  pullEvent,
  pushEvent,
} from "./support.ts";

const ALL = ["models/a", "models/b"];

/** Two projects, and after them one commit that changes models/b. */
async function twoProjects() {
  const origin = await Origin.create({
    "models/a/cog.yaml": cog("a"),
    "models/a/predict.py": "1",
    "models/b/cog.yaml": cog("b"),
    "models/b/predict.py": "1",
    "README.md": "",
  });
  const before = await origin.work("rev-parse", "HEAD");
  const after = await origin.commit({ "models/b/predict.py": "2" });
  return { origin, before, after };
}

describe.each([
  ["a clone of one commit", 1],
  ["a clone with all history", 0],
])("on %s", (_clone, depth) => {
  it("selects what a push has changed", async () => {
    const { origin, before, after } = await twoProjects();
    const result = await origin.discover(
      await origin.checkout(after, depth),
      pushEvent(before, after),
    );
    expect(namesOf(result)).toEqual(["models/b"]);
    expect(result.warnings).toEqual([]);
  });

  it("selects what a push of several commits has changed", async () => {
    const { origin, before } = await twoProjects();
    await origin.commit({ "README.md": "more" });
    const after = await origin.commit({ "README.md": "most" });
    const result = await origin.discover(
      await origin.checkout(after, depth),
      pushEvent(before, after),
    );
    expect(namesOf(result)).toEqual(["models/b"]);
  });

  it("selects nothing when a push has changed no project", async () => {
    const { origin, after } = await twoProjects();
    const next = await origin.commit({ "README.md": "more" });
    const result = await origin.discover(
      await origin.checkout(next, depth),
      pushEvent(after, next),
    );
    expect(namesOf(result)).toEqual([]);
    expect(result.outputs).toMatchObject({ matrix: '{"include":[]}', any: "false", count: "0" });
  });

  it("compares with the commit that a force push has replaced", async () => {
    const { origin, before, after } = await twoProjects();
    await origin.work("reset", "--quiet", "--hard", before);
    const forced = await origin.commit({ "models/a/predict.py": "2" }, "Another");
    const result = await origin.discover(
      await origin.checkout(forced, depth),
      pushEvent(after, forced, { forced: true }),
    );
    expect(namesOf(result)).toEqual(ALL);
    expect(result.warnings).toEqual([]);
  });

  it("selects all projects, and reports why, when that commit no longer exists", async () => {
    const { origin, after } = await twoProjects();
    const result = await origin.discover(
      await origin.checkout(after, depth),
      pushEvent("1".repeat(40), after, { forced: true }),
    );
    expect(namesOf(result)).toEqual(ALL);
    expect(annotated(result, "warning")).toEqual(["changes-unknown"]);
  });

  it("selects what a merge queue entry changes", async () => {
    const { origin, after } = await twoProjects();
    await origin.work("checkout", "--quiet", "-b", "gh-readonly-queue/main/pr-1");
    const head = await origin.commit({ "models/a/predict.py": "2" });
    const result = await origin.discover(
      await origin.checkout("refs/heads/gh-readonly-queue/main/pr-1", depth),
      mergeGroupEvent(after, head),
    );
    expect(namesOf(result)).toEqual(["models/a"]);
  });

  it("selects what differs from base, a branch or tag or commit, on any event", async () => {
    const { origin, before, after } = await twoProjects();
    await origin.work("tag", "v1", before);
    await origin.work("push", "--quiet", "origin", "v1", `${before}:refs/heads/live`);
    for (const base of ["v1", "live", before]) {
      const workspace = await origin.checkout(after, depth);
      const result = await origin.discover(workspace, scheduleEvent(), { base });
      expect(namesOf(result), base).toEqual(["models/b"]);
    }
  });
});

/** A pull request that changes models/a, while its base goes on in models/b. */
async function pullRequest() {
  const { origin, before } = await twoProjects();
  await origin.work("checkout", "--quiet", "-b", "topic", before);
  await origin.commit({ "models/a/new.py": "1" });
  const head = await origin.commit({ "models/a/new.py": "2" });
  await origin.work("checkout", "--quiet", "main");
  const base = await origin.commit({ "models/b/predict.py": "3" });
  await origin.work("checkout", "--quiet", "--detach");
  await origin.work("merge", "--quiet", "--no-ff", "--no-edit", "topic");
  const merge = await origin.push("refs/pull/1/merge");
  return { origin, before, head, base, merge };
}

describe.each([
  ["a clone of one commit", 1],
  ["a clone with all history", 0],
])("a pull request, on %s", (_clone, depth) => {
  it("selects what its merge changes, even when its base has moved on", async () => {
    const { origin, before, head, merge } = await pullRequest();
    const workspace = await origin.checkout("refs/pull/1/merge", depth);
    const result = await origin.discover(workspace, pullEvent(before, head, merge));
    expect(namesOf(result)).toEqual(["models/a"]);
    expect(result.warnings).toEqual([]);
  });

  it("selects the same when its head is checked out instead of the merge", async () => {
    const { origin, base, head, merge } = await pullRequest();
    const workspace = await origin.checkout("refs/heads/topic", depth);
    const result = await origin.discover(workspace, pullEvent(base, head, merge));
    expect(namesOf(result)).toEqual(["models/a"]);
  });

  it("selects the same when there is no merge commit, by comparing with the merge base", async () => {
    const { origin, base, head } = await pullRequest();
    const workspace = await origin.checkout("refs/heads/main", depth);
    const result = await origin.discover(workspace, pullEvent(base, head, base));
    expect(namesOf(result)).toEqual(["models/a"]);
    expect(result.warnings).toEqual([]);
  });
});

describe("a pull request that is closed", () => {
  it.each([
    ["by its event", {}],
    ["with base", { base: "main" }],
    ["with changed-only: true", { "changed-only": "true" }],
  ])("selects all projects, as each can have a preview to delete, %s", async (_case, inputs) => {
    const { origin, before, head, merge } = await pullRequest();
    const workspace = await origin.checkout("refs/pull/1/merge");
    const event = pullEvent(before, head, merge, "closed");

    const result = await origin.discover(workspace, event, inputs);

    expect(namesOf(result)).toEqual(ALL);
    expect(result.warnings).toEqual([]);
  });
});

describe("an event that is not about two commits", () => {
  const tag = "v1";
  const NEITHER = "event-without-commits";
  it.each([
    ["a schedule", scheduleEvent(), NEITHER],
    ["a manual run", workflowDispatchEvent(), NEITHER],
    ["another workflow's run", workflowRunEvent({ event: "push" }), NEITHER],
    ["a release", releaseEvent({ action: "published", tag }), NEITHER],
    ["a tag", tagPushEvent({ tag }), "tag-pushed"],
    [
      "a tag that was moved",
      pushEvent("1".repeat(40), "2".repeat(40), { ref: "refs/tags/v1" }),
      "tag-pushed",
    ],
    ["the first push of a branch", firstPush("2".repeat(40)), "first-push"],
  ])("selects all projects: %s", async (_case, event, reason) => {
    const { origin } = await twoProjects();
    const result = await origin.discover(await origin.checkout(), event);
    expect(namesOf(result)).toEqual(ALL);
    expect(result.warnings).toEqual([]);
    expect(logged(result)).toMatchObject([{ code: reason }]);
  });

  it("selects all projects when base is all zeros, like the commit before a first push", async () => {
    const { origin } = await twoProjects();
    const workspace = await origin.checkout();
    const result = await origin.discover(workspace, scheduleEvent(), { base: "0".repeat(40) });
    expect(namesOf(result)).toEqual(ALL);
  });
});

describe("changed-only", () => {
  it("false selects all projects", async () => {
    const { origin, before, after } = await twoProjects();
    const inputs = { "changed-only": "false" };
    const result = await origin.discover(await origin.checkout(), pushEvent(before, after), inputs);
    expect(namesOf(result)).toEqual(ALL);
  });

  it.each([
    ["a schedule", scheduleEvent()],
    ["a first push", firstPush("2".repeat(40))],
    ["a commit that does not exist", pushEvent("1".repeat(40), "2".repeat(40))],
  ])("true fails when nothing can be compared: %s", async (_case, event) => {
    const { origin } = await twoProjects();
    const result = await origin.discover(await origin.checkout(), event, {
      "changed-only": "true",
    });
    expect(codes(failure(result))).toEqual(["changes-unknown"]);
    expect(result.outputs).toEqual({});
  });

  it("true can be combined with base", async () => {
    const { origin, before } = await twoProjects();
    const inputs = { "changed-only": "true", base: before };
    const result = await origin.discover(await origin.checkout(), scheduleEvent(), inputs);
    expect(namesOf(result)).toEqual(["models/b"]);
  });
});
