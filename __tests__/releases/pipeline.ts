import type { Permissions } from "../../dev/sandbox/github/store.ts";
import type { Sandbox, StepEvent } from "../../dev/sandbox/server.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { textOf } from "../contract/repository.ts";
import { type Run, Workflow } from "../support/workflow.ts";
import type { StepResult, World } from "../support/world.ts";

/** The repository whose workflows they are; its owner is the account of the README's models. */
export const OWNER = "your-name";
const REPOSITORY = `${OWNER}/hello-world-app`;

/** The three workflows of a release pipeline, by the comment before each, and the pages that show them. */
export type PipelineName = "push" | "release" | "promote";
const PAGES = { push: "README.md", release: "README.md", promote: "docs/testing.md" } as const;

/** What differs from one run of a workflow to the next. */
export interface Occasion {
  /** Tag of the release that is published. */
  readonly tag?: string;
  /** What is given to a run that is started by hand. */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A workflow whose one step is this action, word for word as it stands on its page. */
export class Pipeline {
  readonly #world: World;
  readonly #workflow: Workflow;

  constructor(world: World, name: PipelineName) {
    this.#world = world;
    this.#workflow = new Workflow(textIn(textOf(PAGES[name]), name));
    if (this.#workflow.steps.length !== 1)
      throw new Error("The workflow does not use the action in one step.");
  }

  get permissions(): Permissions {
    return this.#workflow.permissions;
  }

  /** Runs the step, on the event that the workflow names, with its permissions. */
  run(occasion: Occasion = {}): Promise<StepResult> {
    const [step] = this.#workflow.steps;
    return this.#workflow.runStep(this.#world, step, this.#runOf(occasion));
  }

  /** The same with the permissions that the sandbox's token has. */
  runAsIs(occasion: Occasion = {}): Promise<StepResult> {
    const [step] = this.#workflow.steps;
    return this.#workflow.runStepAsIs(this.#world, step, this.#runOf(occasion));
  }

  #runOf(occasion: Occasion): Run {
    const inputs = Object.entries(occasion.inputs ?? {});
    return {
      event: eventOf(this.#world.sandbox, this.#workflow.on, occasion),
      values: Object.fromEntries(inputs.map(([name, value]) => [`inputs.${name}`, value])),
    };
  }
}

function textIn(page: string, name: PipelineName): string {
  const pattern = new RegExp(
    `^<!-- pipeline: ${name} -->\\n\`\`\`yaml\\n([\\s\\S]*?)^\`\`\`$`,
    "m",
  );
  const text = pattern.exec(page)?.[1];
  if (text === undefined) throw new Error(`${PAGES[name]} has no pipeline "${name}".`);
  return text;
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

/** A push to a branch, of which the step reads nothing but these. */
export function pushOf(branches: unknown, repository = REPOSITORY): StepEvent {
  const branch = String(branches);
  const env = {
    GITHUB_EVENT_NAME: "push",
    GITHUB_REPOSITORY: repository,
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
