import { describe, expect, it } from "vitest";
import { decideAll, type Inputs } from "./cases.ts";

const OTHER = { code: "inputs-differ" };
const COG = 'build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n';
const CODE = (text: string): string =>
  `from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    def predict(self) -> str:\n        return "${text}"\n`;

/** Two builds of one commit to one model, whose files are equal for Cog's labels. */
const CASES: Readonly<Record<string, readonly [first: Inputs, second: Inputs]>> = {
  "two directories": [{ "working-directory": "one" }, { "working-directory": "two" }],
  "a directory and the root": [{ "working-directory": "." }, { "working-directory": "two" }],
  "two configuration files": [{}, { "config-file": "cog.other.yaml" }],
  "with and without a Dockerfile": [{ dockerfile: "Dockerfile" }, {}],
  "two Dockerfiles": [{ dockerfile: "Dockerfile" }, { dockerfile: "Dockerfile.gpu" }],
  "separate weights": [{}, { "separate-weights": "true" }],
  "another base image": [{ "use-cog-base-image": "false" }, { "use-cog-base-image": "true" }],
  "build secrets": [
    { secrets: "hf=first-secret" },
    { secrets: "hf=first-secret\nnpm=other-secret" },
  ],
};

const FILES = {
  ".dockerignore": "one\ntwo\n*.yaml\nDockerfile*\n",
  "cog.other.yaml": COG,
  "cog.yaml": COG,
  Dockerfile: "FROM scratch\n",
  "Dockerfile.gpu": "FROM scratch\nENV A=1\n",
  "one/cog.yaml": COG,
  "one/predict.py": CODE("one"),
  "two/cog.yaml": COG,
  "two/predict.py": CODE("two"),
};

const results = await decideAll(
  Object.fromEntries(
    Object.entries(CASES).flatMap(([name, [inputs, inputsThen]]) => {
      const same = { files: FILES, inputs, change: { kind: "none" } } as const;
      return [
        [name, { ...same, inputsThen }],
        [`${name}: the same`, same],
      ];
    }),
  ),
);

describe("sources are built after a build of the same commit with", () => {
  it.each(Object.keys(CASES))("%s", (name) => {
    expect(results[name]?.reason).toEqual(OTHER);
    expect(results[`${name}: the same`]).toBeDefined();
    expect(results[`${name}: the same`]?.reason).toBeUndefined();
  });
});

const ELSEWHERE = "acme/workflows/.github/workflows/push.yml@refs/heads/main";
const SCHEMA = JSON.stringify({ openapi: "3.0.2", info: {}, paths: {} });

/** Inputs that a workflow of another repository sets, which git does not see change. */
const SET_ELSEWHERE = [
  ["separate-weights", "true"],
  ["use-cog-base-image", "false"],
  ["use-cuda-base-image", "auto"],
  ["dockerfile", "Dockerfile"],
  ["openapi-schema", "schema.json"],
] as const;

const byOthers = await decideAll<string>({
  none: { change: { kind: "none" }, workflowThen: ELSEWHERE },
  ...Object.fromEntries(
    SET_ELSEWHERE.flatMap(([input, value]) => {
      const given = {
        files: { Dockerfile: "FROM scratch\n", "schema.json": SCHEMA },
        change: { kind: "none" },
        inputsThen: { [input]: value },
        workflowThen: ELSEWHERE,
      } as const;
      return [
        [input, given],
        [`${input}: the same`, { ...given, inputs: { [input]: value } }],
      ];
    }),
  ),
});

describe("by a workflow of another repository", () => {
  it.each(SET_ELSEWHERE.map(([input]) => input))("sources are built when it sets %s", (input) => {
    expect(byOthers[input]?.reason).toEqual(OTHER);
    expect(byOthers[`${input}: the same`]).toBeDefined();
    expect(byOthers[`${input}: the same`]?.reason).toBeUndefined();
  });

  it("sources are not built when it sets none", () => {
    expect(byOthers["none"]?.before).toMatch(/^[0-9a-f]{40}$/);
    expect(byOthers["none"]?.reason).toBeUndefined();
  });
});
