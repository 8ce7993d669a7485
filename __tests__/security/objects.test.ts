import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createVersionWorld, SERVED, testVersion } from "../gates/support.ts";
import { blocksIn, createReleaseWorld, notesOf, published } from "../releases/notes.ts";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  REPOSITORY,
  versions,
} from "../support/preview.ts";
import { codes, failure, HOTDOG, type StepResult, type World } from "../support/world.ts";

const OTHER = "1".repeat(64);

/** Lets the API answer one request for a model with another model that has the marks of the preview. */
function confuse(
  { sandbox }: World,
  path: string,
  traits: Readonly<Record<string, unknown>>,
): void {
  const { owner, name, description, github_url } = previewModel(7);
  const url = "https://replicate.com/acme/hotdog";
  const latest_version = { id: OTHER, openapi_schema: null };
  const model = {
    owner,
    name,
    url,
    visibility: "private",
    description,
    github_url,
    latest_version,
  };
  sandbox.fault({ method: "GET", path, answer: { status: 200, body: { ...model, ...traits } } });
}

describe("a response of Replicate about another object", () => {
  it.each([
    ["another name", { name: "hotdog" }],
    ["another owner", { owner: "mallory" }],
    ["a name that only begins alike", { name: "hotdog-pr-70" }],
  ])("deletes nothing: a model with %s", async (_case, traits) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    confuse(world, "/v1/models/acme/hotdog-pr-7", traits);

    const result = await new Pull(world).run("closed");

    expect(codes(failure(result))).toEqual(["replicate-wrong-object"]);
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
    expect(changesOf(world).filter((change) => change.startsWith("DELETE"))).toEqual([]);
  });

  it("is used when only the case of the owner differs", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    confuse(world, "/v1/models/acme/hotdog-pr-7", { owner: "Acme" });

    const result = await new Pull(world).run("closed");

    expect(result.outputs["status"]).toBe("deleted");
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("moves no deployment", async () => {
    const world = await createPreviewWorld();
    const release = { number: 1, model: "acme/hotdog", version: OTHER };
    const body = { owner: "acme", name: "other", current_release: release };
    world.sandbox.fault({
      method: "GET",
      path: "/v1/deployments/acme/live",
      answer: { status: 200, body },
    });

    const message = await world.refusal({ inputs: { deployment: "acme/live" } });

    expect(codes(message)).toContain("replicate-wrong-object");
  });

  it("promotes no other version", async () => {
    const world = await createPreviewWorld();
    world.sandbox.fault({
      method: "GET",
      path: /\/v1\/models\/acme\/hotdog\/versions\//,
      answer: { status: 200, body: { id: OTHER, openapi_schema: null } },
    });

    const inputs = { version: "2".repeat(64), deployment: "acme/live" };
    const message = await world.refusal({ inputs });

    expect(codes(message)).toContain("replicate-wrong-object");
  });
});

describe("a prediction of another version", () => {
  it("tests nothing", async () => {
    const world = await createVersionWorld();
    const body = { id: "p1", version: OTHER, status: "succeeded", output: "hello" };
    world.sandbox.fault({
      method: "POST",
      path: "/v1/predictions",
      answer: { status: 201, body },
    });

    const result = await world.run(testVersion([{ inputs: {}, exact_string: "hello" }]));

    expect(codes(failure(result))).toEqual(["replicate-wrong-object"]);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(SERVED);
  });
});

