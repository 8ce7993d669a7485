import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Inputs } from "../../src/inputs/action.ts";
import { INPUT_GROUPS } from "../../src/inputs/inputs-by-command.ts";
import { inputsFrom } from "../unit/support.ts";
import { at, readAction, textOf } from "./repository.ts";

const action = readAction();
const INPUTS = [...action.inputs.keys()];
const OUTPUTS = [...action.outputs.keys()];

/** The names that people may write in their workflows: fixed by the design, also before they work. */
const DESIGNED_INPUTS = `
  model api-token cli-auth-token working-directory config-file cog-version cog-mirror create-model
  hardware visibility description github-url license-url paper-url cover-image-url readme-file
  secrets secret-envs secret-files no-cache separate-weights use-cog-base-image use-cuda-base-image
  dockerfile openapi-schema progress push-attempts timeout-minutes free-disk build-cache skip-unchanged
  stale-commit weights-url push
  dry-run preview preview-model preview-comment github-token github-deployment compatibility
  test-cases boot-check test-model test-hardware test-timeout-minutes judge-model deployment
  stop-after prerelease-deployment deployment-check
  deployment-hardware deployment-min-instances deployment-max-instances version release-notes
`.match(/\S+/g);
const DESIGNED_OUTPUTS = `
  version image digest model model-url version-url model-created changed previous-version cog-version
  image-size preview booted schema-changes tests report deployment-release deployment-previous-version status
`.match(/\S+/g);
const DESIGNED_STATUSES =
  "pushed ensured unchanged promoted dry-run built tested skipped deleted failed".split(" ");

describe("action.yml", () => {
  it("runs on Node 24, from files that exist", () => {
    expect(action.runs).toEqual({
      using: "node24",
      main: "dist/main.js",
      post: "dist/post.js",
    });
    for (const path of ["dist/main.js", "dist/post.js"])
      expect(existsSync(at(path)), `${path} is not built`).toBe(true);
  });

  it("has a name and a description that the marketplace accepts", () => {
    expect(action.name).toMatch(/\S/);
    expect(String(action.description).length).toBeLessThanOrEqual(125);
  });

  it.each([...action.inputs, ...action.outputs])("describes %s", (_, field) => {
    expect(field.description).toMatch(/^.{10,}\.$/);
  });
});

