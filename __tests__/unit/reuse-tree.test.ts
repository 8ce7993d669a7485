import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CODE, type Files, git } from "../support/sources.ts";
import { Sources, withRegistry } from "./reuse-support.ts";
import { temporaryDirectory } from "./support.ts";

interface Case {
  readonly files?: Files;
  /** Written after the build, and not committed. */
  readonly writes: Files;
  /** Whether that is staged. */
  readonly staged?: boolean;
  /** The file that the reason names; undefined when nothing is built. */
  readonly names?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

const DOCKERFILE = "FROM scratch\n";

const CASES: Readonly<Record<string, Case>> = {
  "a new file": { writes: { "weights.bin": "x" }, names: "weights.bin" },
  "a changed file": { writes: { "predict.py": CODE }, names: "predict.py" },
  "a deleted file": { files: { "a.py": "" }, writes: { "a.py": null }, names: "a.py" },
  "a staged file": { writes: { "a.py": "" }, staged: true, names: "a.py" },
  "a file that git ignores, and Docker does not": {
    files: { ".gitignore": "*.bin\n" },
    writes: { "weights.bin": "x" },
    names: "weights.bin",
  },
  "a directory that git ignores, and Docker does not": {
    files: { ".gitignore": "weights/\n" },
    writes: { "weights/a.bin": "x" },
    names: "weights/",
  },
  "a directory that git ignores, and Docker in part": {
    files: { ".gitignore": "weights/\n", ".dockerignore": "*\n!predict.py\n!weights/*.bin\n" },
    writes: { "weights/a.bin": "x" },
    names: "weights/",
  },
  "a file that git and Docker ignore": {
    files: { ".gitignore": "__pycache__\n", ".dockerignore": "**/__pycache__\n" },
    writes: { "__pycache__/predict.pyc": "x" },
  },
  "what Cog has left of its last build": { writes: { ".cog/openapi_schema.json": "{}" } },
  "a new file that Docker ignores": {
    files: { ".dockerignore": "notes\n" },
    writes: { "notes/x": "x" },
  },
  "a file outside of the project": { directory: "model", writes: { "other/x.py": "x" } },
  ".dockerignore that leaves itself out": {
    files: { ".dockerignore": ".dockerignore\n" },
    writes: { ".dockerignore": ".dockerignore\nx\n" },
    names: ".dockerignore",
  },
  "cog.yaml that .dockerignore leaves out": {
    files: { ".dockerignore": "cog.yaml\n" },
    writes: { "cog.yaml": 'build: {python_version: "3.11"}\npredict: predict.py:Predictor\n' },
    names: "cog.yaml",
  },
  "the Dockerfile that .dockerignore leaves out": {
    files: { ".dockerignore": "Dockerfile\n", Dockerfile: DOCKERFILE },
    inputs: { dockerfile: "Dockerfile" },
    writes: { Dockerfile: `${DOCKERFILE}ENV A=1\n` },
    names: "Dockerfile",
  },
  "the Dockerfile outside of the project": {
    directory: "model",
    files: { "docker/Dockerfile": DOCKERFILE },
    inputs: { dockerfile: "../docker/Dockerfile" },
    writes: { "docker/Dockerfile": `${DOCKERFILE}ENV A=1\n` },
    names: "docker/Dockerfile",
  },
};

withRegistry();

describe("sources are built with, in the work tree alone,", () => {
  it.each(Object.entries(CASES))("%s", async (_, { files, inputs, directory, ...then }) => {
    const sources = await Sources.create(files, directory);
    await sources.build(inputs);
    await sources.write(then.writes);
    if (then.staged) await sources.git("add", "--all");
    expect(await sources.reason(inputs)).toBe(
      then.names &&
        `${then.names} is part of the image and differs from commit ${await sources.head()}`,
    );
  });
});

/** Sources with a submodule in `lib`, which has two commits and is on the first. */
async function withSubmodule(files: Files): Promise<Sources> {
  const sources = await Sources.create(files);
  const origin = await temporaryDirectory();
  await git(origin, "init", "--quiet");
  for (const name of ["one", "two"]) {
    const message = `--message=${name}`;
    await git(origin, "commit", "--quiet", "--allow-empty", message);
  }
  await sources.git("submodule", "--quiet", "add", origin, "lib");
  await git(join(sources.root, "lib"), "checkout", "--quiet", "HEAD~1");
  await sources.commit({});
  return sources;
}

describe("a submodule that moves", () => {
  it.each([
    ["enters the image", {}, "lib"],
    ["is left out", { ".dockerignore": "lib\n" }, undefined],
    ["enters in part", { ".dockerignore": "*\n!predict.py\n!lib/src\n" }, "lib"],
    ["enters in part, by a wildcard", { ".dockerignore": "*\n!**/*.py\n" }, "lib"],
  ] as const)("decides when it %s", async (_case, files, names) => {
    const sources = await withSubmodule(files);
    await sources.build();
    const before = await sources.head();
    await git(join(sources.root, "lib"), "checkout", "--quiet", "-");
    await sources.commit({});
    expect(await sources.reason()).toBe(
      names && `${names} has changed since ${before}, the commit of the newest version`,
    );
  });

  it("decides before it is committed", async () => {
    const sources = await withSubmodule({});
    await sources.build();
    await git(join(sources.root, "lib"), "checkout", "--quiet", "-");
    expect(await sources.reason()).toMatch(/^lib is part of the image/);
  });
});
