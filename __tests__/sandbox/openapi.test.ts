import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { predictor } from "../gates/production.ts";
import { onRelease } from "../releases/notes.ts";
import { createPreviewWorld, Pull } from "../support/preview.ts";
import type { StepOptions, World } from "../support/world.ts";
import { type Exchange, OpenApi } from "./openapi.ts";

const SWEEP = join(import.meta.dirname, "../../sweep");

const CASES = JSON.stringify([
  { inputs: { text: "Ada" }, exact_string: "hello Ada" },
  { inputs: { text: "Ada" }, match_prompt: "A greeting" },
  { inputs: { text: "Ada", picture: "@README.md" }, exact_string: "hello Ada" },
]);

/** Every step fails the test that does not do what it is for. */
async function step(world: World, status: string, options: Partial<StepOptions>): Promise<void> {
  const { outputs, log } = await world.run(options);
  expect(outputs["status"], log).toBe(status);
}

/** What the action is used for, one after another: pushes, a preview, a release, a promotion, a sweep. */
async function wholeRun(): Promise<World> {
  const world = await createPreviewWorld();
  const { sandbox } = world;
  for (const model of ["acme/hotdog", "acme/hotdog-test"])
    sandbox.scriptModel(model, ({ input }) => ({ output: `hello ${input["text"]}` }));
  await world.write("README.md", "# Hot dogs");
  await world.write("predict.py", predictor("text: str, picture: Path = Input(default=None)"));
  const metadata = {
    description: "Hot dog or not",
    "github-url": "https://github.com/acme/hotdog",
    "license-url": "https://example.com/license",
    "paper-url": "https://example.com/paper",
    "weights-url": "https://example.com/weights",
    "cover-image-url": "https://example.com/cover.png",
    "readme-file": "README.md",
  };
  sandbox.addModel({ owner: "acme", name: "judge", official: true, versions: [{}] });
  sandbox.scriptModel(
    "acme/judge",
    scripts.judge(() => ({ match: true, reason: "It is one." })),
  );
  const deployment = {
    deployment: "live",
    "deployment-check": "true",
    "boot-check": "true",
    "test-cases": CASES,
    "test-model": "acme/hotdog-test",
    "judge-model": "acme/judge",
  };
  const { "test-model": _, ...promotion } = deployment;
  await step(world, "pushed", { inputs: { ...metadata, model: "acme/fresh" } });
  await step(world, "pushed", { inputs: { ...metadata, ...deployment } });
  const [before] = sandbox.model("acme/hotdog")?.versions ?? [];
  sandbox.github.addRelease({ tag: "v1.0.0", body: "First" });
  sandbox.github.addRelease({ tag: "v1.1.0", body: "Second" });
  const release = onRelease(world, "v1.1.0", { ...deployment, compatibility: "fail" });
  await step(world, "pushed", release);
  await step(world, "promoted", { inputs: { ...promotion, version: before?.id ?? "" } });
  const pull = new Pull(world);
  const preview = { inputs: { "github-deployment": "true" } };
  expect((await pull.run("opened", preview)).outputs["status"]).toBe("pushed");
  expect((await pull.run("synchronize", preview)).outputs["status"]).toBe("pushed");
  expect((await pull.run("closed", preview)).outputs["status"]).toBe("deleted");
  const { event, env } = sandbox.events.scheduleEvent();
  const swept = await world.runner.run({
    action: SWEEP,
    workspace: world.runner.temporary,
    event,
    env: { ...sandbox.environment, ...env },
    inputs: {
      model: "acme/hotdog",
      "api-token": sandbox.apiToken,
      "github-token": sandbox.githubToken,
    },
  });
  expect(swept.code).toBe(0);
  return world;
}

/** Asks for what the action never asks for, or not in this run. */
async function readEverything({ sandbox }: World): Promise<void> {
  sandbox.addModel({ owner: "acme", name: "open", visibility: "public", versions: [{}] });
  const read = async (service: string, token: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers };
    await fetch(`${sandbox.origin}/${service}${path}`, { ...init, headers });
  };
  const paths = [
    "/account",
    "/models?sort_by=model_created_at&sort_direction=asc",
    "/models/acme/open/examples",
    "/models/acme/open/versions",
    "/search?query=open&limit=5",
    "/search",
    "/collections",
    "/trainings",
    "/deployments",
    "/predictions",
    "/files",
    "/hardware",
  ];
  for (const path of paths) await read("v1", sandbox.apiToken, path);
  const headers = { "content-type": "text/plain" };
  await read("v1", sandbox.apiToken, "/models", { method: "QUERY", body: "open", headers });
  const person = sandbox.addGitHubToken("mona", "personal");
  const [release] = sandbox.github.releases;
  const [deployment] = sandbox.github.deployments;
  const home = "/repos/acme/hotdog-app";
  const [older, newer] = ["a".repeat(40), "b".repeat(40)];
  sandbox.github.addCommit({ sha: older, parents: [], files: { "cog.yaml": "image: a" } });
  sandbox.github.addCommit({ sha: newer, parents: [older], pull: 7, files: { "predict.py": "a" } });
  const places = [
    "/user",
    "/repos/replicate/cog/releases?per_page=100",
    `${home}/releases/latest`,
    `${home}/releases/${release?.id}`,
    `${home}/deployments/${deployment?.id}`,
    `${home}/deployments/${deployment?.id}/statuses`,
    `${home}/pulls?state=all`,
    `${home}/pulls/7/commits`,
    `${home}/compare/${older}...${newer}`,
    `${home}/compare/${newer}...${older}`,
    `${home}/commits?sha=${newer}&path=cog.yaml`,
    `${home}/contents/cog.yaml?ref=${newer}`,
    home,
  ];
  for (const path of places) await read("github", person, path);
}

