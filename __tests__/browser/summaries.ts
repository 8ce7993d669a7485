import { renderCollection } from "../../src/commands/collect/render.ts";
import { renderPush } from "../../src/commands/push/render.ts";
import { NO_RESULTS, type Results } from "../../src/commands/results.ts";
import { renderStopAfter } from "../../src/commands/stop-after/render.ts";
import { renderDryRun, renderFailure } from "../../src/commands/summary.ts";
import { renderSweep } from "../../src/commands/sweep/render.ts";
import { renderDiscovery } from "../../src/discover/render.ts";
import { ensured } from "../../src/model/ensure-model.ts";
import { renderPreview, renderRemoval } from "../../src/preview/render.ts";
import { renderRelease } from "../../src/release-notes/render.ts";
import { parseModel } from "../../src/replicate/parse.ts";
import { renderTestReport } from "../../src/testing/render.ts";
import { ID, OTHER_ID } from "../unit/gate-support.ts";
import { API, FAILURE, testReport } from "../unit/report-support.ts";

const NAME = { owner: "stability-research", name: "image-to-image-upscaler" };
const FULL = `${NAME.owner}/${NAME.name}`;
const PREVIEW = { ...NAME, name: `${NAME.name}-pr-1234` };
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const REPOSITORY = {
  id: "1",
  name: `${FULL}`,
  serverUrl: "https://github.com",
  hasFormerName: async () => false,
};

const RELEASE = {
  ...{ number: 12, model: FULL, version: ID, hardware: "gpu-a100-large-2x" },
  ...{ minInstances: 1, maxInstances: 4 },
};

const modelOf = (name: string, latest?: string) =>
  ensured(
    parseModel({
      url: `https://replicate.com/${NAME.owner}/${name}`,
      owner: NAME.owner,
      name,
      visibility: "private",
      latest_version: latest ? { id: latest } : null,
    }),
    { kind: "created", hardware: "gpu-a100-large-2x" },
  );

const VOLUME = { device: 1, size: 84e9, free: 9e9 };
const DISK = {
  ...{ removed: [], seconds: 12 },
  after: [
    {
      ...VOLUME,
      directories: [{ content: "docker", path: "/var/lib/docker/containerd/snapshots" }],
      needed: 32e9,
    },
  ],
} as const;
const PHASES = [
  { name: "preflight", seconds: 2.1 },
  { name: "build", seconds: 1260 },
  { name: "test push", seconds: 310 },
  { name: "confirm", seconds: 8 },
];

const CASES = [
  { name: "a portrait of a person in the rain, with an umbrella" },
  { name: "refuses an empty prompt", failures: [FAILURE], log: ["Traceback", "x".repeat(300)] },
  { name: "compares", before: { kind: "failed", error: "x ".repeat(300) } },
] as const;

const RESULTS: Results = {
  newer: [{ version: OTHER_ID, newer: COMMIT, commit: COMMIT }],
  compatibility: {
    kind: "compared",
    compatibility: {
      verdict: "breaking",
      changes: [
        {
          ...{ part: "Input", name: "guidance_scale", verdict: "breaking" },
          before: "number, default 7.5, at least 1, at most 20",
          after: "integer, at least 1, at most 20",
          findings: [
            { code: "type-narrowed", effect: "narrower" },
            { code: "keyword-changed", about: "default", effect: "noted" },
          ],
        },
        {
          ...{ part: "TrainingInput", name: "caption_prefix", verdict: "compatible" },
          before: undefined,
          after: 'one of "photo", "drawing", "painting"',
          findings: [{ code: "new-optional-input", effect: "noted" }],
        },
      ],
    },
  },
  tests: { kind: "tested", report: { ...testReport(CASES), model: PREVIEW } },
  deployment: {
    kind: "moved",
    isChecked: true,
    before: { ...NAME, release: { ...RELEASE, number: 11, version: OTHER_ID } },
    deployment: { ...NAME, release: RELEASE },
  },
};