describe("a response of GitHub about another object", () => {
  it("deletes no preview: another pull request is closed", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    world.sandbox.scriptCog({ fails: { at: "build", message: "it went wrong" } });
    const answer = { status: 200, body: { number: 8, state: "closed" } };
    world.sandbox.fault({ method: "GET", path: /\/pulls\/7$/, answer });

    const result = await new Pull(world).run("synchronize");

    expect(result.outputs["status"]).toBe("failed");
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
  });

  it("moves no deployment: another tag's release is a pre-release", async () => {
    const world = await createVersionWorld();
    const { events, githubToken } = world.sandbox;
    const { event, env } = events.tagPushEvent({ tag: "v1.0.0" });
    const body = { id: 1, tag_name: "v0.9.0", prerelease: true, assets: [] };
    world.sandbox.fault({ path: /\/releases\/tags\//, answer: { status: 200, body } });

    const inputs = { "prerelease-deployment": "live", deployment: "", "github-token": githubToken };
    const message = await world.refusal(testVersion(undefined, { event, env, inputs }));

    expect(codes(message)).toEqual(["release-unreadable"]);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(SERVED);
  });
});

describe("a sweep with one odd pull request", () => {
  const SWEEP = join(import.meta.dirname, "../../sweep");
  function sweep({ sandbox, runner }: World, template: string): Promise<StepResult> {
    const { event, env } = sandbox.events.scheduleEvent();
    const inputs = {
      model: "acme/hotdog",
      "api-token": sandbox.apiToken,
      "github-token": sandbox.githubToken,
      "preview-model": template,
    };
    const all = { ...sandbox.environment, ...env };
    return runner.run({ action: SWEEP, workspace: runner.temporary, event, env: all, inputs });
  }

  it.each([
    ["whose branch has no letter", "{owner}/{name}-{branch}", "---", "hotdog-mustard"],
    ["whose branch is of another script", "{owner}/{name}-{branch}", "вкус", "hotdog-mustard"],
    ["whose branch names the model itself", "{owner}/{branch}", "hotdog", "mustard"],
  ])("skips one %s, and deletes the others", async (_case, template, branch, name) => {
    const world = await createPreviewWorld();
    const { github } = world.sandbox;
    github.addPull({ number: 3, state: "closed", branch });
    github.addPull({ number: 5, state: "closed", branch: "mustard" });
    world.sandbox.addModel(previewModel(5, { name }));

    const result = await sweep(world, template);

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(result.summary).toMatch(/#3 .*skipped/);
    expect(result.summary).toMatch(new RegExp(`#5 .*${name}.*deleted`));
  });

  it("skips one whose model is answered with another", async () => {
    const world = await createPreviewWorld();
    for (const number of [3, 5]) {
      world.sandbox.github.addPull({ number, state: "closed" });
      world.sandbox.addModel(previewModel(number));
    }
    confuse(world, "/v1/models/acme/hotdog-pr-3", { name: "hotdog" });

    const result = await sweep(world, "{owner}/{name}-pr-{number}");

    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-3"]);
    expect(result.summary).toMatch(/#3 .*skipped/);
  });

  it.each(["{owner}/{nmae}-{branch}", "{owner}/{name}", "{owner}-{branch}"])(
    "fails for the template %s, which names no preview of any",
    async (template) => {
      const world = await createPreviewWorld();
      world.sandbox.github.addPull({ number: 3, state: "closed" });

      const result = await sweep(world, template);

      expect(codes(failure(result))).toEqual(["preview-name-invalid"]);
    },
  );
});

describe("a comment with our marker and an installation's token", () => {
  it.each([
    ["another app's bot", "review-app[bot]", "github-actions[bot]"],
    ["a bot whose name begins alike", "github-actions-mirror[bot]", "github-actions[bot]"],
    ["the workflow's bot, when the token is an app's", "github-actions[bot]", "deploy[bot]"],
  ])("is left alone when it is of %s", async (_case, theirs, ours) => {
    const world = await createPreviewWorld();
    const { github } = world.sandbox;
    const token =
      ours === "github-actions[bot]"
        ? world.sandbox.githubToken
        : world.sandbox.addGitHubToken(ours, "installation");
    const inputs = { "github-token": token };
    await new Pull(world).run("opened", { inputs });
    const [body = ""] = commentsOn(world);
    github.store.comments.length = 0;
    github.addComment({ repository: REPOSITORY, issue: 7, login: theirs, type: "Bot", body });

    const { outputs } = await new Pull(world).run("synchronize", { inputs });
    await new Pull(world).run("closed", { inputs });

    const [first, second, ...others] = github.comments(REPOSITORY, 7);
    expect(first).toMatchObject({ body, author: { login: theirs } });
    expect(second).toMatchObject({ author: { login: ours } });
    expect(second?.body).toContain("Deleted");
    expect(outputs["version"]).toMatch(/^[0-9a-f]{64}$/);
    expect(others).toEqual([]);
  });
});

describe("markers inside of release notes", () => {
  const id = "3".repeat(64);
  const start = `<!-- push-to-replicate: acme/hotdog ${id} -->`;
  const end = "<!-- /push-to-replicate: acme/hotdog -->";
  it.each([
    ["of two titles", `* Document ${start} by @a\n* Mustard by @b\n* Document ${end} by @c`],
    ["indented as code", `Notes:\n\n    ${start}\n\nMustard\n\n    ${end}`],
    ["quoted", `> ${start}\n\nMustard\n\n> ${end}`],
    ["with words after them", `${start} is ours\n\nMustard\n\n${end} is the end`],
  ])("are the author's text: %s", async (_case, notes) => {
    const world = await createReleaseWorld();

    const result = await world.run(published(world, "v1.2.0", notes));
    const again = await world.run(published(world, "v1.2.1", notes));

    for (const [tag, { outputs }] of [
      ["v1.2.0", result],
      ["v1.2.1", again],
    ] as const) {
      expect(notesOf(world, tag).startsWith(`${notes}\n\n`)).toBe(true);
      const added = blocksIn(notesOf(world, tag).slice(notes.length));
      expect(added).toMatchObject([{ version: outputs["version"] }]);
    }
  });
});

describe("a pull request that changed its model before it closed", () => {
  it.each([
    ["image: in cog.yaml", "cog.yaml"],
    ["the input model", "input"],
  ])("leaves no preview of the first: by %s", async (_case, where) => {
    const world = await createPreviewWorld({ models: [HOTDOG, { ...HOTDOG, name: "bun" }] });
    const pull = new Pull(world);
    const traits = async (model: string) => {
      if (where === "input") return { inputs: { model } };
      await world.write("cog.yaml", `image: r8.im/${model}\npredict: predict.py:Predictor\n`);
      return { inputs: { model: "" } };
    };
    await pull.run("opened", await traits("acme/hotdog"));
    await pull.run("synchronize", await traits("acme/bun"));
    expect(modelNames(world)).toEqual(["acme/bun", "acme/bun-pr-7", "acme/hotdog", PREVIEW]);

    const result = await pull.run("closed", await traits("acme/bun"));

    expect(result.outputs["status"]).toBe("deleted");
    expect(modelNames(world)).toEqual(["acme/bun", "acme/hotdog"]);
    expect(commentsOn(world)).toHaveLength(2);
    for (const comment of commentsOn(world)) expect(comment).toContain("Deleted");
  });

  it("leaves none under a name that only its comment records, unless it is no longer ours", async () => {
    const world = await createPreviewWorld({ models: [HOTDOG, { ...HOTDOG, name: "bun" }] });
    const pull = new Pull(world);
    const inputs = { model: "acme/hotdog", "preview-model": "acme/try-{number}" };
    await pull.run("opened", { inputs });

    const other = { ...inputs, "preview-model": "acme/mine-{number}" };
    await pull.run("synchronize", { inputs: other });
    Object.assign(world.sandbox.model("acme/mine-7")?.texts ?? {}, { description: "Mine" });

    const result = await pull.run("closed", { inputs: { model: "acme/bun" } });

    expect(modelNames(world)).toEqual(["acme/bun", "acme/hotdog", "acme/mine-7"]);
    expect(result.warnings).toEqual([expect.stringContaining("acme/mine-7")]);
  });
});
