import { join } from "node:path";
import { parse } from "yaml";
import type { StepEvent } from "../../dev/sandbox/github/step-event.ts";
import { PERMISSIONS, type Permissions } from "../../dev/sandbox/github/store.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { COG_VERSION, type StepOptions, type StepResult, type World } from "./world.ts";

const ROOT = join(import.meta.dirname, "../..");

/** One step of a workflow that is this action, or a sub-action of it. */
export interface WorkflowStep {
  /** What follows `push-to-replicate` in `uses:`, without the version: ``, `/sweep` or `/discover`. */
  readonly action: string;
  readonly with: Readonly<Record<string, string>>;
}

/** What differs from one run of a workflow to the next. */
export interface Run {
  readonly event: StepEvent;
  /** The values of the workflow's expressions, by their text: `inputs.version`. Secrets are there. */
  readonly values?: Readonly<Record<string, string>>;
  /** Inputs that point the step elsewhere than the workflow does. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Where it runs; the world's project when nothing is said. */
  readonly workspace?: string;
}

/** A workflow, word for word as it is in a file or on a page. */
export class Workflow {
  readonly on: JsonRecord;
  readonly steps: readonly WorkflowStep[];
  readonly #workflow: JsonRecord;

  /** @throws when it is no workflow. */
  constructor(text: string) {
    const workflow: unknown = parse(text);
    if (!isRecord(workflow)) throw new Error("That is no workflow.");
    this.#workflow = workflow;
    this.on = recordAt(workflow, "on");
    this.steps = stepsIn(workflow["jobs"]);
  }

  /** What GitHub gives the workflow's token: where `permissions` is set, whatever it leaves out is none. */
  get permissions(): Permissions {
    const named = recordAt(this.#workflow, "permissions");
    const levels = PERMISSIONS.map((name) => [name, levelOf(named[name])] as const);
    return { "pull-requests": "none", deployments: "none", contents: "none", ...fromPairs(levels) };
  }

  /** The variables that the workflow sets for all of its steps. */
  get env(): Readonly<Record<string, string>> {
    const { env } = this.#workflow;
    return texts(isRecord(env) ? env : {});
  }

  /** Runs one of its steps, with the workflow's own permissions. */
  runStep(world: World, step: WorkflowStep | undefined, run: Run): Promise<StepResult> {
    Object.assign(world.sandbox.github.permissions, this.permissions);
    return this.runStepAsIs(world, step, run);
  }

  /** The same with the permissions that the sandbox's token has. */
  runStepAsIs(world: World, step: WorkflowStep | undefined, run: Run): Promise<StepResult> {
    if (step === undefined) throw new Error("The workflow has no such step.");
    const { sandbox, runner, project } = world;
    const values = { "secrets.REPLICATE_API_TOKEN": sandbox.apiToken, ...run.values };
    const given = Object.entries(step.with).map(([name, text]) => [name, evaluate(text, values)]);
    const options: StepOptions = {
      action: join(ROOT, step.action),
      workspace: run.workspace ?? project,
      event: run.event.event,
      env: { ...sandbox.environment, ...this.env, ...run.event.env },
      inputs: { ...Object.fromEntries(given), ...placeOf(step, world), ...run.inputs },
    };
    return runner.run(options);
  }
}

/** What points a step at the sandbox, and what GitHub gives it without being asked. */
function placeOf({ action }: WorkflowStep, { sandbox }: World): Record<string, string> {
  if (action === "/discover") return {};
  const github = { "github-token": sandbox.githubToken };
  if (action === "/sweep" || action === "/collect") return github;
  return { ...github, "cog-version": COG_VERSION, "cog-mirror": sandbox.mirror };
}

/** What GitHub puts in place of the expressions in a text. */
function evaluate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`What is ${expression}?`);
    return value;
  });
}

/** The steps that are this action, wherever they are nested. */
function stepsIn(value: unknown): WorkflowStep[] {
  if (Array.isArray(value)) return value.flatMap(stepsIn);
  if (!isRecord(value)) return [];
  const [, action] =
    /^OWNER\/push-to-replicate(\/\w+)?@v1$/.exec(`${value["uses"]}`)?.map((part) => part ?? "") ??
    [];
  const own = action === undefined ? [] : [{ action, with: texts(recordAt(value, "with")) }];
  return [...own, ...Object.values(value).flatMap(stepsIn)];
}

function texts(record: JsonRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
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
