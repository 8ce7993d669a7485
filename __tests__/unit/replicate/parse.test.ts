import { describe, expect, it } from "vitest";
import {
  parseAccount,
  parseHardware,
  parseModel,
  parseVersion,
  parseVersionPage,
} from "../../../src/replicate/parse.ts";
import { refusal } from "../support.ts";

const ID = "5c7d".repeat(16);
const ACCOUNT = { type: "organization", username: "acme", name: "Acme", github_url: null };
/** As recorded from the API. */
const MODEL = {
  url: "https://replicate.com/acme/hotdog",
  owner: "acme",
  name: "hotdog",
  description: "An example model",
  visibility: "public",
  is_official: false,
  github_url: "https://github.com/acme/hotdog",
  paper_url: "https://arxiv.org/abs/1",
  license_url: "https://license.example",
  run_count: 0,
  cover_image_url: "https://cover.example/x.png",
  default_example: null,
  latest_version: { id: ID, created_at: "2026-01-01T00:00:00Z", cog_version: null },
};
const SCHEMA = { components: { schemas: {} } };
const VERSION = { id: ID, created_at: "2026-01-01", cog_version: "0.22.0", openapi_schema: SCHEMA };
const HARDWARE = { sku: "gpu-t4", name: "Nvidia T4 GPU" };
const PAGE = { next: "https://api.example/next", previous: null, results: [{ id: ID }] };

describe("an answer of Replicate's", () => {
  it("about the account is read", () => {
    expect(parseAccount(ACCOUNT)).toEqual({ username: "acme", type: "organization" });
    expect(parseAccount({ ...ACCOUNT, type: "user" })).toEqual({ username: "acme", type: "user" });
  });

  it("about a model is read", () => {
    expect(parseModel(MODEL)).toMatchObject({
      owner: "acme",
      name: "hotdog",
      url: "https://replicate.com/acme/hotdog",
      visibility: "public",
      isOfficial: false,
      description: "An example model",
      githubUrl: "https://github.com/acme/hotdog",
      licenseUrl: "https://license.example",
      paperUrl: "https://arxiv.org/abs/1",
      coverImageUrl: "https://cover.example/x.png",
      latestVersion: { id: ID },
    });
  });

  it("about a model names its owner in lower case, as images do", () => {
    expect(parseModel({ ...MODEL, owner: "Acme" }).owner).toBe("acme");
  });

  it("about a model may lack what a new model does not have", () => {
    const { url, owner, name } = MODEL;
    const bare = { url, owner, name, visibility: "private", latest_version: null };
    const model = parseModel({ ...bare, description: null, github_url: null });
    expect(model).toMatchObject({ visibility: "private", isOfficial: false });
    expect(Object.values(model)).toContain(undefined);
    expect(model).toMatchObject({ description: undefined, latestVersion: undefined });
  });

  it.each([
    ["a model's page", parseModel({ ...MODEL, url: null }), { url: MODEL.url }],
    ["an example", parseModel({ ...MODEL, default_example: [] }), { exampleInput: undefined }],
    ["the kind of an account", parseAccount({ username: "acme" }), { type: "user" }],
    ["the name of hardware", parseHardware([{ sku: "cpu" }])[0], { sku: "cpu", name: "" }],
  ])("may lack what its schema does not require: %s", (_, read, expected) => {
    expect(read).toMatchObject(expected);
  });

  it("about a model is public only when the API says so", () => {
    expect(parseModel({ ...MODEL, visibility: "unlisted" }).visibility).toBe("private");
    expect(parseModel({ ...MODEL, is_official: true }).isOfficial).toBe(true);
  });

  it("about hardware is read, in the API's order", () => {
    const cpu = { sku: "cpu", name: "CPU" };
    expect(parseHardware([HARDWARE, { ...cpu, price: 1 }])).toEqual([HARDWARE, cpu]);
    expect(parseHardware([])).toEqual([]);
  });

  it("about a version is read", () => {
    expect(parseVersion(VERSION)).toMatchObject({ id: ID, schema: SCHEMA });
    expect(parseVersion({ ...VERSION, openapi_schema: null }).schema).toBeUndefined();
  });

  it("about versions is read", () => {
    expect(parseVersionPage(PAGE)).toEqual({
      versions: [{ id: ID }],
      next: "https://api.example/next",
    });
    expect(parseVersionPage({ results: [], next: null })).toEqual({ versions: [] });
  });
});

const without = (object: object, field: string): unknown =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== field));

type Row = [string, (body: unknown) => unknown, object, readonly string[]];

const REQUIRED: Row[] = [
  ["account", parseAccount, ACCOUNT, ["username"]],
  ["model", parseModel, MODEL, ["owner", "name", "visibility"]],
  ["version", parseVersion, VERSION, ["id"]],
  ["versions", parseVersionPage, PAGE, ["results"]],
];
const TYPED: Row[] = [
  ["account", parseAccount, ACCOUNT, ["username"]],
  [
    "model",
    parseModel,
    MODEL,
    [
      "url",
      "owner",
      "name",
      "visibility",
      "is_official",
      "description",
      "github_url",
      "license_url",
      "paper_url",
      "cover_image_url",
      "latest_version",
    ],
  ],
  ["version", parseVersion, VERSION, ["id", "openapi_schema"]],
  ["versions", parseVersionPage, PAGE, ["results", "next"]],
];

const rowsOf = (rows: readonly Row[]) =>
  rows.flatMap(([about, parse, body, fields]) =>
    fields.map((field) => ({ about, parse, body, field })),
  );

describe("an answer that is not what is documented", () => {
  it.each(rowsOf(REQUIRED))(
    "is an error that names the field: $field missing from the $about",
    async ({ about, parse, body, field }) => {
      const error = await refusal(() => parse(without(body, field)));
      expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
      expect(error.message).toContain(`the ${about} `);
      expect(error.message).toContain(`"${field}"`);
    },
  );

  it.each(rowsOf(TYPED))(
    "is an error that names the field: $field of another type in the $about",
    async ({ about, parse, body, field }) => {
      const error = await refusal(() => parse({ ...body, [field]: 7 }));
      expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
      expect(error.message).toContain(`the ${about} `);
      expect(error.message).toContain(`"${field}"`);
    },
  );

  it.each<[string, (body: unknown) => unknown, unknown, string]>([
    [
      "the id of a model's version",
      parseModel,
      { ...MODEL, latest_version: {} },
      '"latest_version.id"',
    ],
    ["the id of one of the versions", parseVersionPage, { results: [{ id: 7 }] }, '"results.0.id"'],
    ["an SKU", parseHardware, [HARDWARE, { name: "CPU" }], '"1.sku"'],
    ["an object that is a list", parseModel, [MODEL], "model"],
    ["an object that is null", parseAccount, null, "account"],
    ["an object that is not JSON at all", parseVersion, undefined, "version"],
    ["a version that is a text", parseVersionPage, { results: ["x"] }, '"results.0"'],
    ["a list that is an object", parseHardware, { results: [HARDWARE] }, "hardware"],
  ])("is an error that names it: %s", async (_, parse, body, words) => {
    const error = await refusal(() => parse(body));
    expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
    expect(error.message).toContain(words);
  });
});
