import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProduction, versionIds } from "../gates/production.ts";
import { commentsOn, createPreviewWorld, PREVIEW, Pull, previewModel } from "../support/preview.ts";
import { git } from "../support/sources.ts";
import {
  annotated,
  COG_VERSION,
  codes,
  failure,
  type StepOptions,
  type World,
} from "../support/world.ts";

const COLLECT = join(import.meta.dirname, "../../collect");

/** Commits the project, as it is. */
async function commitProject(world: World): Promise<string> {
  await git(world.project, "init", "--quiet");
  await git(world.project, "add", "--all");
  await git(world.project, "commit", "--quiet", "--allow-empty", "--message=Change");
  return git(world.project, "rev-parse", "HEAD");
}

/** A pull request of a committed project, and the job that pushes it without a comment. */
async function createPull() {
  const world = await createPreviewWorld();
  const pull = new Pull(world, { headSha: "e".repeat(40) });
  const GITHUB_SHA = await commitProject(world);
  return { world, pull, job: { inputs: { "preview-comment": "false" }, env: { GITHUB_SHA } } };
}

function matrixOf(...models: readonly string[]): string {
  const entry = { "working-directory": ".", "config-file": "cog.yaml", "cog-version": COG_VERSION };
  return JSON.stringify({ include: models.map((model) => ({ ...entry, model, name: model })) });
}

/** The step after a matrix of these models, in a job that has checked nothing out. */
function collect(world: World, overrides: Partial<StepOptions>, ...models: readonly string[]) {
  const { sandbox, runner } = world;
  return runner.run({
    action: COLLECT,
    workspace: runner.temporary,
    ...overrides,
    env: { ...sandbox.environment, ...overrides.env },
    inputs: {
      matrix: matrixOf(...models),
      "api-token": sandbox.apiToken,
      "github-token": sandbox.githubToken,
      ...overrides.inputs,
    },
  });
}

