import { CODE, WORKFLOW } from "../support/sources.ts";
import type { FileCase } from "./cases.ts";

const COG = 'build:\n  python_version: "3.11"\npredict: "predict.py:Predictor"\n';
const REQUIRING =
  'build:\n  python_version: "3.11"\n  python_requirements: REQUIREMENTS\npredict: "predict.py:Predictor"\n';
const DOCKERFILE = "FROM scratch\nCOPY . /src\n";
const SCHEMA = JSON.stringify({
  openapi: "3.0.2",
  info: { title: "Cog", version: "1" },
  paths: {},
});

const BUILD = ".github/workflows/build.yml";
const ACTION = ".github/actions/push";
const WEIGHTS = `${COG}weights:\n  - name: base\n    target: /weights\n`;
const OBSERVED = `${COG}observability:\n  config: telemetry.py\n`;

/** A workflow that uses an action or a workflow. */
const calling = (uses: string): string => `jobs:\n  push:\n    uses: ${uses} # ours\n`;

const requiring = (path: string): string => REQUIRING.replace("REQUIREMENTS", path);

/** Files that a commit changes, after the newest version was built. */
export const COMMITTED = {
  "the model's code": { changes: { "predict.py": CODE }, names: "predict.py" },
  "a file that is new": { changes: { "a b/ü.txt": "" }, names: "a b/ü.txt" },
  "a file that is gone": { files: { x: "" }, changes: { x: null }, names: "x" },
  "a file outside of the project": { directory: "model", changes: { "docs/x.md": "x" } },
  "a file whose path begins as the project's": { directory: "model", changes: { "model2/x": "x" } },
  "a file of a project in a folder": {
    directory: "models/hotdog",
    changes: { "models/hotdog/predict.py": CODE },
    names: "models/hotdog/predict.py",
  },
  "a file that .dockerignore leaves out": {
    files: { ".dockerignore": "docs\n*.md\n" },
    changes: { "docs/x": "x", "README.md": "x" },
  },
  "a file that .dockerignore takes back in": {
    files: { ".dockerignore": "*\n!src/keep.py\n" },
    changes: { "src/keep.py": "x", "src/other.py": "x" },
    names: "src/keep.py",
  },
  "a file that differs from a pattern in its case": {
    files: { ".dockerignore": "Models\n" },
    changes: { "models/x.py": "x" },
    names: "models/x.py",
  },
  ".dockerignore": { changes: { ".dockerignore": "x\n" }, names: ".dockerignore" },
  ".dockerignore that leaves itself out": {
    files: { ".dockerignore": ".dockerignore\n" },
    changes: { ".dockerignore": ".dockerignore\nx\n" },
    names: ".dockerignore",
  },
  "cog.yaml that .dockerignore leaves out": {
    files: { ".dockerignore": "cog.yaml\n" },
    changes: { "cog.yaml": `${COG}# ...\n` },
    names: "cog.yaml",
  },
  "the config file that an input names": {
    files: { ".dockerignore": "cog*.yaml\n", "cog.gpu.yaml": COG },
    inputs: { "config-file": "cog.gpu.yaml" },
    changes: { "cog.gpu.yaml": `${COG}# ...\n` },
    names: "cog.gpu.yaml",
  },
  "cog.yaml where an input names another": {
    files: { ".dockerignore": "cog*.yaml\n", "cog.gpu.yaml": COG },
    inputs: { "config-file": "cog.gpu.yaml" },
    changes: { "cog.yaml": `${COG}# ...\n` },
  },
  "the Dockerfile": {
    files: { Dockerfile: DOCKERFILE },
    inputs: { dockerfile: "Dockerfile" },
    changes: { Dockerfile: `${DOCKERFILE}ENV A=1\n` },
    names: "Dockerfile",
  },
  "the Dockerfile that .dockerignore leaves out": {
    files: { Dockerfile: DOCKERFILE, ".dockerignore": "Dockerfile\n" },
    inputs: { dockerfile: "./Dockerfile" },
    changes: { Dockerfile: `${DOCKERFILE}ENV A=1\n` },
    names: "Dockerfile",
  },
  "the Dockerfile outside of the project": {
    directory: "model",
    files: { "docker/[gpu].Dockerfile": DOCKERFILE },
    inputs: { dockerfile: "../docker/[gpu].Dockerfile" },
    changes: { "docker/[gpu].Dockerfile": `${DOCKERFILE}ENV A=1\n` },
    names: "docker/[gpu].Dockerfile",
  },
  "how git writes the project's files": {
    directory: "models/hotdog",
    changes: { ".gitattributes": "*.sh eol=crlf\n" },
    names: ".gitattributes",
  },
  "how git writes the project's files, which .dockerignore leaves out": {
    directory: "model",
    files: { "model/.dockerignore": ".git*\n" },
    changes: { "model/.gitattributes": "*.sh eol=crlf\n" },
    names: "model/.gitattributes",
  },
  "how git writes files beside the project": {
    directory: "model",
    changes: { "docs/.gitattributes": "*.sh eol=crlf\n" },
  },
  "a neighbour of the Dockerfile outside of the project": {
    directory: "model",
    files: { "docker/Dockerfile": DOCKERFILE },
    inputs: { dockerfile: "../docker/Dockerfile" },
    changes: { "docker/Dockerfile.cpu": "x" },
  },
  "the schema that an input names": {
    files: { ".dockerignore": "schema.json\n", "schema.json": SCHEMA },
    inputs: { "openapi-schema": "schema.json" },
    changes: { "schema.json": `${SCHEMA}\n` },
    names: "schema.json",
  },
  "the requirements that .dockerignore leaves out": {
    files: {
      ".dockerignore": "requirements.txt\n",
      "requirements.txt": "torch==2.0.0\n",
      "cog.yaml": requiring("requirements.txt"),
    },
    changes: { "requirements.txt": "torch==2.1.0\n" },
    names: "requirements.txt",
  },
  "the observability that .dockerignore leaves out": {
    files: {
      ".dockerignore": "telemetry.py\n",
      "telemetry.py": "",
      "cog.yaml": `${COG}observability:\n  config: telemetry.py\n`,
    },
    changes: { "telemetry.py": "x" },
    names: "telemetry.py",
  },
  "the requirements outside of the project": {
    directory: "model",
    files: {
      "shared/requirements.txt": "torch==2.0.0\n",
      "model/cog.yaml": requiring("../shared/requirements.txt"),
    },
    changes: { "shared/requirements.txt": "torch==2.1.0\n" },
    names: "shared/requirements.txt",
  },
  "the workflow's own file": {
    directory: "model",
    files: { [WORKFLOW]: "name: Push\n" },
    changes: { [WORKFLOW]: "name: Pushed\n" },
    names: WORKFLOW,
  },
  "a reusable workflow that the workflow calls": {
    directory: "model",
    files: { [WORKFLOW]: calling("./.github/workflows/build.yml"), [BUILD]: "on: workflow_call\n" },
    changes: { [BUILD]: "on: { workflow_call: }\n" },
    names: BUILD,
  },
  "a reusable workflow by the repository's name": {
    directory: "model",
    files: { [WORKFLOW]: calling("Acme/App/.github/workflows/build.yml@main"), [BUILD]: "x: 1\n" },
    changes: { [BUILD]: "x: 2\n" },
    names: BUILD,
  },
  "a composite action that a reusable workflow uses": {
    directory: "model",
    files: {
      [WORKFLOW]: calling("./.github/workflows/build.yml"),
      [BUILD]: "jobs: { a: { steps: [{ uses: ./.github/actions/push }] } }\n",
      [`${ACTION}/action.yaml`]: "runs: {}\n",
    },
    changes: { [`${ACTION}/action.yaml`]: "runs: { using: composite }\n" },
    names: `${ACTION}/action.yaml`,
  },
  "a file of a composite action that the workflow uses": {
    directory: "model",
    files: { [WORKFLOW]: calling("'./.github/actions/push/'"), [`${ACTION}/action.yml`]: "x: 1\n" },
    changes: { [`${ACTION}/flags.sh`]: "x" },
    names: `${ACTION}/flags.sh`,
  },
  "an action in the repository's root": {
    directory: "model",
    files: { [WORKFLOW]: calling("./"), "action.yml": "x: 1\n" },
    changes: { "action.yml": "x: 2\n", "README.md": "x" },
    names: "action.yml",
  },
  "a composite action that nothing uses": {
    directory: "model",
    files: { [WORKFLOW]: calling("acme/other@v1") },
    changes: { [`${ACTION}/action.yml`]: "x: 1\n", [BUILD]: "x: 1\n" },
  },
  "weights.lock that .dockerignore leaves out": {
    files: { ".dockerignore": "weights.lock\n", "weights.lock": "1", "cog.yaml": WEIGHTS },
    changes: { "weights.lock": "2" },
    names: "weights.lock",
  },
  "weights.lock of a project without weights": {
    files: { ".dockerignore": "weights.lock\n", "weights.lock": "1" },
    changes: { "weights.lock": "2" },
  },
  "the file of observability.config that .dockerignore leaves out": {
    files: { ".dockerignore": "telemetry.py\n", "telemetry.py": "1", "cog.yaml": OBSERVED },
    changes: { "telemetry.py": "2" },
    names: "telemetry.py",
  },
  "another workflow's file": { directory: "model", changes: { ".github/workflows/test.yml": "x" } },
  "the workflow's own file that .dockerignore leaves out": {
    files: { [WORKFLOW]: "name: Push\n", ".dockerignore": ".github\n" },
    changes: { [WORKFLOW]: "name: Pushed\n" },
    names: WORKFLOW,
  },
} satisfies Readonly<Record<string, FileCase>>;