describe("the inputs", () => {
  it("of action.yml are exactly those that the code reads", () => {
    const files = ["action", "credentials", "version-inputs"];
    const source = files.map((file) => textOf(`src/inputs/${file}.ts`)).join("");
    const read = [...source.matchAll(/\bread\s*\.\s*\w+\(\s*"([^"]+)"/g)].map(([, name]) => name);
    expect(read.length).toBeGreaterThan(0);
    expect([...new Set(read)].toSorted()).toEqual(INPUTS.toSorted());
  });

  it("are listed exactly once in the table of the commands they apply to", () => {
    const listed = INPUT_GROUPS.flatMap(([names]) => names.split(" "));
    expect(listed.toSorted()).toEqual(INPUTS.toSorted());
  });

  it.each(INPUTS)("%s is a name of the public contract", (name) => {
    expect(DESIGNED_INPUTS).toContain(name);
  });

  type Pick = (inputs: Inputs) => unknown;
  const DEFAULTS: Readonly<Record<string, Pick>> = {
    model: ({ model }) => model,
    "api-token": ({ credentials }) => credentials.apiToken,
    "cli-auth-token": ({ credentials }) => credentials.cliAuthToken,
    "working-directory": ({ project }) => project.directory,
    "config-file": ({ project }) => project.configFile,
    "cog-version": ({ cog }) => cog.version,
    "cog-mirror": ({ cog }) => cog.mirror,
    "create-model": ({ creation }) => creation.allowed,
    hardware: ({ creation }) => creation.hardware,
    visibility: ({ creation }) => creation.visibility,
    description: ({ metadata }) => metadata.description,
    "github-url": ({ metadata }) => metadata.githubUrl,
    "license-url": ({ metadata }) => metadata.licenseUrl,
    "paper-url": ({ metadata }) => metadata.paperUrl,
    "weights-url": ({ metadata }) => metadata.weightsUrl,
    "cover-image-url": ({ metadata }) => metadata.coverImageUrl,
    "readme-file": ({ metadata }) => metadata.readmeFile,
    secrets: ({ build }) => build.secrets[0],
    "secret-envs": ({ build }) => build.secrets[0],
    "secret-files": ({ build }) => build.secrets[0],
    "no-cache": ({ build }) => build.noCache,
    "separate-weights": ({ build }) => build.separateWeights,
    "use-cog-base-image": ({ build }) => build.useCogBaseImage,
    "use-cuda-base-image": ({ build }) => build.useCudaBaseImage,
    dockerfile: ({ build }) => build.dockerfile,
    "openapi-schema": ({ build }) => build.openapiSchema,
    progress: ({ build }) => build.progress,
    preview: ({ preview }) => preview.mode,
    "preview-model": ({ preview }) => preview.template,
    "preview-comment": ({ preview }) => preview.comment,
    "github-deployment": ({ preview }) => preview.deployment,
    "push-attempts": ({ pushAttempts }) => pushAttempts,
    "timeout-minutes": ({ timeoutMinutes }) => timeoutMinutes,
    "free-disk": ({ freeDisk }) => freeDisk,
    "build-cache": ({ buildCache }) => buildCache,
    push: ({ push }) => push,
    "stop-after": ({ stopAfter }) => stopAfter,
    "prerelease-deployment": ({ deployment }) => deployment.prerelease,
    "deployment-check": ({ deployment }) => deployment.check,
    "skip-unchanged": ({ skipUnchanged }) => skipUnchanged,
    "stale-commit": ({ staleCommit }) => staleCommit,
    "dry-run": ({ dryRun }) => dryRun,
    compatibility: ({ testing }) => testing.compatibility,
    "test-cases": ({ testing }) => testing.testCases,
    "boot-check": ({ testing }) => testing.bootCheck,
    "test-model": ({ testing }) => testing.testModel,
    "test-hardware": ({ testing }) => testing.testHardware,
    "test-timeout-minutes": ({ testing }) => testing.testTimeoutMinutes,
    "judge-model": ({ testing }) => testing.judgeModel,
    deployment: ({ deployment }) => deployment.name,
    "deployment-hardware": ({ deployment }) => deployment.hardware,
    "deployment-min-instances": ({ deployment }) => deployment.minInstances,
    "deployment-max-instances": ({ deployment }) => deployment.maxInstances,
    version: ({ version }) => version,
    "release-notes": ({ releaseNotes }) => releaseNotes,
    "github-token": ({ githubToken }) => githubToken,
  };
  /** The one default that only a workflow can know. */
  const GITHUB_TOKEN = `\${{ github.token }}`;

  it.each([...action.inputs])(
    "%s has one default, in action.yml and in the code",
    (name, field) => {
      const pick = DEFAULTS[name];
      if (pick === undefined) throw new Error(`${name} is missing in this test's table`);
      const inCode = pick(inputsFrom({}));
      const expected = field.default === GITHUB_TOKEN ? undefined : field.default;
      expect(inCode === undefined ? undefined : String(inCode)).toBe(expected);
    },
  );

  it("have defaults that are valid when the runner passes them", () => {
    const given = [...action.inputs].flatMap(([name, field]) =>
      field.default === undefined || field.default === GITHUB_TOKEN ? [] : [[name, field.default]],
    );
    expect(inputsFrom(Object.fromEntries(given))).toEqual(inputsFrom({}));
  });
});

describe("the outputs", () => {
  const source = textOf("src/lib/outputs.ts");

  it("of action.yml are exactly those that the code writes", () => {
    const [, body = ""] = /interface Outputs \{\n(.*?)\n\}/s.exec(source) ?? [];
    const written = [...body.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name]) => name);
    expect(written.length).toBeGreaterThan(0);
    expect(written.toSorted()).toEqual(OUTPUTS.toSorted());
  });

  it.each(OUTPUTS)("%s is a name of the public contract", (name) => {
    expect(DESIGNED_OUTPUTS).toContain(name);
  });

  it("name every status, and no other", () => {
    const [, union = ""] = /type Status =([^;]+);/.exec(source) ?? [];
    const statuses = [...union.matchAll(/"([^"]+)"/g)].map(([, status]) => status);
    const described = [
      ...(action.outputs.get("status")?.description ?? "").matchAll(/`([^`]+)`/g),
    ].map(([, status]) => status);
    expect(statuses.length).toBeGreaterThan(0);
    expect(described.toSorted()).toEqual(statuses.toSorted());
    for (const status of statuses) expect(DESIGNED_STATUSES).toContain(status);
  });
});
