import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { idOf } from "../../dev/sandbox/github/objects.ts";
import type { EventSeed } from "../../dev/sandbox/github/step-event.ts";
import {
  changesOf,
  createPreviewWorld,
  keptVersions,
  modelNames,
  previewModel,
  REPOSITORY,
  requestsOf,
  versions,
} from "../support/preview.ts";
import { codes, failure, logged, type StepResult, type World } from "../support/world.ts";

const SWEEP = join(import.meta.dirname, "../../sweep");
const DAY = 24 * 60 * 60 * 1000;

/** The sweep, as a schedule starts it. */
function sweep(
  world: World,
  inputs: Readonly<Record<string, string>> = {},
  seed: EventSeed = {},
): Promise<StepResult> {
  const { sandbox } = world;
  const { event, env } = sandbox.events.scheduleEvent(seed);
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

/** What became of the previews, which are looked up at the same time. */
const outcomes = (result: StepResult): string[] =>
  logged(result)
    .map(({ code }) => String(code))
    .toSorted();

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
  ] as const)("keeps a model that %s, and reports it", async (_case, traits) => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.addModel(previewModel(3, { versions: versions(1), ...traits }));

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(keptVersions(world, "acme/hotdog-pr-3")).toHaveLength(1);
    expect(result.summary).toMatch(/#3 .*acme\/hotdog-pr-3/);
    expect(outcomes(result)).toEqual(["deleted", "not-managed"]);
  });

  it("reports rejected deletions without failing, and deletes the others", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.refuseDeletion("acme/hotdog-pr-3", { reason: "deployment" });

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(result.summary).toMatch(/#3 .*This version is associated with a deployment/);
    expect(outcomes(result)).toEqual(["deleted", "refused"]);
    expect(result.warnings).toEqual([expect.stringContaining("acme/hotdog-pr-3")]);
  });

  it("names what it has deleted when it fails afterwards", async () => {
    const world = await createPreviewWorld();
    // Eight names at a time: the ninth is looked up when the preview of another one is deleted.
    leaveBehind(world, [2, 3, 4, 5, 6, 7, 8, 9]);
    leaveBehind(world, [1], 20);
    const answer = { status: 403, body: { detail: "no" } };
    world.sandbox.fault({ path: "/v1/models/acme/hotdog-pr-1", answer });

    const result = await sweep(world);

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(result.log).toMatch(/^acme\/hotdog-pr-[2-9]: deleted$/m);
  });

  it("keeps the preview of a pull request that was reopened after they were listed", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    const answer = { status: 200, body: { number: 3, state: "open" } };
    world.sandbox.fault({ method: "GET", path: /\/pulls\/3$/, answer });

    const result = await sweep(world);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(outcomes(result)).toEqual(["deleted", "reopened"]);
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
    expect(outcomes(result)).toEqual(["would-be-deleted", "would-be-deleted"]);
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

  it("goes through 300 closed pull requests on pages, and reports its progress", async () => {
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

  it("waits when Replicate limits its requests", async () => {
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

  it("can be repeated", async () => {
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

describe("a sweep of a repository's models", () => {
  const ALL = ["acme/cat", "acme/dog", "acme/hotdog"];
  const matrixOf = (...models: string[]) =>
    JSON.stringify({ include: models.map((model) => ({ model, name: "any" })) });
  const of = (model: string, number: number) => {
    const { description = "", ...rest } = previewModel(number, { name: `${model}-pr-${number}` });
    return { ...rest, description: description.replace("acme/hotdog ", `acme/${model} `) };
  };

  it.each([
    ["models", { model: "", models: ALL.join("\n") }],
    ["a matrix", { model: "", matrix: matrixOf(...ALL) }],
    ["two matrices", { model: "", matrix: `${matrixOf("acme/cat")}\n${matrixOf(...ALL)}\n` }],
    ["model, models, and a matrix", { models: "acme/cat\n\n", matrix: matrixOf("acme/dog") }],
  ])(
    "deletes the previews of all, named by %s, without repeating a request",
    async (_case, inputs) => {
      const world = await createPreviewWorld();
      const { github } = world.sandbox;
      for (let number = 1; number <= 101; number++) github.addPull({ number, state: "closed" });
      github.addPull({ number: 200 });
      for (const name of ["cat", "dog", "hotdog"]) {
        world.sandbox.addModel(of(name, 5));
        world.sandbox.addModel(of(name, 200));
      }
      world.sandbox.addModel(of("fish", 5));

      const result = await sweep(world, inputs);

      expect(result.code).toBe(0);
      const open = ["cat", "dog", "hotdog"].map((name) => `acme/${name}-pr-200`);
      expect(modelNames(world)).toEqual(["acme/hotdog", "acme/fish-pr-5", ...open].toSorted());
      const asked = requestsOf(world).filter((request) => request.startsWith("GET "));
      // Before each deletion, the state of its pull request is asked for again.
      const listed = asked.filter((request) => !/\/versions|\/pulls\/5$/.test(request));
      expect(listed).toEqual([...new Set(listed)]);
      expect(asked.filter((request) => request.includes("/pulls?"))).toHaveLength(2);
      for (const name of ["cat", "dog", "hotdog"])
        expect(result.summary).toMatch(new RegExp(`#5 .*acme/${name}-pr-5.*deleted`));
    },
  );

  it("finds the previews whose names the settings of their projects set", async () => {
    const world = await createPreviewWorld();
    world.sandbox.github.addPull({ number: 5, state: "closed" });
    world.sandbox.addModel({ ...of("cat", 5), name: "cat-preview-5" });
    world.sandbox.addModel({ ...of("dog", 5), name: "dog-5" });
    const include = [
      { model: "acme/cat", "preview-model": "{owner}/{name}-preview-{number}" },
      { model: "acme/dog", "preview-model": "" },
    ];

    const result = await sweep(world, {
      models: "acme/cat",
      matrix: JSON.stringify({ include }),
      "preview-model": "{owner}/{name}-{number}",
    });

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("assigns a name that several models share to the one that its marker names", async () => {
    const world = await createPreviewWorld();
    world.sandbox.github.addPull({ number: 5, state: "closed" });
    world.sandbox.addModel({ ...of("cat", 5), name: "pr-5" });
    world.sandbox.addModel({ ...of("fish", 5), name: "pr-5-r2" });

    const inputs = { models: "acme/cat", "preview-model": "{owner}/pr-{number}" };
    const result = await sweep(world, inputs);

    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/pr-5-r2"]);
    expect(outcomes(result)).toEqual(["deleted", "not-managed"]);
    const names = requestsOf(world).filter((request) => request === "GET /v1/models/acme/pr-5");
    expect(names).toHaveLength(1);
  });

  it("deletes the previews of a renamed repository, and looks it up once", async () => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3, 5]);
    world.sandbox.github.rename(REPOSITORY, "acme/kitchen");
    const seed = { repository: "acme/kitchen", repositoryId: idOf(REPOSITORY) };

    const result = await sweep(world, {}, seed);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    const asked = requestsOf(world).filter((one) => one === `GET /github/repos/${REPOSITORY}`);
    expect(asked).toHaveLength(1);
  });
});

describe("a sweep with invalid settings", () => {
  it("names all invalid inputs, and a rejected token, in one error", async () => {
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
    ["a matrix that is not JSON", { matrix: "include: []" }, "matrix"],
    ["a matrix without models", { matrix: '{"include":[{"name":"a"}]}' }, "matrix"],
    ["an invalid model name", { models: "acme/cat\nDog" }, "models"],
    ["a template without a name", { "preview-model": "{owner}/{name}" }, "preview-model"],
    ["an unknown placeholder", { "preview-model": "{owner}/{sha}" }, "{sha}"],
  ])("is rejected with %s", async (_case, inputs, part) => {
    const world = await createPreviewWorld();
    leaveBehind(world, [3]);

    const result = await sweep(world, inputs);

    expect(failure(result)).toContain(part);
    expect(result.outputs).toMatchObject({ status: "failed" });
    expect(changesOf(world)).toEqual([]);
  });

  it("names the missing permission on GitHub", async () => {
    const world = await createPreviewWorld({
      github: { permissions: { "pull-requests": "none" }, isPrivate: true },
    });

    const result = await sweep(world);
    expect(failure(result)).toContain("pull-requests: read");
    expect(codes(failure(result))).toHaveLength(1);
    expect(changesOf(world)).toEqual([]);
  });
});
