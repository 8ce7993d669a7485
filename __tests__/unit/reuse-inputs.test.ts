import { describe, expect, it } from "vitest";
import { Sources, withRegistry } from "./reuse-support.ts";

const OTHER = "the newest version was built in another directory or with other inputs";
const COG = 'build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n';
const CODE = (text: string): string =>
  `from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    def predict(self) -> str:\n        return "${text}"\n`;

type Inputs = Readonly<Record<string, string>>;

/** Two builds of one commit to one model, whose files are equal for Cog's labels. */
const CASES: Readonly<Record<string, readonly [first: Inputs, second: Inputs]>> = {
  "two directories": [{ "working-directory": "one" }, { "working-directory": "two" }],
  "a directory and the root": [{ "working-directory": "." }, { "working-directory": "two" }],
  "two configuration files": [{}, { "config-file": "cog.other.yaml" }],
  "with and without a Dockerfile": [{ dockerfile: "Dockerfile" }, {}],
  "two Dockerfiles": [{ dockerfile: "Dockerfile" }, { dockerfile: "Dockerfile.gpu" }],
  "separate weights": [{}, { "separate-weights": "true" }],
  "another base image": [{ "use-cog-base-image": "false" }, { "use-cog-base-image": "true" }],
  "build secrets": [{ secrets: "hf=abc" }, { secrets: "hf=abc\nnpm=def" }],
};

async function createSources(): Promise<Sources> {
  return Sources.create({
    ".dockerignore": "one\ntwo\n*.yaml\nDockerfile*\n",
    "cog.other.yaml": COG,
    "cog.yaml": COG,
    Dockerfile: "FROM scratch\n",
    "Dockerfile.gpu": "FROM scratch\nENV A=1\n",
    "one/cog.yaml": COG,
    "one/predict.py": CODE("one"),
    "two/cog.yaml": COG,
    "two/predict.py": CODE("two"),
  });
}

withRegistry();

describe("sources are built after a build of the same commit with", () => {
  it.each(Object.entries(CASES))("%s", async (_, [first, second]) => {
    const sources = await createSources();
    await sources.build(first);

    expect(await sources.reason(first)).toBeUndefined();
    expect(await sources.reason(second)).toBe(OTHER);
  });
});
