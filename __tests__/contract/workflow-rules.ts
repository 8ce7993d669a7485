import type { JsonRecord } from "../../src/lib/json.ts";
import { recordOf, stepsOf, Workflow } from "./workflow-files.ts";

/** A rule for the project's own workflows. */
export interface Rule {
  /** zizmor's name for it, where it is one of zizmor's. */
  readonly name: string;
  /** What in a workflow is against it. */
  readonly breaches: (workflow: Workflow) => readonly string[];
  /** Part of a workflow that is against it. */
  readonly bad: string;
}

const PINNED = /^ *(?:- )?uses: (?:\$\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;

/** A variable of a step that has the name of its secret. */
const STEP_SECRET = /^ {10}([A-Z_]+): \$\{\{ secrets\.\1 \}\}$/;

function linesOf({ text }: Workflow, pattern: RegExp): string[] {
  return text.split("\n").filter((line) => pattern.test(line));
}

function jobsWithout({ jobs }: Workflow, has: (job: JsonRecord) => boolean): string[] {
  return [...jobs].flatMap(([id, job]) => (has(job) ? [] : [id]));
}

function scriptsOf({ steps }: Workflow): string[] {
  return steps.flatMap(({ run }) => (run === undefined ? [] : [String(run)]));
}

function stepsUsing({ steps }: Workflow, action: string): readonly JsonRecord[] {
  return steps.filter(({ uses }) => String(uses).startsWith(`${action}@`));
}

/** The lines of every `permissions:` of a job. */
function permissionLines({ text }: Workflow): string[] {
  const blocks = text.matchAll(/^ {4}permissions:\n((?: {6}.*\n)+)/gm);
  return [...blocks].flatMap(([, lines = ""]) => lines.trimEnd().split("\n"));
}

const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";

export const RULES: readonly Rule[] = [
  {
    name: "unpinned-uses: every action is pinned by its commit, with its version beside it",
    breaches: (workflow) =>
      linesOf(workflow, /^ *(?:- )?uses:/).filter((line) => !PINNED.test(line)),
    bad: "    steps:\n      - uses: actions/checkout@v7",
  },
  {
    name: "self-repository: the project's own actions are those of the running commit",
    breaches: (workflow) => linesOf(workflow, /uses: ["']?\.\//),
    bad: "    steps:\n      - uses: ./discover",
  },
  {
    name: "excessive-permissions: none for the workflow, and each job's own",
    breaches: (workflow) => [
      ...(JSON.stringify(workflow.root["permissions"]) === "{}" ? [] : ["the workflow"]),
      ...jobsWithout(workflow, (job) => typeof job["permissions"] === "object"),
    ],
    bad: "    steps: []",
  },
  {
    name: "undocumented-permissions: each says what for",
    breaches: (workflow) =>
      permissionLines(workflow).filter((line) => !/^ +[\w-]+: (?:read|write) # \S/.test(line)),
    bad: "    permissions:\n      contents: write\n",
  },
  {
    name: "template-injection: no expression in a script",
    breaches: (workflow) => scriptsOf(workflow).filter((script) => script.includes("${{")),
    bad: `    steps:\n      - run: echo \${{ github.event.pull_request.title }}`,
  },
  {
    name: "artipacked: no checkout leaves the token behind",
    breaches: (workflow) =>
      stepsUsing(workflow, "actions/checkout")
        .filter((step) => recordOf(step["with"])["persist-credentials"] !== false)
        .map(({ uses }) => String(uses)),
    bad: `    steps:\n      - uses: ${CHECKOUT} # v7.0.1`,
  },
  {
    name: "dangerous-triggers: nothing that runs with the rights of main runs what was installed or checked out",
    breaches: (workflow) => {
      const triggers = Object.keys(recordOf(workflow.root["on"]));
      if (triggers.includes("pull_request_target")) return ["pull_request_target"];
      if (!triggers.includes("workflow_run")) return [];
      return scriptsOf(workflow).filter((script) => /\b(?:npm|npx|node)\b|\.\//.test(script));
    },
    bad: "    steps:\n      - run: npm ci\non: { workflow_run: { workflows: [CI] } }",
  },
  {
    name: "dangerous-triggers: a job that may write installs nothing",
    breaches: (workflow) =>
      [...workflow.jobs].flatMap(([id, job]) => {
        const mayWrite = recordOf(job["permissions"])["contents"] === "write";
        const scripts = stepsOf(job).map(({ run }) => String(run));
        return mayWrite && scripts.some((script) => /\b(?:npm|npx|node)\b/.test(script))
          ? [id]
          : [];
      }),
    bad: "    permissions: { contents: write }\n    steps:\n      - run: npm ci",
  },
  {
    name: "cache-poisoning: what is kept from a run is built without a cache, where it may be committed or released",
    breaches: (workflow) => {
      const isKept = stepsUsing(workflow, "actions/upload-artifact").length > 0;
      const isPublished = /rebuilt-dist|proposal|gh release/.test(workflow.text);
      if (!isKept || !isPublished) return [];
      return stepsUsing(workflow, "actions/setup-node")
        .filter((step) => recordOf(step["with"])["package-manager-cache"] !== false)
        .map(({ uses }) => String(uses));
    },
    bad: `    steps:
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with: { cache: npm }
      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
        with: { name: rebuilt-dist }`,
  },
  {
    name: "bot-conditions: who made a pull request is asked, and not who started the run",
    breaches: (workflow) => linesOf(workflow, /github\.(?:triggering_)?actor\b/),
    bad: "    if: github.actor == 'dependabot[bot]'",
  },
  {
    name: "overprovisioned-secrets: each by its name, for one step",
    breaches: (workflow) =>
      linesOf(workflow, /\bsecrets\b/).filter((line) => !STEP_SECRET.test(line)),
    bad: `    env:\n      ALL: \${{ toJSON(secrets) }}`,
  },
  {
    name: "secrets-outside-env: a job with secrets has an environment, whose rules protect them",
    breaches: (workflow) =>
      jobsWithout(
        workflow,
        (job) =>
          typeof job["environment"] === "string" || !JSON.stringify(job).includes("secrets."),
      ),
    bad: `    steps:
      - run: npm test
        env:
          TOKEN: \${{ secrets.TOKEN }}`,
  },
  {
    name: "concurrency-limits: runs that another has overtaken are not piled up",
    breaches: ({ root }) => {
      const { group, "cancel-in-progress": cancel } = recordOf(root["concurrency"]);
      return group === undefined || cancel === undefined ? ["the workflow"] : [];
    },
    bad: "    steps: []",
  },
  {
    name: "anonymous-definition: every workflow and every job has a name",
    breaches: (workflow) => [
      ...(workflow.root["name"] === undefined ? ["the workflow"] : []),
      ...jobsWithout(workflow, (job) => job["name"] !== undefined),
    ],
    bad: "    steps: []",
  },
  {
    name: "no job runs longer than it has to",
    breaches: (workflow) => jobsWithout(workflow, (job) => Number(job["timeout-minutes"]) > 0),
    bad: "    steps: []",
  },
  {
    name: "scripts run in bash, where a command that fails ends them, in a pipe as well",
    breaches: (workflow) => {
      const { shell } = recordOf(recordOf(workflow.root["defaults"])["run"]);
      return shell === "bash" ? [] : scriptsOf(workflow);
    },
    bad: "    steps:\n      - run: false | true",
  },
  {
    name: "installing runs no script of a package, where nothing is tested",
    breaches: (workflow) =>
      scriptsOf(workflow).filter((script) =>
        /\bnpm (?:ci|install)\b(?! --ignore-scripts)/.test(script),
      ),
    bad: "    steps:\n      - run: npm ci && npm run build",
  },
];

/** A workflow that has nothing but what is bad. */
export function badWorkflow({ bad }: Rule): Workflow {
  const [job = "", ...root] = bad.split(/\n(?=\w)/);
  const on = root.length > 0 ? [] : ["on: push"];
  return new Workflow([...on, ...root, "jobs:", "  bad:", job, ""].join("\n"));
}
