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
  /** `env:` of the workflow, of the job, and of the step. */
  readonly env: Readonly<Record<string, string>>;
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
    this.steps = stepsIn(workflow);
  }

  /** What GitHub gives the workflow's token: where `permissions` is set, whatever it leaves out is none. */
  get permissions(): Permissions {
    const named = recordAt(this.#workflow, "permissions");
    const levels = PERMISSIONS.map((name) => [name, levelOf(named[name])] as const);
    return { "pull-requests": "none", deployments: "none", contents: "none", ...fromPairs(levels) };
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
      githubToken: sandbox.githubToken,
      env: { ...withoutRunners(step.env), ...sandbox.environment, ...run.event.env },
      inputs: { ...Object.fromEntries(given), ...placeOf(step, world), ...run.inputs },
    };
    return runner.run(options);
  }
}

/** What points a step at the sandbox. */
function placeOf({ action }: WorkflowStep, { sandbox }: World): Record<string, string> {
  if (action !== "") return {};
  return { "cog-version": COG_VERSION, "cog-mirror": sandbox.mirror };
}

/**
 * Without the variables that the runner overwrites for a JavaScript action: those of its contexts `github` and
 * `runner` (facts: actions/runner, and a run under act). A token is not among them.
 */
function withoutRunners(env: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(env).filter(([name]) => !/^(GITHUB_(?!TOKEN$)|RUNNER_)/.test(name));
  return Object.fromEntries(own);
}

/** What GitHub puts in place of the expressions in a text. */
function evaluate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`What is ${expression}?`);
    return value;
  });
}

/** The steps that are this action, wherever they are nested, with the variables that are set around them. */
function stepsIn(value: unknown, around: Readonly<Record<string, string>> = {}): WorkflowStep[] {
  if (Array.isArray(value)) return value.flatMap((one) => stepsIn(one, around));
  if (!isRecord(value)) return [];
  const env = { ...around, ...(isRecord(value["env"]) && texts(value["env"])) };
  const [, action] =
    /^OWNER\/push-to-replicate(\/\w+)?@v1$/.exec(`${value["uses"]}`)?.map((part) => part ?? "") ??
    [];
  const own = action === undefined ? [] : [{ action, with: texts(recordAt(value, "with")), env }];
  return [...own, ...Object.values(value).flatMap((one) => stepsIn(one, env))];
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
