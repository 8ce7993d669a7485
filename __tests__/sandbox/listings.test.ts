import { beforeAll, describe, expect, it } from "vitest";
import { isObject } from "../../dev/sandbox/http/http.ts";
import { type Sandbox, startSandbox } from "../../dev/sandbox/server.ts";

const OLD = "2026-01-01T00:00:00Z";
const NEW = "2026-02-01T00:00:00Z";
const MODELS = [
  { name: "first", description: "Hot dogs", versions: [{ createdAt: NEW }] },
  { name: "second", description: "Cold dogs", versions: [{ createdAt: OLD, cogVersion: null }] },
  { name: "third", versions: [] },
].map((model) => ({ owner: "acme", visibility: "public" as const, ...model }));

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    models: [...MODELS, { owner: "acme", name: "hidden", description: "Hot dogs" }],
  });
  return () => sandbox.close();
});

async function read(method: string, path: string, body?: string) {
  const response = await fetch(`${sandbox.origin}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.apiToken}` },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

/** Names of the models in an answer, whether they are listed or found. */
function names({ body }: { readonly body: unknown }): unknown[] {
  const list = isObject(body) ? (body["results"] ?? body["models"]) : undefined;
  return Array.isArray(list) ? list.map((one) => one.model?.name ?? one.name) : [];
}

describe("the public models", () => {
  it.each<[string, string, string | undefined, string[]]>([
    ["GET", "/models", undefined, ["first", "second", "third"]],
    ["GET", "/models?sort_direction=asc", undefined, ["third", "second", "first"]],
    ["GET", "/models?sort_by=model_created_at", undefined, ["third", "second", "first"]],
    ["QUERY", "/models", "dogs", ["first", "second"]],
    ["QUERY", "/models", '"hot dogs"', ["first"]],
    ["QUERY", "/models", "acme/third", ["third"]],
    ["GET", "/search?query=dogs", undefined, ["first", "second"]],
    ["GET", "/search?query=dogs&limit=1", undefined, ["first"]],
    ["GET", "/search?query=nothing", undefined, []],
  ])("are the answer to %s %s %s", async (method, path, body, expected) => {
    const answer = await read(method, path, body);
    expect([answer.status, names(answer)]).toEqual([200, expected]);
  });

  it.each(["/search", "/search?query=a&limit=0", "/search?query=a&limit=51"])(
    "are not found by GET %s",
    async (path) => {
      expect((await read("GET", path)).status).toBe(400);
    },
  );

  it("were built by a version of Cog, unless it is unknown", async () => {
    const versions = async (name: string) => (await read("GET", `/models/acme/${name}`)).body;
    expect(await versions("first")).toMatchObject({ latest_version: { cog_version: "0.22.0" } });
    expect(await versions("second")).toMatchObject({ latest_version: { cog_version: null } });
  });
});

it.each(["/collections", "/trainings", "/models/acme/first/examples"])(
  "%s is an empty list",
  async (path) => {
    const page = { previous: null, next: null, results: [] };
    expect(await read("GET", path)).toEqual({ status: 200, body: page });
  },
);

it.each([
  ["GET", "/models/other/secret/examples"],
  ["GET", "/collections/a"],
  ["GET", "/trainings/a"],
  ["POST", "/trainings/a/cancel"],
  ["POST", `/models/acme/first/versions/${"a".repeat(64)}/trainings`],
  ["GET", "/webhooks/default/secret"],
])("%s %s does not exist", async (method, path) => {
  expect((await read(method, path)).status).toBe(404);
});
