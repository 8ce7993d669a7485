import { describe, expect, it } from "vitest";
import type { Inputs } from "../../../src/inputs/action.ts";
import { inputsFrom } from "../support.ts";

const API_TOKEN = "r8_UnitTestTokenThatIsNoneAtAll0123456789";
const CLI_TOKEN = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";

const HOTDOG = { owner: "acme", name: "hotdog" };
const ID = "0123456789abcdef".repeat(4);

type Row = [string, string, (inputs: Inputs) => unknown, unknown];

describe("an input", () => {
  it.each<Row>([
    ["model", "acme/hotdog", ({ model }) => model, { owner: "acme", name: "hotdog" }],
    ["model", "  acme/hotdog \n", ({ model }) => model, { owner: "acme", name: "hotdog" }],
    ["model", "Acme/hotdog", ({ model }) => model, { owner: "acme", name: "hotdog" }],
    ["model", "r8.im/acme/hotdog", ({ model }) => model, { owner: "acme", name: "hotdog" }],
    [
      "test-model",
      "https://replicate.com/acme/hotdog",
      ({ testing }) => testing.testModel,
      { owner: "acme", name: "hotdog" },
    ],
    ["version", "latest", ({ version }) => version, { model: undefined, id: "latest" }],
    ["version", ID, ({ version }) => version, { model: undefined, id: ID }],
    ["version", `sha256:${ID}`, ({ version }) => version, { model: undefined, id: ID }],
    ...[
      `acme/hotdog:${ID}`,
      `acme/hotdog@sha256:${ID}`,
      `r8.im/acme/hotdog@sha256:${ID}`,
      `r8.im/acme/hotdog:${ID}`,
      `https://replicate.com/acme/hotdog/versions/${ID}`,
    ].map((text): Row => ["version", text, ({ version }) => version, { model: HOTDOG, id: ID }]),
    ["version", "acme/hotdog:latest", ({ version }) => version, { model: HOTDOG, id: "latest" }],
    ["api-token", ` ${API_TOKEN}\n`, ({ credentials }) => credentials.apiToken, API_TOKEN],
    ["cli-auth-token", CLI_TOKEN, ({ credentials }) => credentials.cliAuthToken, CLI_TOKEN],
    ["github-token", "ghs_unitTest0", ({ githubToken }) => githubToken, "ghs_unitTest0"],
    ["working-directory", "models/a", ({ project }) => project.directory, "models/a"],
    ["config-file", "gpu.yaml", ({ project }) => project.configFile, "gpu.yaml"],
    ["cog-version", "0.10.0-alpha20", ({ cog }) => cog.version, "0.10.0-alpha20"],
    ["cog-version", "v0.21.0", ({ cog }) => cog.version, "v0.21.0"],
    ["cog-version", "latest", ({ cog }) => cog.version, "latest"],
    ["cog-version", "Latest", ({ cog }) => cog.version, "latest"],
    ["cog-version", "v0.16.12", ({ cog }) => cog.version, "v0.16.12"],
    ["cog-version", "V0.16.12", ({ cog }) => cog.version, "v0.16.12"],
    ["cog-version", "==0.21.0", ({ cog }) => cog.version, "0.21.0"],
    ["cog-version", "=0.21.0", ({ cog }) => cog.version, "0.21.0"],
    ["cog-version", "== v0.21.0", ({ cog }) => cog.version, "v0.21.0"],
    ["cog-version", "==0.21.*", ({ cog }) => cog.version, "=0.21.*"],
    ["cog-version", "~=0.21.1", ({ cog }) => cog.version, "~0.21.1"],
    ["cog-version", "~0.22", ({ cog }) => cog.version, "~0.22"],
    ["cog-version", "^0.20", ({ cog }) => cog.version, "^0.20"],
    ["cog-version", ">=0.20,<0.22", ({ cog }) => cog.version, ">=0.20 <0.22"],
    ["cog-version", ">= 0.20, < 0.22", ({ cog }) => cog.version, ">= 0.20  < 0.22"],
    ["cog-version", ">=0.20 <0.23", ({ cog }) => cog.version, ">=0.20 <0.23"],
    ["cog-version", "0.22", ({ cog }) => cog.version, "0.22"],
    ["cog-mirror", "https://m.example/cog/", ({ cog }) => cog.mirror, "https://m.example/cog"],
    ["cog-mirror", "http://127.0.0.1:8080", ({ cog }) => cog.mirror, "http://127.0.0.1:8080"],
    ["create-model", "false", ({ creation }) => creation.allowed, false],
    ["hardware", "gpu-l40s", ({ creation }) => creation.hardware, "gpu-l40s"],
    ["visibility", "Public", ({ creation }) => creation.visibility, "public"],
    ["visibility", "public", ({ creation }) => creation.visibility, "public"],
    ["description", "A | b\nc", ({ metadata }) => metadata.description, "A | b\nc"],
    [
      "github-url",
      "https://g.example/a",
      ({ metadata }) => metadata.githubUrl,
      "https://g.example/a",
    ],
    ["license-url", "http://l.example", ({ metadata }) => metadata.licenseUrl, "http://l.example"],
    ["paper-url", "https://p.example", ({ metadata }) => metadata.paperUrl, "https://p.example"],
    [
      "cover-image-url",
      "https://c.example",
      ({ metadata }) => metadata.coverImageUrl,
      "https://c.example",
    ],
    [
      "weights-url",
      "https://w.example",
      ({ metadata }) => metadata.weightsUrl,
      "https://w.example",
    ],
    ["readme-file", "docs/README.md", ({ metadata }) => metadata.readmeFile, "docs/README.md"],
    ["no-cache", "true", ({ build }) => build.noCache, true],
    ["separate-weights", "True", ({ build }) => build.separateWeights, true],
    ["use-cog-base-image", "false", ({ build }) => build.useCogBaseImage, false],
    ["use-cuda-base-image", "auto", ({ build }) => build.useCudaBaseImage, "auto"],
    ["dockerfile", "Dockerfile", ({ build }) => build.dockerfile, "Dockerfile"],
    ["openapi-schema", "schema.json", ({ build }) => build.openapiSchema, "schema.json"],
    ["progress", "quiet", ({ build }) => build.progress, "quiet"],
    ["use-cog-base-image", "No", ({ build }) => build.useCogBaseImage, false],
    ["use-cuda-base-image", "off", ({ build }) => build.useCudaBaseImage, "false"],
    ["preview", "yes", ({ preview }) => preview.mode, "true"],
    ["free-disk", "FALSE", ({ freeDisk }) => freeDisk, "false"],
    ["push-attempts", "5.0", ({ pushAttempts }) => pushAttempts, 5],
    ["push-attempts", "05", ({ pushAttempts }) => pushAttempts, 5],
    ["deployment-max-instances", "2.0", ({ deployment }) => deployment.maxInstances, 2],
    ["timeout-minutes", ".5", ({ timeoutMinutes }) => timeoutMinutes, 0.5],
    ["timeout-minutes", "+90.", ({ timeoutMinutes }) => timeoutMinutes, 90],
    ["timeout-minutes", "0.5", ({ timeoutMinutes }) => timeoutMinutes, 0.5],
    ["timeout-minutes", "7200", ({ timeoutMinutes }) => timeoutMinutes, 7200],
    ["push", "False", ({ push }) => push, false],
    ["dry-run", "true", ({ dryRun }) => dryRun, true],
    ["dry-run", "True", ({ dryRun }) => dryRun, true],
    ["dry-run", "TRUE", ({ dryRun }) => dryRun, true],
    ["push", "false", ({ push }) => push, false],
    ["push", "FALSE", ({ push }) => push, false],
    ["dry-run", "tRuE", ({ dryRun }) => dryRun, true],
    ["dry-run", "yes", ({ dryRun }) => dryRun, true],
    ["dry-run", "On", ({ dryRun }) => dryRun, true],
    ["push", "off", ({ push }) => push, false],
  ])("%s: %j is read", (name, value, pick, expected) => {
    expect(pick(inputsFrom({ [name]: value }))).toEqual(expected);
    expect(pick(inputsFrom({}))).not.toEqual(expected);
  });

  it.each<[name: string, value: string, hint?: string]>([
    ["model", "Acme/Hotdog", "acme/hotdog"],
    ["test-model", "acme/hot dog", "acme/hot-dog"],
    ["model", "acme/hotdog:latest", "acme/hotdog"],
    ["model", "hotdog"],
    ["model", "acme/hot dog"],
    ["model", "ghcr.io/acme/hotdog"],
    ["model", "acme/-hotdog"],
    ["model", "r8.im/hotdog"],
    ["version", "newest"],
    ["version", "0123abc"],
    ["version", `ghcr.io/acme/hotdog@sha256:${ID}`],
    ["version", `sha512:${ID}`],
    ["push-attempts", "0", "10"],
    ["push-attempts", "11", "10"],
    ["push-attempts", "2.5", "10"],
    ["deployment-min-instances", "-1", "5"],
    ["cog-version", "~=0.22"],
    ["cog-version", "!=0.21.0"],
    ["cog-version", "0.22,0"],
    ["cog-version", "0.22.0+x"],
    ["cog-version", "cog==0.22.0"],
    ["cog-version", "0.22.x.1"],
    ["cog-version", "newest", '"latest"'],
    ["weights-url", "huggingface.co/acme", "https://"],
    ["cog-mirror", "http://mirror.example", "https://"],
    ["cog-mirror", "mirror", "https://"],
    ["github-url", "github.com/acme", "https://"],
    ["license-url", "MIT", "https://"],
    ["paper-url", "ftp://p.example", "https://"],
    ["cover-image-url", "javascript:alert(1)", "https://"],
    ["use-cuda-base-image", "1", "auto, true, false"],
    ["visibility", "secret", "private, public"],
    ["progress", "fancy", "auto, plain, quiet"],
    ...["create-model", "use-cog-base-image", "push", "dry-run"].flatMap((name) =>
      ["1", "yess", "auto", "flase", "y"].map((value): [string, string] => [name, value]),
    ),
    ...["soon", "-1", "10m", "0", "-5", "2h", "1e3", "7201"].map(
      (value): [string, string, string] => ["timeout-minutes", value, "7200"],
    ),
  ])("%s: %j is an error, never the default", (name, value, hint = name) => {
    const { problems } = inputsFrom({ [name]: value });
    expect(problems).toMatchObject([{ code: "input-invalid", input: name }]);
    expect(problems[0]?.message).toContain(name);
    expect(problems[0]?.message).toContain(`"${value}"`);
    expect(problems[0]?.hint).toContain(hint);
  });
});