const LAYERS = [..."12345"].map((hex) => ({ digest: `sha256:${hex.repeat(64)}`, size: 3e9 }));
const PROBLEM = {
  code: "metadata-file-unreadable",
  message: `Input readme-file is "/workspace/${FULL}/READMEE.md", which cannot be read.`,
  hint: `Set readme-file to a file that exists. See https://replicate.com/${FULL}/versions/${ID}.`,
  quote: "x".repeat(500),
  details: "y".repeat(500),
};
const JOB = { "working-directory": ".", "config-file": "cog.yaml", model: FULL };

/** Each text that the action writes for GitHub, with names, IDs and messages as long as real ones. */
export const TEXTS: Readonly<Record<string, string>> = {
  push: renderPush({
    model: { ...modelOf(NAME.name, OTHER_ID), updated: ["description", "readme", "license_url"] },
    version: { id: ID, digest: `sha256:${ID}`, schema: undefined },
    results: RESULTS,
    build: {
      ...{ kind: "built", disk: DISK },
      cache: {
        ...{
          kind: "used",
          reused: { layers: 11, bytes: 12e9 },
          total: { layers: 14, bytes: 15e9 },
        },
        ...{ seconds: 200, fullBuild: 1400 },
      },
    },
    size: { size: 15e9, layers: LAYERS },
    previousSize: { size: 14e9, layers: LAYERS },
    cogVersion: "0.22.0",
    apiUrl: API,
    phases: PHASES,
  }),
  preview: renderPreview({
    origin: { repository: REPOSITORY, number: 1234, production: NAME, project: "cog.yaml" },
    ensured: modelOf(PREVIEW.name),
    version: { id: ID, exampleInput: {} },
    sections: [renderTestReport({ ...testReport(CASES), model: PREVIEW })],
    commit: COMMIT,
    branch: "mona/upscale-four-times-with-the-new-scheduler",
    cogVersion: "0.22.0",
    buildCache: "11 of 14 layers reused (12.0 GB of 15.0 GB)",
    apiUrl: API,
    deletion: "closed",
  }),
  removal: renderRemoval(NAME, [
    { name: PREVIEW, deleted: true, versions: 3, refusals: [] },
    { name: PREVIEW, deleted: false, versions: 0, refusals: [`${ID}: used by a deployment`] },
  ]),
  "release notes": renderRelease(
    {
      name: NAME,
      version: { id: ID, exampleInput: { prompt: "x".repeat(200) } },
      page: `https://replicate.com/${FULL}/versions/${ID}`,
      image: `r8.im/${FULL}@sha256:${ID}`,
      facts: [
        ["Boots in", "1 min 12 s"],
        ["Deployment", `\`${FULL}\`, release 12`],
      ],
      changes: "",
    },
    API,
  ),
  failure: renderFailure([PROBLEM, { ...PROBLEM, message: `${PROBLEM.message} ${ID}` }]),
  "stop-after": renderStopAfter(
    `${FULL}: tested on ${FULL}-test`,
    { build: { disk: DISK, cache: { kind: "unused" } }, cogVersion: "0.22.0", phases: PHASES },
    {
      ...NO_RESULTS,
      tests: { kind: "tested", report: testReport([], { verdict: "setup failed" }) },
    },
    API,
  ),
  "dry run": renderDryRun(NAME, [`move deployment ${FULL}, which serves ${ID}`]),
  collect: renderCollection(COMMIT, [
    { model: NAME, result: { kind: "version", id: ID, isOlder: true } },
    { model: PREVIEW, result: { kind: "missing", reason: "no version has this commit's label" } },
  ]),
  sweep: renderSweep(
    [NAME],
    [{ number: 1234, name: PREVIEW, outcome: { code: "deleted" } }],
    40,
    true,
  ),
  discover: renderDiscovery({
    jobs: [
      {
        job: { ...JOB, name: "models/image/upscaler" },
        changes: ["models/image/upscaler/weights/config.json", "a", "b"],
      },
    ],
    total: 40,
    comparison: { kind: "range", before: COMMIT, after: COMMIT },
  }),
};
