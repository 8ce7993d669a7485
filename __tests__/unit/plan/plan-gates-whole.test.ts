import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Project } from "../../../src/cog/project.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { makePlan } from "../../../src/plan/plan.ts";
import type { TestSuite } from "../../../src/testing/options.ts";
import { allowedBy, contextWith, inputsFrom } from "../support.ts";
import { ID, suite } from "../testing/gate-support.ts";

const HOTDOG = { owner: "acme", name: "hotdog" };

const PROJECT: Project = {
  directory: "/srv/model",
  configFile: "cog.yaml",
  isBundle: false,
  usesGpu: false,
  config: {},
  model: { kind: "named", name: HOTDOG },
  problems: [],
};

const UNNAMED: Project = { ...PROJECT, model: { kind: "none" } };

/** The environment of a pull request of the repository's own. */
function pullRequest(action: string): Record<string, string> {
  const directory = mkdtempSync(join(tmpdir(), "unit-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const repo = { full_name: "acme/app" };
  const pull_request = {
    number: 7,
    head: { sha: "a".repeat(40), ref: "mustard", repo },
    base: { repo },
    user: { login: "ann" },
  };
  const path = join(directory, "event.json");
  writeFileSync(path, JSON.stringify({ action, pull_request }));
  return { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: path };
}

function planOf(
  given: Record<string, string>,
  environment: Record<string, string> = {},
  of?: TestSuite,
  project = PROJECT,
): Plan {
  const context = contextWith(environment);
  return makePlan({
    inputs: inputsFrom({ "api-token": "r8_PlanGatesTokenThatIsNone", ...given }),
    context,
    project,
    suite: of === undefined ? { kind: "none" } : { kind: "suite", suite: of },
    decision: allowedBy(context),
  });
}

/** The plan of a step that does something. */
function commandOf(...given: Parameters<typeof planOf>) {
  const plan = planOf(...given);
  if (plan.kind === "skip") throw new Error(plan.reason.code);
  return plan;
}

describe("the plan", () => {
  it("of a push has gates, a deployment and a release", () => {
    const environment = {
      GITHUB_EVENT_NAME: "release",
      GITHUB_REF_TYPE: "tag",
      GITHUB_REF_NAME: "v1",
    };
    const given = { deployment: "live", compatibility: "fail", "test-model": "acme/t" };
    expect(planOf(given, environment, suite({ notes: ["a note"] }))).toMatchObject({
      kind: "push",
      testing: { compatibility: "fail", bootCheck: true, suite: { parallel: 4 } },
      deployment: { kind: "by-release", stable: { name: "live" }, prerelease: { kind: "none" } },
      releaseNotes: { kind: "release", tag: "v1" },
      notes: ["a note"],
    });
  });

  it("with a version builds nothing", () => {
    const plan = planOf({ version: ID, deployment: "live" }, {}, suite());
    expect(plan).toMatchObject({
      kind: "promote",
      version: ID,
      directory: "/srv/model",
      target: { model: PROJECT.model },
      deployment: { name: "live" },
    });
    expect(plan).not.toHaveProperty("push");
  });

  it.each([
    [
      "the input",
      { model: "acme/hotdog", version: `acme/hotdog:${ID}` },
      PROJECT,
      undefined,
      "hotdog",
    ],
    ["the version", { version: `acme/other:${ID}` }, UNNAMED, undefined, "other"],
    ["cog.yaml", { version: ID }, PROJECT, undefined, "hotdog"],
    ["the file of test cases", { version: ID }, UNNAMED, { owner: "acme", name: "file" }, "file"],
  ])("with a version has the model of %s", (_, given, project, model, name) => {
    const plan = commandOf(given, {}, suite({ defaults: { model } }), project);
    expect(plan.target.model).toMatchObject({ kind: "named", name: { name } });
  });

  it("with a version of another model is rejected", () => {
    const { problems } = planOf({ version: `acme/other:${ID}` });
    expect(problems).toMatchObject([{ code: "version-of-other-model" }]);
    expect(problems[0]?.message).toContain('"acme/other"');
    for (const version of [ID, `acme/hotdog:${ID}`, "latest"])
      expect(planOf({ version }).problems).toEqual([]);
  });

  it.each([
    ["push: false", { push: "false" }, "promote"],
    ["dry-run", { "dry-run": "true" }, "promote"],
    ["preview: true", { preview: "true" }, "promote"],
  ])("with a version and %s is a promotion", (_, given, kind) => {
    expect(planOf({ version: ID, ...given }).kind).toBe(kind);
  });

  it.each<[string, Record<string, string>, Plan["kind"]]>([
    ["opened", {}, "preview"],
    ["synchronize", { deployment: "live", "test-model": "acme/t" }, "preview"],
    ["closed", {}, "remove-preview"],
    ["closed", { version: ID }, "remove-preview"],
    ["closed", { version: ID, preview: "false" }, "skip"],
    ["closed", { push: "false" }, "remove-preview"],
    ["opened", { push: "false" }, "skip"],
    ["opened", { version: ID }, "promote"],
  ])("of a pull request that was %s with %j is %s", (action, given, kind) => {
    expect(planOf(given, pullRequest(action)).kind).toBe(kind);
  });

  it("of a preview has gates, and moves no deployment", () => {
    const plan = planOf({ deployment: "live", "boot-check": "true" }, pullRequest("opened"));
    expect(plan).toMatchObject({ kind: "preview", testing: { bootCheck: true } });
    expect(plan).not.toHaveProperty("deployment");
    expect(plan).not.toHaveProperty("releaseNotes");
  });

  it("with push: false moves no deployment", () => {
    const plan = planOf({ push: "false", deployment: "live" });
    expect(plan.kind).toBe("ensure");
    expect(plan).not.toHaveProperty("deployment");
  });

  it.each([
    ["deployment-hardware", "cpu"],
    ["deployment-min-instances", "0"],
    ["deployment-max-instances", "2"],
  ])("is rejected for %s without the deployment's name, on push and promotion", (input, value) => {
    for (const more of [{}, { version: ID }])
      expect(planOf({ [input]: value, ...more }).problems).toMatchObject([
        { code: "deployment-unnamed" },
      ]);
  });
});

describe("the inputs that have no effect", () => {
  const unusedIn = (given: Record<string, string>, environment = {}, of?: TestSuite) =>
    commandOf(given, environment, of).inputs.unused.toSorted();

  it.each<[string, Record<string, string>, Record<string, string>, readonly string[]]>([
    ["none", {}, {}, []],
    ["a push's own", { hardware: "cpu", deployment: "live", "test-model": "acme/t" }, {}, []],
    [
      "a preview's, on a push",
      { "preview-model": "a/{number}", "github-deployment": "yes" },
      {},
      ["github-deployment", "preview-model"],
    ],
    [
      "what only a deployment has, without one",
      { "deployment-check": "true", "github-deployment": "true" },
      {},
      ["deployment-check", "github-deployment"],
    ],
    [
      "a pre-release's deployment, without a release",
      { deployment: "live", "prerelease-deployment": "next", "github-deployment": "true" },
      {},
      ["prerelease-deployment"],
    ],
    ["test-hardware without a test model", { "test-hardware": "cpu" }, {}, ["test-hardware"]],
    [
      "limits of tests that are not run",
      { "test-timeout-minutes": "5" },
      {},
      ["test-timeout-minutes"],
    ],
    [
      "a judge of nothing",
      { "judge-model": "meta/llama", "boot-check": "true" },
      {},
      ["judge-model"],
    ],
    [
      "with push: false, the gates",
      {
        push: "false",
        "test-cases": "a.yml",
        "boot-check": "true",
        compatibility: "fail",
        "test-model": "acme/t",
      },
      {},
      ["boot-check", "compatibility", "test-cases", "test-model"],
    ],
    [
      "with push: false, the build's and the deployment's",
      {
        push: "no",
        secrets: "a=hush-1",
        deployment: "live",
        "cog-version": "0.21.0",
        description: "x",
      },
      {},
      ["cog-version", "deployment", "secrets"],
    ],
    [
      "with version, the build's and the model's",
      {
        version: ID,
        push: "false",
        preview: "true",
        dockerfile: "D",
        description: "x",
        hardware: "cpu",
        deployment: "live",
      },
      {},
      ["description", "dockerfile", "preview", "push"],
    ],
  ])("are %s", (_, given, environment, unused) => {
    expect(unusedIn(given, environment)).toEqual(unused);
  });

  it("are on a pull request those of production", () => {
    const given = {
      deployment: "live",
      "skip-unchanged": "true",
      "test-model": "acme/t",
      visibility: "public",
      hardware: "cpu",
      "preview-comment": "false",
      "github-deployment": "true",
    };
    const production = ["deployment", "skip-unchanged", "test-model", "visibility"];
    expect(unusedIn(given, pullRequest("opened"))).toEqual(production);
    expect(unusedIn(given, pullRequest("closed"))).toEqual(["hardware", ...production].toSorted());
    expect(unusedIn({ version: ID }, pullRequest("closed"))).toEqual(["version"]);
  });
});

describe("inputs that are not valid", () => {
  it.each<[string, Record<string, string>, Plan["kind"]]>([
    ["of the same command", { visibility: "hidden" }, "push"],
    ["which decides the command: version", { version: "newest" }, "promote"],
    ["which decides the command: push", { push: "maybe" }, "ensure"],
    ["which decides the command: preview", { preview: "maybe" }, "ensure"],
    ["which decides the command, without a token", { push: "maybe", "api-token": "r8 x" }, "skip"],
    ["of a push", { deployment: "a b", "deployment-hardware": "cpu" }, "push"],
  ])("are the plan's only problems: one %s", (_, given, kind) => {
    const plan = planOf(given);
    expect(plan.kind).toBe(kind);
    expect(new Set(plan.problems.map(({ code }) => code))).toEqual(new Set(["input-invalid"]));
  });

  it("leave the model without a name, instead of the project's", () => {
    const { target, problems } = commandOf({ model: "hotdog" });
    expect(target.model).toEqual({ kind: "unnamed", problems });
    expect(problems).toMatchObject([{ code: "input-invalid", input: "model" }]);
  });

  it("are build secrets, only when something is built", () => {
    const given = { secrets: "no pair" };
    expect(planOf(given).problems).toMatchObject([{ input: "secrets" }]);
    expect(planOf(given, pullRequest("opened")).problems).toMatchObject([{ input: "secrets" }]);
    expect(planOf({ ...given, version: ID }).problems).toEqual([]);
  });
});