describe("a token", () => {
  it.each([
    [
      "api-token",
      "REPLICATE_API_TOKEN",
      API_TOKEN,
      ({ credentials }: Inputs) => credentials.apiToken,
    ],
    [
      "cli-auth-token",
      "REPLICATE_CLI_AUTH_TOKEN",
      CLI_TOKEN,
      ({ credentials }: Inputs) => credentials.cliAuthToken,
    ],
  ])("%s comes from the variable %s when the input is empty", (input, variable, token, pick) => {
    expect(pick(inputsFrom({ [input]: "" }, { [variable]: ` ${token}\n` }))).toBe(token);
    expect(pick(inputsFrom({ [input]: "given" }, { [variable]: token }))).toBe("given");
    expect(pick(inputsFrom({}, { [variable]: " " }))).toBeUndefined();
  });

  it.each(["api-token", "cli-auth-token", "github-token"])(
    "%s on two lines is an error that does not show it",
    (input) => {
      const { problems } = inputsFrom({ [input]: "hush-one\nhush-two" });
      expect(problems).toMatchObject([{ code: "input-invalid", input }]);
      expect(JSON.stringify(problems)).not.toContain("hush");
    },
  );
});

it.each([
  ["HF_TOKEN=", "1", true],
  ["KEY=first\nbGFzdA=", /2.*"KEY".* 1/, true],
  ["HF_TOKEN", "1", false],
])("explains the build secret %j", (secrets, place, isMissing) => {
  const [problem] = inputsFrom({ secrets }).secretProblems;
  const [malformed] = inputsFrom({ secrets: "no pair" }).secretProblems;
  expect(problem?.message).toMatch(place);
  expect(problem?.message).not.toMatch(/bGF|first/);
  // A secret that the repository does not have has another cause, and another fix.
  expect(problem?.hint !== malformed?.hint.replace("KEY", "id")).toBe(isMissing);
});

