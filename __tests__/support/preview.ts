import { onTestFinished } from "vitest";
import type { PullRequestEventSeed } from "../../dev/sandbox/github/events.ts";
import { idOf } from "../../dev/sandbox/github/objects.ts";
import type { ModelSeed, Version } from "../../dev/sandbox/models/model.ts";
import type { RunningStep } from "../../dev/sandbox/runner.ts";
import {
  type AtEnd,
  HOTDOG,
  type SandboxOptions,
  type StepOptions,
  type StepResult,
  World,
} from "./world.ts";

/** The repository whose pull requests have previews. */
export const REPOSITORY = "acme/hotdog-app";

/** The preview of pull request 7, by the default of `preview-model`. */
export const PREVIEW = "acme/hotdog-pr-7";

/** Traits of a pull request that stay the same through its events. */
export type PullTraits = Partial<Omit<PullRequestEventSeed, "action">>;

type Action = PullRequestEventSeed["action"];

/**
 * A world where acme/hotdog is in production, with one version.
 * @param atEnd of the test's own context, where tests run concurrently.
 */
export function createPreviewWorld(
  options: SandboxOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<World> {
  const models = [{ ...HOTDOG, versions: [{}] }];
  return World.create({ models, deletionDelay: 50, ...options }, atEnd);
}

/** A pull request of acme/hotdog-app, number 7 unless another is named, and the steps on its events. */
export class Pull {
  readonly #world: World;
  readonly #traits: PullTraits & { readonly number: number };

  constructor(world: World, traits: PullTraits = {}) {
    this.#world = world;
    this.#traits = { number: 7, ...traits };
  }

  /** The step on an event. From then on GitHub has the pull request as the event says. */
  step(action: Action, overrides: Partial<StepOptions> = {}): Partial<StepOptions> {
    const { github, githubToken, events } = this.#world.sandbox;
    const { event, env } = events.pullRequestEvent({ ...this.#traits, action });
    github.addPull({ ...this.#traits, state: action === "closed" ? "closed" : "open" });
    return {
      ...overrides,
      event,
      inputs: { "github-token": githubToken, ...overrides.inputs },
      env: { ...env, ...overrides.env },
    };
  }

  run(action: Action, overrides: Partial<StepOptions> = {}): Promise<StepResult> {
    return this.#world.run(this.step(action, overrides));
  }

  start(action: Action, overrides: Partial<StepOptions> = {}): Promise<RunningStep> {
    return this.#world.start(this.step(action, overrides));
  }

  /** Runs a step that has to be refused before anything is changed; its one annotation. */
  refusal(action: Action, overrides: Partial<StepOptions> = {}): Promise<string> {
    return this.#world.refusal(this.step(action, overrides));
  }
}

/**
 * The preview model of a pull request as older releases made it. The mark is written out, since previews
 * that are out there have it: one that reads otherwise would leave them behind.
 */
export function previewModel(number: number, traits: Partial<ModelSeed> = {}): ModelSeed {
  return {
    ...HOTDOG,
    name: `hotdog-pr-${number}`,
    visibility: "private",
    description: `Preview of acme/hotdog for pull request #${number} of ${REPOSITORY}, made and deleted by push-to-replicate.`,
    github_url: `https://github.com/${REPOSITORY}/pull/${number}`,
    ...traits,
  };
}

/** The marks of a preview that is created now: those of `previewModel`, with the repository and the project. */
export function currentMarks(number: number) {
  const { description = "", github_url = "" } = previewModel(number);
  const ids = `repository ${idOf(REPOSITORY)}, project 3cfbd355`;
  return { description: description.replace(/\.$/, ` (${ids}).`), github_url };
}

/** So many versions without traits of their own. */
export function versions(count: number): NonNullable<ModelSeed["versions"]> {
  return Array.from({ length: count }, () => ({}));
}

/** The versions of a model that nobody has asked to delete, the newest first. */
export function keptVersions({ sandbox }: World, model: string): readonly Version[] {
  return (sandbox.model(model)?.versions ?? []).filter(
    ({ listedUntil }) => listedUntil === Number.POSITIVE_INFINITY,
  );
}

/** Names of the models that there are. */
export function modelNames({ sandbox }: World): readonly string[] {
  return [...sandbox.state.models.keys()].toSorted();
}

/** All that the action asked of Replicate, the registry and GitHub, as `METHOD /path`. */
export function requestsOf({ sandbox }: World): readonly string[] {
  return sandbox.requests
    .filter(({ by, service }) => by === "other" && service !== "mirror")
    .map(({ method, path }) => `${method} ${path}`);
}

/** What the action asked to be changed, at Replicate and on GitHub. */
export function changesOf(world: World): readonly string[] {
  // A query of GraphQL is a POST that changes nothing.
  return requestsOf(world).filter((request) =>
    /^(POST|PATCH|PUT|DELETE) \/(v[12]\/|github\/(?!graphql$))/.test(request),
  );
}

/** The text of each comment on a pull request. */
export function commentsOn({ sandbox }: World, number = 7): readonly string[] {
  return sandbox.github.comments(REPOSITORY, number).map(({ body }) => body);
}
