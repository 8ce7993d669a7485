import { parse } from "yaml";
import type { StepEvent } from "../../sandbox/github/step-event.ts";
import { PERMISSIONS, type Permissions } from "../../sandbox/github/store.ts";
import type { Sandbox } from "../../sandbox/server.ts";
import { isRecord, type JsonRecord } from "../../src/json.ts";
import { textOf } from "../contract/repository.ts";
import { COG_VERSION, type StepOptions, type StepResult, type World } from "../support/world.ts";

/** The repository whose workflows they are; its owner is the account of the README's models. */
export const OWNER = "your-name";
const REPOSITORY = `${OWNER}/hello-world-app`;

/** The three workflows of the README, by the comment before each. */
export type PipelineName = "push" | "release" | "promote";

/** What differs from one run of a workflow to the next. */
export interface Occasion {
  /** Tag of the release that is published. */
  readonly tag?: string;
  /** What is given to a run that is started by hand. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A workflow, word for word as it stands in the README. */
export class Pipeline {
  readonly #world: World;
  readonly #workflow: JsonRecord;

  constructor(world: World, name: PipelineName) {
    this.#world = world;
    this.#workflow = workflowOf(name);
  }

  /** What GitHub gives the workflow's token: where `permissions` is set, whatever it leaves out is none. */
  get permissions(): Permissions {
    const named = recordAt(this.#workflow, "permissions");
    const levels = PERMISSIONS.map((name) => [name, levelOf(named[name])] as const);
    return { "pull-requests": "none", deployments: "none", contents: "none", ...fromPairs(levels) };
  }

  /** Runs the one step that is this action, on the event that the workflow names, with its permissions. */
  run(occasion: Occasion = {}): Promise<StepResult> {
    Object.assign(this.#world.sandbox.github.permissions, this.permissions);
    return this.runAsIs(occasion);
  }

  /** The same with the permissions that the sandbox's token has. */
  runAsIs(occasion: Occasion = {}): Promise<StepResult> {
    const { sandbox, runner, project } = this.#world;
    const { event, env } = eventOf(sandbox, recordAt(this.#workflow, "on"), occasion);
    const step: StepOptions = {
      workspace: project,
      event,
      env: { ...sandbox.environment, ...env },
      inputs: { ...this.#inputs(occasion), ...placeOf(sandbox) },
    };
    return runner.run(step);
  }

  /** The step's `with:`, and nothing else. */
  #inputs(occasion: Occasion): Record<string, string> {
    const [step, ...others] = stepsIn(this.#workflow["jobs"]);
    if (step === undefined || others.length > 0)
      throw new Error("The workflow does not use the action in one step.");
    const given = Object.entries(recordAt(step, "with"));
    const { apiToken } = this.#world.sandbox;
    return Object.fromEntries(
      given.map(([name, value]) => [name, evaluate(String(value), apiToken, occasion)]),
    );
  }
}

function workflowOf(name: PipelineName): JsonRecord {
  const pattern = new RegExp(
    `^<!-- pipeline: ${name} -->\\n\`\`\`yaml\\n([\\s\\S]*?)^\`\`\`$`,
    "m",
  );
  const workflow: unknown = parse(pattern.exec(textOf("README.md"))?.[1] ?? "");
  if (!isRecord(workflow)) throw new Error(`README.md has no pipeline "${name}".`);
  return workflow;
}

/** What points the action at the sandbox, and what GitHub gives it without being asked. */
function placeOf({ mirror, githubToken }: Sandbox): Record<string, string> {
  return { "cog-version": COG_VERSION, "cog-mirror": mirror, "github-token": githubToken };
}

/** What GitHub puts in place of the expressions in a text. */
function evaluate(text: string, apiToken: string, { inputs = {} }: Occasion): string {
  const values = new Map([
    ["secrets.REPLICATE_API_TOKEN", apiToken],
    ...Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value] as const),
  ]);
  return text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = values.get(expression);
    if (value === undefined) throw new Error(`What is ${expression}?`);
    return value;
  });
}

/** The event that starts a workflow, by its `on:`. */
function eventOf({ events }: Sandbox, on: JsonRecord, { tag, inputs }: Occasion): StepEvent {
  const [[name, traits] = ["", undefined]] = Object.entries(on);
  if (name === "push") return pushOf(isRecord(traits) ? traits["branches"] : undefined);
  if (name === "workflow_dispatch")
    return events.workflowDispatchEvent({ repository: REPOSITORY, inputs: inputs ?? {} });
  const isPublished = isRecord(traits) && String(traits["types"]) === "published";
  if (name !== "release" || !isPublished || tag === undefined)
    throw new Error(`What starts a workflow on ${name}?`);
  return events.releaseEvent({ action: "published", repository: REPOSITORY, tag });
}

/** The step reads nothing of a push but these. */
function pushOf(branches: unknown): StepEvent {
  const branch = String(branches);
  const env = {
    GITHUB_EVENT_NAME: "push",
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REF: `refs/heads/${branch}`,
    GITHUB_REF_NAME: branch,
    GITHUB_REF_TYPE: "branch",
  };
  return { event: { ref: env.GITHUB_REF }, env };
}

/** Puts a release in place, with notes that its author wrote. */
export function release({ sandbox }: World, tag: string, body: string): void {
  sandbox.github.addRelease({ repository: REPOSITORY, tag, body });
}

/** The steps that are this action, wherever they are nested. */
function stepsIn(value: unknown): JsonRecord[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (!isRecord(value)) return [];
  const isOurs = value["uses"] === "OWNER/push-to-replicate@v1";
  return [...(isOurs ? [value] : []), ...Object.values(value).flatMap(stepsIn)];
}

function recordAt(record: JsonRecord, key: string): JsonRecord {
  const value = record[key];
  if (!isRecord(value)) throw new Error(`The workflow has no map "${key}".`);
  return value;
}

function levelOf(value: unknown): Permissions["contents"] {
  return value === "write" || value === "read" ? value : "none";
}

function fromPairs(pairs: readonly (readonly [keyof Permissions, Permissions["contents"]])[]) {
  const levels: Partial<Permissions> = Object.fromEntries(pairs);
  return levels;
}