it("lists every input that is not valid, and gives it its default", () => {
  const { problems, model, build, creation, secretProblems } = inputsFrom({
    model: "nope",
    "no-cache": "maybe",
    visibility: "hidden",
    "timeout-minutes": "soon",
    secrets: "no pair",
    "paper-url": "paper",
  });
  expect(problems.map(({ input }) => input).toSorted()).toEqual([
    "model",
    "no-cache",
    "paper-url",
    "timeout-minutes",
    "visibility",
  ]);
  expect(secretProblems.map(({ input }) => input)).toEqual(["secrets"]);
  expect({ model, noCache: build.noCache, visibility: creation.visibility }).toEqual({
    model: undefined,
    noCache: false,
    visibility: undefined,
  });
});

it.each<[Record<string, string>, readonly string[]]>([
  [{}, []],
  [{ push: "true", "dry-run": "False", preview: "AUTO", "push-attempts": "3" }, []],
  [{ "timeout-minutes": "345", "cog-version": "0.22.0", "preview-comment": " true " }, []],
  [{ hardware: "cpu", push: "no", secrets: "a=hush-1" }, ["hardware", "push", "secrets"]],
  [{ "api-token": "r8_x", "working-directory": "m" }, ["api-token", "working-directory"]],
])("reports which inputs are set to another value than their default: %j", (given, set) => {
  expect(inputsFrom(given).set.toSorted()).toEqual(set);
});

it("logs a notice for a model whose owner was written in capitals, and for no other", () => {
  expect(inputsFrom({ model: "Acme/hotdog", "test-model": "acme/test" }).notes).toEqual([
    expect.stringMatching(/\bmodel\b.*"Acme\/hotdog".*"acme\/hotdog"/),
  ]);
  expect(inputsFrom({ model: "https://replicate.com/acme/hotdog" }).notes).toEqual([]);
});
