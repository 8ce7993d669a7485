import { describe, expect, it } from "vitest";
import { rebuildReason, Sources } from "../support/sources.ts";

const OTHER = { code: "inputs-differ" };
const COG = 'build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n';
const CODE = (text: string): string =>
  `from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    def predict(self) -> str:\n        return "${text}"\n`;

/** Two pushes of one commit to one model, whose files are equal for Cog's labels. */
const [FIRST, SECOND] = [{ "working-directory": "one" }, { "working-directory": "two" }];

async function createSources(): Promise<Sources> {
  return Sources.create({
    ".dockerignore": "one\ntwo\n",
    "one/cog.yaml": COG,
    "one/predict.py": CODE("one"),
    "two/cog.yaml": COG,
    "two/predict.py": CODE("two"),
  });
}

describe("skip-unchanged, after a push of the same commit", () => {
  // Other inputs: __tests__/reuse/inputs.test.ts.
  it("builds in another directory, by the mark in the label of the newest version", async () => {
    const sources = await createSources();
    await sources.pushFirst({ inputs: FIRST });

    expect(rebuildReason(await sources.push({ inputs: SECOND }))).toEqual(OTHER);
    expect(rebuildReason(await sources.push({ inputs: SECOND }))).toBeUndefined();
    expect(rebuildReason(await sources.push({ inputs: FIRST }))).toEqual(OTHER);
  });
});
