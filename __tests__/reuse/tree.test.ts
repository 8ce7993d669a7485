import { describe, expect, it } from "vitest";
import { CODE, type Files } from "../support/sources.ts";
import { decideAll, type Inputs, type ReuseCase } from "./cases.ts";

interface Case {
  readonly files?: Files;
  /** Written after the build, and not committed. */
  readonly writes: Files;
  /** Whether that is staged. */
  readonly staged?: boolean;
  /** The file that the reason names; undefined when nothing is built. */
  readonly names?: string;
  readonly inputs?: Inputs;
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

const results = await decideAll(
  Object.fromEntries(
    Object.entries(CASES).map(([name, { writes: files, staged: isStaged = false, ...given }]) => [
      name,
      { ...given, change: { kind: "write", files, isStaged } },
    ]),
  ),
);

describe("sources are built with, in the work tree alone,", () => {
  it.each(Object.entries(CASES))("%s", (name, { names }) => {
    const { reason, after } = results[name] ?? {};
    expect(after).toMatch(/^[0-9a-f]{7}$/);
    expect(reason).toBe(names && `${names} is part of the image and differs from commit ${after}`);
  });
});

const moved = {
  hasSubmodule: true,
  change: { kind: "move-submodule", isCommitted: true },
} as const;
const SUBMODULES = {
  "enters the image": moved,
  "is left out": { ...moved, files: { ".dockerignore": "lib\n" } },
  "enters in part": { ...moved, files: { ".dockerignore": "*\n!predict.py\n!lib/src\n" } },
  "enters in part, by a wildcard": { ...moved, files: { ".dockerignore": "*\n!**/*.py\n" } },
  "is not committed": { ...moved, change: { kind: "move-submodule", isCommitted: false } },
} satisfies Readonly<Record<string, ReuseCase>>;

const ofSubmodules = await decideAll(SUBMODULES);

describe("a submodule that moves", () => {
  it.each(["enters the image", "enters in part", "enters in part, by a wildcard"] as const)(
    "decides when it %s",
    (name) => {
      const { reason, before } = ofSubmodules[name];
      expect(reason).toBe(`lib has changed since ${before}, the commit of the newest version`);
    },
  );

  it("does not decide when it is left out", () => {
    expect(ofSubmodules["is left out"].reason).toBeUndefined();
  });

  it("decides before it is committed", () => {
    expect(ofSubmodules["is not committed"].reason).toMatch(/^lib is part of the image/);
  });
});
