import { describe, expect, it } from "vitest";
import type { Project } from "../../../src/cog/project.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { makePlan } from "../../../src/plan/plan.ts";
import { allowedBy, contextWith, inputsFrom } from "../support.ts";

const PROJECT: Project = {
  directory: "/home/runner/model",
  configFile: "cog.yaml",
  isBundle: false,
  usesGpu: false,
  config: {},
  model: { kind: "named", name: { owner: "acme", name: "from-cog-yaml" } },
  problems: [],
};
const API_TOKEN = "r8_PlanTestTokenThatIsNoneAtAll0123456789";
const CLI_TOKEN = "3f2504e0-4f89-11d3-9a0c-0305e82c3302";

function planOf(
  given: Record<string, string>,
  environment: Record<string, string> = {},
  project: Project = PROJECT,
): Plan {
  const context = contextWith(environment);
  return makePlan({
    inputs: inputsFrom(given),
    context,
    project,
    suite: { kind: "none" },
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
  it("is a push, with everything that the inputs set", () => {
    const given = {
      "api-token": API_TOKEN,
      hardware: "cpu",
      description: "Hot or not",
      "cog-version": "^0.22",
      "github-token": "ghs_planTest",
      "no-cache": "true",
    };
    expect(planOf(given)).toMatchObject({
      kind: "push",
      target: {
        credentials: { apiToken: API_TOKEN, cliAuthToken: undefined },
        creation: { allowed: true, hardware: "cpu" },
        metadata: { description: "Hot or not" },
      },
      push: {
        project: PROJECT,
        cog: {
          version: "^0.22",
          mirror: "https://github.com/replicate/cog/releases",
          githubToken: "ghs_planTest",
        },
        build: { noCache: true },
      },
      reuse: { skipUnchanged: false, project: PROJECT, build: { noCache: true } },
      dryRun: false,
      notes: [],
    });
  });

  it("only ensures that the model exists with push: false, and then needs no project", () => {
    const broken = {
      ...PROJECT,
      model: { kind: "none" } as const,
      problems: [{ code: "broken", message: "none", hint: "none" }],
    };
    const plan = planOf({ push: "false", model: "acme/hotdog" }, {}, broken);
    expect(plan).toMatchObject({
      kind: "ensure",
      target: { model: { kind: "named", name: { owner: "acme", name: "hotdog" } } },
      directory: PROJECT.directory,
    });
    expect(plan).not.toHaveProperty("push");
  });

  it.each([["true"], ["false"]])("keeps dry-run with push: %s", (push) => {
    expect(commandOf({ push, "dry-run": "true" }).dryRun).toBe(true);
    expect(commandOf({ push }).dryRun).toBe(false);
  });

  it("prefers the model of the input to the project's", () => {
    const hotdog = { owner: "acme", name: "hotdog" };
    const unnamed = { ...PROJECT, model: { kind: "none" } } as const;
    expect(commandOf({ model: "acme/hotdog" }).target.model).toEqual({
      kind: "named",
      name: hotdog,
    });
    expect(commandOf({}).target.model).toEqual(PROJECT.model);
    expect(commandOf({}, {}, unnamed).target.model).toMatchObject({
      kind: "unnamed",
      problems: [{ code: "model-unnamed" }],
    });
  });

  it.each([
    ["a branch", { GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "main" }, undefined],
    ["a pull request", { GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "7/merge" }, undefined],
    ["a tag", { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.2.0" }, "v1.2.0"],
  ])("labels the image of %s with its commit and its tag, if any", (_, event, tag) => {
    expect(planOf({}, { GITHUB_SHA: "abc123", ...event })).toMatchObject({
      push: { commit: "abc123", tag },
    });
  });
});

describe("the tokens", () => {
  const tokensOf = (given: Record<string, string>) => {
    const { target, notes } = commandOf(given);
    const { apiToken, cliAuthToken } = target.credentials;
    return { apiToken, cliAuthToken, notes };
  };

  it.each<[string, Record<string, string>]>([
    ["none", {}],
    ["the API token alone", { "api-token": API_TOKEN }],
    ["both", { "api-token": API_TOKEN, "cli-auth-token": CLI_TOKEN }],
    ["an API token in both", { "api-token": API_TOKEN, "cli-auth-token": API_TOKEN }],
    ["both, swapped", { "api-token": CLI_TOKEN, "cli-auth-token": API_TOKEN }],
  ])("are used as they are, without a notice: %s", (_, given) => {
    expect(tokensOf(given)).toEqual({
      apiToken: given["api-token"],
      cliAuthToken: given["cli-auth-token"],
      notes: [],
    });
  });

  it("are accepted when the API token is set as the other one, with a notice", () => {
    const { apiToken, cliAuthToken, notes } = tokensOf({ "cli-auth-token": API_TOKEN });
    expect({ apiToken, cliAuthToken }).toEqual({ apiToken: API_TOKEN, cliAuthToken: undefined });
    expect(notes).toEqual([expect.stringMatching(/cli-auth-token.*api-token/)]);
    expect(notes.join()).not.toContain(API_TOKEN);
  });

  it("allow a push without the API, with a notice of what is not checked", () => {
    const { apiToken, cliAuthToken, notes } = tokensOf({ "cli-auth-token": CLI_TOKEN });
    expect({ apiToken, cliAuthToken }).toEqual({ apiToken: undefined, cliAuthToken: CLI_TOKEN });
    expect(notes).toEqual([expect.stringMatching(/cli-auth-token.*api-token/)]);
  });
});
