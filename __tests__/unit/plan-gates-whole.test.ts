import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Project } from "../../src/cog/project.ts";
import { makePlan, type Plan } from "../../src/plan/plan.ts";
import type { TestSuite } from "../../src/testing/options.ts";
import { ID, suite } from "./gate-support.ts";
import { allowedBy, contextWith, inputsFrom, refusal } from "./support.ts";

const HOTDOG = { owner: "acme", name: "hotdog" };

const PROJECT: Project = {
  directory: "/srv/model",
  configFile: "cog.yaml",
  isBundle: false,
  newKeys: [],
  usesGpu: false,
  config: {},
  model: HOTDOG,
  problems: [],
};

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
    suite: of,
    decision: allowedBy(context),
  });
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
      target: { model: HOTDOG },
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
    [
      "the version",
      { version: `acme/other:${ID}` },
      { ...PROJECT, model: undefined },
      undefined,
      "other",
    ],
    ["cog.yaml", { version: ID }, PROJECT, undefined, "hotdog"],
    [
      "the file of test cases",
      { version: ID },
      { ...PROJECT, model: undefined },
      { owner: "acme", name: "file" },
      "file",
    ],
  ])("with a version has the model of %s", (_, given, project, model, name) => {
    const plan = planOf(given, {}, suite({ defaults: { model } }), project);
    expect(plan.target.model?.name).toBe(name);
  });

  it("with a version of another model is refused", async () => {
    const given = { version: `acme/other:${ID}` };
    expect((await refusal(() => planOf(given))).problems).toMatchObject([
      { code: "version-of-other-model" },
    ]);
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

  it("is refused for a deployment's settings without its name, on push and promotion", async () => {
    const given = { "deployment-hardware": "cpu" };
    for (const more of [{}, { version: ID }])
      expect((await refusal(() => planOf({ ...given, ...more }))).problems).toMatchObject([
        { code: "deployment-unnamed" },
      ]);
  });
});
