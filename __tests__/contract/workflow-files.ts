import { existsSync, readdirSync } from "node:fs";
import { parse } from "yaml";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { at, textOf } from "./repository.ts";

/** A workflow, and where it is. */
export interface WorkflowFile {
  /** The file, and for a workflow within a page the line on which it begins: `README.md:12`. */
  readonly place: string;
  readonly text: string;
}

function filesIn(directory: string, name: RegExp): string[] {
  if (!existsSync(at(directory))) return [];
  return readdirSync(at(directory))
    .filter((file) => name.test(file))
    .map((file) => `${directory}/${file}`);
}

function workflowsIn(directory: string): WorkflowFile[] {
  return filesIn(directory, /\.ya?ml$/).map((place) => ({ place, text: textOf(place) }));
}

/** The YAML of a page that is a whole workflow; steps and other parts of one are not. */
function workflowsOnPage(path: string): WorkflowFile[] {
  const page = textOf(path);
  const blocks = [...page.matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```$/gm)];
  return blocks
    .map(({ 1: indent = "", 2: block = "", index }) => ({
      place: `${path}:${page.slice(0, index).split("\n").length + 1}`,
      text: block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }))
    .filter(({ text }) => /^on:/m.test(text) && /^jobs:/m.test(text));
}

/** The project's own. */
export const OWN_WORKFLOWS: readonly WorkflowFile[] = workflowsIn(".github/workflows");

/** Those that are shown to people. */
export const SHOWN_WORKFLOWS: readonly WorkflowFile[] = [
  ...workflowsIn("examples/workflows"),
  ...["README.md", ...filesIn("docs", /\.md$/)].flatMap(workflowsOnPage),
];

/** A workflow's parts, as far as rules are about them. */
export class Workflow {
  readonly text: string;
  readonly root: JsonRecord;
  readonly jobs: ReadonlyMap<string, JsonRecord>;

  constructor(text: string) {
    this.text = text;
    this.root = recordOf(parse(text));
    const jobs = Object.entries(recordOf(this.root["jobs"]));
    this.jobs = new Map(jobs.map(([id, job]) => [id, recordOf(job)]));
  }

  get steps(): readonly JsonRecord[] {
    return [...this.jobs.values()].flatMap(stepsOf);
  }
}

export function stepsOf(job: JsonRecord): readonly JsonRecord[] {
  const { steps } = job;
  return Array.isArray(steps) ? steps.map(recordOf) : [];
}

/** A map of a workflow; an empty one where there is none. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}
