import { describe, expect, it } from "vitest";
import { CODE, doubtOf, type Files, Sources, WORKFLOW } from "../support/sources.ts";

/*
 * That the step reads its inputs, its workflow and its project for skip-unchanged, and says what it found. All files
 * that decide are in __tests__/reuse/files.test.ts.
 */

const DOCKERFILE = "FROM scratch\n";
const ACTION = ".github/actions/push";

interface Case {
  /** The file that a second commit changes. */
  readonly changes: Files;
  /** The file that the log names; undefined when nothing is built. */
  readonly names?: string;
  /** Committed at first. */
  readonly files?: Files;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

const CASES: Readonly<Record<string, Case>> = {
  "the model's code": { changes: { "predict.py": CODE }, names: "predict.py" },
  "a file that .dockerignore leaves out": {
    files: { ".dockerignore": "docs\n*.md\n" },
    changes: { "docs/x": "x", "README.md": "x" },
  },
  "the Dockerfile outside of the project": {
    directory: "model",
    files: { "docker/[gpu].Dockerfile": DOCKERFILE },
    inputs: { dockerfile: "../docker/[gpu].Dockerfile" },
    changes: { "docker/[gpu].Dockerfile": `${DOCKERFILE}ENV A=1\n` },
    names: "docker/[gpu].Dockerfile",
  },
  "the config file that an input names": {
    files: { ".dockerignore": "cog*.yaml\n", "cog.gpu.yaml": "predict: predict.py:Predictor\n" },
    inputs: { "config-file": "cog.gpu.yaml" },
    changes: { "cog.gpu.yaml": "predict: predict.py:Predictor\n# ...\n" },
    names: "cog.gpu.yaml",
  },
  "a file of a composite action that the workflow uses": {
    directory: "model",
    files: {
      [WORKFLOW]: "jobs:\n  push:\n    uses: './.github/actions/push/' # ours\n",
      [`${ACTION}/action.yml`]: "x: 1\n",
    },
    changes: { [`${ACTION}/flags.sh`]: "x" },
    names: `${ACTION}/flags.sh`,
  },
};

describe("skip-unchanged, after a commit that changes", () => {
  it.each(Object.entries(CASES))("%s", async (_, { files, inputs = {}, directory, ...then }) => {
    const sources = await Sources.create(files, directory);
    await sources.pushFirst({ inputs });
    const before = (await sources.head()).slice(0, 7);
    await sources.commit(then.changes);
    const doubt = doubtOf(await sources.push({ inputs }));
    expect(doubt).toBe(
      then.names && `${then.names} has changed since ${before}, the commit of the newest version`,
    );
  });
});