describe("collect", { timeout: 60_000 }, () => {
  it("finds the version of each model by its label, and succeeds when some are missing", async () => {
    const world = await createProduction();
    const GITHUB_SHA = await commitProject(world);
    const env = { GITHUB_SHA };
    const pushed = await world.run({ env });
    await world.write("generated.py", "1");
    await world.run({ env, inputs: { model: "acme/pizza" } });

    const matrix = `${matrixOf("acme/pizza", "acme/missing")}\n${matrixOf("acme/hotdog")}`;
    const result = await collect(world, { env, inputs: { matrix } });

    expect(result.errors).toEqual([]);
    const versions = {
      "acme/pizza": versionIds(world, "acme/pizza")[0],
      "acme/hotdog": pushed.outputs["version"],
    };
    expect(result.outputs).toEqual({
      versions: JSON.stringify(versions),
      missing: '["acme/missing"]',
      complete: "false",
    });
    for (const text of [pushed.outputs["version"]?.slice(0, 12), "acme/missing", "2 of 3 models"])
      expect(result.summary).toContain(text);
    expect(result.warnings).toHaveLength(1);
  });

  it("does not use a version of another commit, unless its sources are the same", async () => {
    const world = await createProduction();
    await world.write(".dockerignore", "notes.md\n");
    await commitProject(world);
    const settings = { "separate-weights": "true", "secret-envs": "HF=HF_TOKEN" };
    const pushed = await world.run({
      inputs: settings,
      env: {
        HF_TOKEN: "hf_secret",
        GITHUB_REPOSITORY: "acme/x",
        GITHUB_WORKFLOW_REF: "acme/x/.github/workflows/push.yml@refs/heads/main",
      },
    });
    await world.write("notes.md", "not in the image");
    const GITHUB_SHA = await commitProject(world);
    const env = {
      GITHUB_SHA,
      GITHUB_REPOSITORY: "acme/x",
      GITHUB_WORKFLOW_REF: "acme/x/.github/workflows/push.yml@refs/heads/main",
    };
    const workspace = world.project;
    const [entry] = JSON.parse(matrixOf("acme/hotdog")).include;
    const matrixWith = (cogVersion: string) =>
      JSON.stringify({
        include: [{ ...entry, ...settings, "separate-weights": true, "cog-version": cogVersion }],
      });
    const matrix = matrixWith(`v${COG_VERSION}`);
    const otherMatrix = matrixWith("v0.20.0");

    const apart = await collect(world, { env }, "acme/hotdog");
    const inCheckout = await collect(world, { env, workspace, inputs: { matrix } });
    const otherInputs = await collect(world, { env, workspace }, "acme/hotdog");
    const otherCog = await collect(world, { env, workspace, inputs: { matrix: otherMatrix } });
    await world.write("predict.py", "print(1)");
    const changed = { ...env, GITHUB_SHA: await commitProject(world) };
    const other = await collect(world, { env: changed, workspace }, "acme/hotdog");

    expect(apart.outputs["missing"]).toBe('["acme/hotdog"]');
    expect(inCheckout.outputs).toMatchObject({
      versions: JSON.stringify({ "acme/hotdog": pushed.outputs["version"] }),
      complete: "true",
    });
    expect(inCheckout.summary).toContain("unchanged");
    expect(otherInputs.outputs["missing"]).toBe('["acme/hotdog"]');
    expect(otherCog.outputs["missing"]).toBe('["acme/hotdog"]');
    expect(other.outputs["missing"]).toBe('["acme/hotdog"]');
  });

  it.each([
    [9, "true"],
    [10, "false"],
  ])(
    "searches the latest 10 versions: after %i others, complete is %s",
    async (count, complete) => {
      const world = await createProduction();
      const env = { GITHUB_SHA: await commitProject(world) };
      await world.run({ env });
      const versions = world.sandbox.model("acme/hotdog")?.versions ?? [];
      const others = Array.from({ length: count }, (_, i) => ({
        ...versions[0],
        id: `${i}`.repeat(64).slice(0, 64),
      }));
      Object.assign(versions, [...others, ...versions]);

      const { outputs } = await collect(world, { env }, "acme/hotdog");

      expect(outputs["complete"]).toBe(complete);
    },
  );

  it("needs no API for the newest versions", async () => {
    const world = await createProduction();
    const GITHUB_SHA = await commitProject(world);
    const { outputs } = await world.run({ env: { GITHUB_SHA } });
    const inputs = { "api-token": "", "cli-auth-token": world.sandbox.cliToken };

    const result = await collect(world, { env: { GITHUB_SHA }, inputs }, "acme/hotdog");

    expect(result.outputs["versions"]).toBe(JSON.stringify({ "acme/hotdog": outputs["version"] }));
  });

  it("uses an API token that was set as cli-auth-token", async () => {
    const world = await createProduction();
    const GITHUB_SHA = await commitProject(world);
    const inputs = { "api-token": "", "cli-auth-token": world.sandbox.apiToken };

    const result = await collect(world, { env: { GITHUB_SHA }, inputs }, "acme/hotdog");

    expect(result.notices).toHaveLength(1);
    expect(world.requests()).toContain("GET /v1/account");
  });

  it("reports why a model is missing when its versions cannot be listed", async () => {
    const world = await createProduction();
    const GITHUB_SHA = await commitProject(world);
    const answer = { status: 403, body: { detail: "No access." } };
    world.sandbox.fault({ path: "/v1/models/acme/hotdog/versions", answer });

    const result = await collect(world, { env: { GITHUB_SHA } }, "acme/hotdog");

    expect(result.outputs["missing"]).toBe('["acme/hotdog"]');
    expect(result.summary).toContain("No access");
  });

  it("finds the previews on a pull request, and writes one comment", async () => {
    const { world, pull, job } = await createPull();
    const { outputs } = await pull.run("opened", job);
    const id = outputs["version"] ?? "";
    expect(commentsOn(world)).toEqual([]);

    const first = await collect(world, pull.step("opened"), "acme/hotdog", "acme/pizza");
    await collect(world, pull.step("synchronize"), "acme/hotdog");

    expect(first.outputs).toMatchObject({
      versions: JSON.stringify({ "acme/hotdog": id }),
      missing: '["acme/pizza"]',
    });
    const comments = commentsOn(world);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toContain(PREVIEW);
    expect(comments[0]).toContain(id.slice(0, 12));
    expect(comments[0]).not.toContain("acme/pizza");

    const closed = await collect(world, pull.step("closed"), "acme/hotdog");
    expect(closed.errors).toEqual([]);
    expect(annotated(closed, "notice")).toEqual(["previews-deleted"]);
    expect(commentsOn(world)).toEqual([expect.stringContaining("closed")]);
  });

  it("does not count a preview of an earlier commit, which a push never reuses", async () => {
    const world = await createPreviewWorld();
    await world.write(".dockerignore", "notes.md\n");
    const headSha = await commitProject(world);
    const pull = new Pull(world, { headSha });
    await pull.run("opened", { env: { GITHUB_SHA: headSha } });
    await world.write("notes.md", "not in the image");
    const commit = await commitProject(world);

    const step = pull.step("synchronize", { inputs: { commit }, workspace: world.project });
    const { outputs } = await collect(world, step, "acme/hotdog");

    expect(outputs["missing"]).toBe('["acme/hotdog"]');
  });

  it("finds the preview that a push of the pull request would find", async () => {
    const { world, pull, job } = await createPull();
    const later = (n: number) => previewModel(7, { name: `hotdog-pr-7-r${n}` });
    world.sandbox.addModel(later(5));

    const reopened = await pull.run("reopened", job);
    const fifth = await collect(world, pull.step("reopened"), "acme/hotdog");
    world.sandbox.addModel(previewModel(7));
    const pushed = await pull.run("synchronize", job);
    const first = await collect(world, pull.step("synchronize"), "acme/hotdog");

    expect(reopened.outputs["model"]).toBe("acme/hotdog-pr-7-r5");
    expect(fifth.outputs["versions"]).toContain(reopened.outputs["version"]);
    expect(pushed.outputs["model"]).toBe(PREVIEW);
    expect(first.outputs["versions"]).toContain(pushed.outputs["version"]);
  });

  it("finds a preview whose name the settings of its project set", async () => {
    const { world, pull, job } = await createPull();
    const named = { "preview-model": "{owner}/{name}-{number}" };
    const pushed = await pull.run("opened", { ...job, inputs: { ...job.inputs, ...named } });
    const other = await pull.run("opened", job);
    const collectWith = (settings: Readonly<Record<string, string>>) => {
      const matrix = JSON.stringify({ include: [{ model: "acme/hotdog", ...settings }] });
      return collect(world, pull.step("opened", { inputs: { matrix } }));
    };

    const ofProject = await collectWith(named);
    // In a matrix where only other projects set it.
    const ofInput = await collectWith({ "preview-model": "" });

    expect(pushed.outputs["model"]).toBe("acme/hotdog-7");
    expect(ofProject.outputs["versions"]).toContain(pushed.outputs["version"]);
    expect(ofInput.outputs["versions"]).toContain(other.outputs["version"]);
  });

  it("succeeds on a pull request from a fork, which has no tokens", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { headRepository: "stranger/hotdog-app", author: "stranger" });

    const step = pull.step("opened", { inputs: { "api-token": "" } });
    const result = await collect(world, step, "acme/hotdog");

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ versions: "{}", complete: "false" });
    expect(world.sandbox.requests).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ["no matrix", { matrix: "" }, "input-invalid"],
    ["another matrix", { matrix: '{"include":[{"name":"x"}]}' }, "input-invalid"],
    ["an invalid commit", { commit: "main" }, "input-invalid"],
    ["no token", { "api-token": "" }, "token-missing"],
    ["a rejected token", { "api-token": "r8_wrong" }, "api-token-refused"],
    ["no commit", {}, "commit-unknown"],
  ])("fails with %s", async (_case, inputs, code) => {
    const world = await createProduction();
    const env = code === "commit-unknown" ? { GITHUB_SHA: "" } : { GITHUB_SHA: "e".repeat(40) };

    const result = await collect(world, { env, inputs }, "acme/hotdog");

    expect(codes(failure(result))).toEqual([code]);
    expect(result.outputs).toEqual({});
  });
});
