import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  changesOf,
  createPreviewWorld,
  keptVersions,
  modelNames,
  previewModel,
  requestsOf,
  versions,
} from "../support/preview.ts";
import { codes, failure, type StepResult, type World } from "../support/world.ts";

const SWEEP = join(import.meta.dirname, "../../sweep");
const DAY = 24 * 60 * 60 * 1000;

/** The sweep, as a schedule starts it. */
function sweep(world: World, inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  const { sandbox } = world;
  const { event, env } = sandbox.events.scheduleEvent();
  return world.runner.run({
    action: SWEEP,
    workspace: world.runner.temporary,
    event,
    env: { ...sandbox.environment, ...env },
    inputs: {
      model: "acme/hotdog",
      "api-token": sandbox.apiToken,
      "github-token": sandbox.githubToken,
      ...inputs,
    },
  });
}

/** Puts pull requests in place that closed so many days ago, each with a preview that is left. */
function leaveBehind({ sandbox }: World, numbers: readonly number[], daysAgo = 1): void {
  for (const number of numbers) {
    sandbox.github.addPull({ number, closedAt: new Date(Date.now() - daysAgo * DAY) });
    sandbox.addModel(previewModel(number, { versions: versions(2) }));
  }
}

describe("a sweep", () => {
  it("deletes the previews of closed pull requests, and nothing else", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.github.addPull({ number: 4, merged: true });
    world.sandbox.addModel(previewModel(4));
    world.sandbox.github.addPull({ number: 6 });
    world.sandbox.addModel(previewModel(6, { versions: versions(1) }));
    world.sandbox.addModel(previewModel(99, { versions: versions(1) }));

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-6", "acme/hotdog-pr-99"]);
    for (const model of modelNames(world)) expect(keptVersions(world, model)).toHaveLength(1);
    for (const number of [3, 4, 5])
      expect(result.summary).toMatch(new RegExp(`#${number} .*acme/hotdog-pr-${number}.*deleted`));
    expect(result.summary).not.toContain("hotdog-pr-6");
  });

  it("finds previews under later names and other templates", async () => {
    const world = await createPreviewWorld();
    world.sandbox.github.addPull({ number: 3, state: "closed", branch: "Fix/Mustard" });
    const name = "hotdog-fix-mustard";
    world.sandbox.addModel(previewModel(3, { name }));
    world.sandbox.addModel(previewModel(3, { name: `${name}-r2` }));
    world.sandbox.addModel(previewModel(3));

    const result = await sweep(world, { "preview-model": "{owner}/{name}-{branch}" });

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
  });

  it.each([
    ["is public", { visibility: "public" }],
    ["has another description", { description: "Mine" }],
    ["has another address", { github_url: "https://github.com/acme/hotdog" }],
  ] as const)("leaves a model alone that %s, and says so", async (_case, traits) => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.addModel(previewModel(3, { versions: versions(1), ...traits }));

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(keptVersions(world, "acme/hotdog-pr-3")).toHaveLength(1);
    expect(result.summary).toMatch(/#3 .*acme\/hotdog-pr-3.*left alone/);
  });

  it("tells what Replicate refuses, in green, and deletes the others", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.refuseDeletion("acme/hotdog-pr-3", { reason: "deployment" });

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(result.summary).toMatch(/#3 .*This version is associated with a deployment/);
    expect(result.summary).toMatch(/#5 .*deleted/);
  });

  it("lists what it would delete on a dry run, and deletes nothing", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);

    const result = await sweep(world, { "dry-run": "true" });

    expect(result.code).toBe(0);
    expect(changesOf(world)).toEqual([]);
    expect(modelNames(world)).toHaveLength(3);
    for (const name of ["acme/hotdog-pr-3", "acme/hotdog-pr-5"])
      expect(result.summary).toContain(name);
    expect(result.summary).toContain("would be deleted");
  });

  it.each([
    ["30 days by default", {}, ["acme/hotdog", "acme/hotdog-pr-4"]],
    ["since-days", { "since-days": "60" }, ["acme/hotdog"]],
    ["since-days", { "since-days": "5" }, ["acme/hotdog", "acme/hotdog-pr-3", "acme/hotdog-pr-4"]],
  ] as const)("looks as far back as %s says", async (_case, inputs, left) => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3], 20);
    leaveBehind(world, [4], 40);

    await sweep(world, inputs);

    expect(modelNames(world)).toEqual(left);
  });

  it("goes through 300 closed pull requests on pages, and shows how far it is", async () => {
    const world = await createPreviewWorld();
    const numbers = Array.from({ length: 300 }, (_, i) => i + 1);
    for (const number of numbers) world.sandbox.github.addPull({ number, state: "closed" });
    leaveBehind(world, [1, 150, 300]);

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    const asked = requestsOf(world);
    expect(asked.filter((request) => request.includes("/pulls?"))).toHaveLength(3);
    expect(asked.length).toBeLessThan(300 * 4);
    for (const done of ["100", "200", "300"]) expect(result.log).toMatch(`${done} of 300`);
    expect(result.summary).toContain("300");
  });

  it("waits when Replicate says that it was asked too much", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    const throttled = { detail: "Request was throttled. Your rate limit resets in ~1s." };
    world.sandbox.fault({
      path: "/v1/models/*",
      times: 5,
      answer: { status: 429, body: throttled },
    });

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("is done twice as well as once", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3]);
    await sweep(world);
    world.sandbox.requests.length = 0;

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(changesOf(world)).toEqual([]);
    expect(result.summary).not.toContain("acme/hotdog-pr-3");
  });
});

describe("a sweep that can't be", () => {
  it("names all inputs that are wrong, and a token that is rejected, in one error", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3]);

    const message = failure(
      await sweep(world, {
        model: "hotdog",
        "since-days": "soon",
        "dry-run": "perhaps",
        "api-token": `r8_${"x".repeat(37)}`,
      }),
    );

    for (const input of ["model", "since-days", "dry-run"]) expect(message).toContain(input);
    expect(codes(message)).toEqual([...Array(3).fill("input-invalid"), "api-token-refused"]);
    expect(changesOf(world)).toEqual([]);
  });

  it.each([
    ["no api-token", { "api-token": "" }, "api-token"],
    ["a wrong api-token", { "api-token": "r8_wrong" }, "api-token"],
    ["no model", { model: "" }, "model"],
    ["a template without a name", { "preview-model": "{owner}/{name}" }, "preview-model"],
    ["an unknown placeholder", { "preview-model": "{owner}/{sha}" }, "{sha}"],
  ])("is refused with %s", async (_case, inputs, part) => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3]);

    const result = await sweep(world, inputs);

    expect(failure(result)).toContain(part);
    expect(result.outputs).toMatchObject({ status: "failed" });
    expect(changesOf(world)).toEqual([]);
  });

  it("names the permission that is missing on GitHub", async () => {
    const world = await createPreviewWorld({
      github: { permissions: { "pull-requests": "none" }, isPrivate: true },
    });

    expect(failure(await sweep(world))).toContain("pull-requests: read");
    expect(changesOf(world)).toEqual([]);
  });
});