const containing = (names: readonly string[]): unknown => expect.arrayContaining([...names]);

/** What a whole run changes: a run that no longer does all of it compares too little. */
const CHANGES = [
  "POST /models",
  "PATCH /models/{model_owner}/{model_name}",
  "DELETE /models/{model_owner}/{model_name}",
  "DELETE /models/{model_owner}/{model_name}/versions/{version_id}",
  "POST /predictions",
  "POST /models/{model_owner}/{model_name}/predictions",
  "POST /files",
  "DELETE /files/{file_id}",
  "POST /deployments",
  "PATCH /deployments/{deployment_owner}/{deployment_name}",
  "POST /deployments/{deployment_owner}/{deployment_name}/predictions",
];
const GITHUB_CHANGES = [
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}",
  "POST /repos/{owner}/{repo}/deployments",
  "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses",
  "PATCH /repos/{owner}/{repo}/releases/{release_id}",
];

const replicate = OpenApi.read("REPLICATE_OPENAPI", "/v1");
const github = OpenApi.read("GITHUB_OPENAPI", "/github");

describe.skipIf(replicate === undefined && github === undefined)("a whole run", () => {
  it(
    "sends and receives what the documents of Replicate and GitHub allow",
    { timeout: 180_000 },
    async () => {
      const world = await wholeRun();
      await readEverything(world);
      const problems = (
        [
          ["api", replicate],
          ["github", github],
        ] as const
      ).flatMap(([service, document]) =>
        world.sandbox.requests
          .filter((request) => request.service === service && !request.path.endsWith("/graphql"))
          .flatMap((request) => document?.problems(request) ?? []),
      );
      expect([...new Set(problems)]).toEqual([]);
      if (replicate !== undefined) expect([...replicate.seen]).toEqual(containing(CHANGES));
      if (github !== undefined) expect([...github.seen]).toEqual(containing(GITHUB_CHANGES));
    },
  );
});

describe("a document", () => {
  const schema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { oneOf: [{ type: "string" }, { enum: ["hidden"] }] },
      at: { type: "string", format: "date-time" },
      page: { type: "string", format: "uri", nullable: true },
    },
  };
  const content = { "application/json": { schema: { $ref: "#/components/schemas/thing" } } };
  const small = new OpenApi(
    JSON.stringify({
      paths: {
        "/things/{id}": {
          get: {
            parameters: [{ in: "query", name: "limit", schema: { type: "integer" } }],
            responses: { "200": { content }, "204": {} },
          },
          patch: { requestBody: { required: true, content }, responses: { "200": { content } } },
        },
      },
      components: { schemas: { thing: schema } },
    }),
    "/v1",
  );
  const exchange = (parts: Partial<Exchange> & { readonly reply?: unknown }): Exchange => {
    const { reply = { id: "a" }, ...others } = parts;
    const answer = { type: "application/json", body: JSON.stringify(reply) };
    return {
      method: "GET",
      path: "/v1/things/a",
      headers: {},
      body: "",
      status: 200,
      answer,
      ...others,
    };
  };
  const json = { "content-type": "application/json; charset=utf-8" };

  it.each<[string, Partial<Exchange> & { readonly reply?: unknown }]>([
    ["the least", {}],
    ["all fields", { reply: { id: "hidden", at: "2026-01-01T00:00:00Z", page: null, more: 1 } }],
    ["a known parameter", { path: "/v1/things/a?limit=3" }],
    ["another page", { path: "/v1/things/a?cursor=x" }],
    ["a refusal", { status: 403, reply: {} }],
    ["a body", { method: "PATCH", headers: json, body: '{"id":"a"}' }],
  ])("allows %s", (_, parts) => {
    expect(small.problems(exchange(parts))).toEqual([]);
  });

  it.each<[string, Partial<Exchange> & { readonly reply?: unknown }]>([
    ["a missing field", { reply: {} }],
    ["another type", { reply: { id: 1 } }],
    ["a null where none may be", { reply: { id: "a", at: null } }],
    ["an invalid time", { reply: { id: "a", at: "today" } }],
    ["an invalid address", { reply: { id: "a", page: "here" } }],
    ["another path", { path: "/v1/others/a" }],
    ["another method", { method: "DELETE" }],
    ["another status", { status: 201 }],
    ["an unnecessary body", { body: "{}" }],
    ["an unnecessary response body", { status: 204 }],
    ["an unknown parameter", { path: "/v1/things/a?max=3" }],
    ["a parameter of another type", { path: "/v1/things/a?limit=few" }],
    ["a missing body", { method: "PATCH", headers: json }],
    ["a body of another type", { method: "PATCH", headers: json, body: '{"id":1}' }],
    ["a body of another kind", { method: "PATCH", headers: {}, body: '{"id":"a"}' }],
  ])("rejects %s", (_, parts) => {
    expect(small.problems(exchange(parts))).toHaveLength(1);
  });
});
