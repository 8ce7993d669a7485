import { CODE } from "../support/sources.ts";
import type { FileCase } from "./cases.ts";

const DOCKERFILE = "FROM scratch\n";

/** Written after the newest version was built, and not committed. */
export const WRITTEN = {
  "a new file": { changes: { "weights.bin": "x" }, names: "weights.bin" },
  "a changed file": { changes: { "predict.py": CODE }, names: "predict.py" },
  "a deleted file": { files: { "a.py": "" }, changes: { "a.py": null }, names: "a.py" },
  "a staged file": { changes: { "a.py": "" }, isStaged: true, names: "a.py" },
  "a file that git ignores, and Docker does not": {
    files: { ".gitignore": "*.bin\n" },
    changes: { "weights.bin": "x" },
    names: "weights.bin",
  },
  "a directory that git ignores, and Docker does not": {
    files: { ".gitignore": "weights/\n" },
    changes: { "weights/a.bin": "x" },
    names: "weights/",
  },
  "a directory that git ignores, and Docker in part": {
    files: { ".gitignore": "weights/\n", ".dockerignore": "*\n!predict.py\n!weights/*.bin\n" },
    changes: { "weights/a.bin": "x" },
    names: "weights/",
  },
  "a file that git and Docker ignore": {
    files: { ".gitignore": "__pycache__\n", ".dockerignore": "**/__pycache__\n" },
    changes: { "__pycache__/predict.pyc": "x" },
  },
  "what Cog has left of its last build": { changes: { ".cog/openapi_schema.json": "{}" } },
  "a new file that Docker ignores": {
    files: { ".dockerignore": "notes\n" },
    changes: { "notes/x": "x" },
  },
  "a file outside of the project": { directory: "model", changes: { "other/x.py": "x" } },
  ".dockerignore that leaves itself out": {
    files: { ".dockerignore": ".dockerignore\n" },
    changes: { ".dockerignore": ".dockerignore\nx\n" },
    names: ".dockerignore",
  },
  "cog.yaml that .dockerignore leaves out": {
    files: { ".dockerignore": "cog.yaml\n" },
    changes: { "cog.yaml": 'build: {python_version: "3.11"}\npredict: predict.py:Predictor\n' },
    names: "cog.yaml",
  },
  "the Dockerfile that .dockerignore leaves out": {
    files: { ".dockerignore": "Dockerfile\n", Dockerfile: DOCKERFILE },
    inputs: { dockerfile: "Dockerfile" },
    changes: { Dockerfile: `${DOCKERFILE}ENV A=1\n` },
    names: "Dockerfile",
  },
  "the Dockerfile outside of the project": {
    directory: "model",
    files: { "docker/Dockerfile": DOCKERFILE },
    inputs: { dockerfile: "../docker/Dockerfile" },
    changes: { "docker/Dockerfile": `${DOCKERFILE}ENV A=1\n` },
    names: "docker/Dockerfile",
  },
} satisfies Readonly<Record<string, FileCase & { isStaged?: boolean }>>;
