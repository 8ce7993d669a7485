import { repositoryObject, userObject } from "./objects.ts";
import type { RunSeed } from "./run-variables.ts";
import type { Author } from "./store.ts";

/** What started a workflow, as a step sees it: `runner.run({ event, env })`. */
export interface StepEvent {
  /** The file of GITHUB_EVENT_PATH. */
  readonly event: object;
  /** The variables that the runner sets for it. */
  readonly env: Readonly<Record<string, string>>;
}

/** What may be said of every event. */
export interface EventSeed extends RunSeed {
  /** `acme/hotdog-app` by default. */
  readonly repository?: string;
  /** Login of who did it. */
  readonly sender?: string;
  readonly isPrivate?: boolean;
  /** Whether the repository is a fork itself, which makes no pull request one from a fork. */
  readonly isFork?: boolean;
}

export const DEFAULT_REPOSITORY = "acme/hotdog-app";

/** The part that almost every payload has. */
export function contextOf(repository: string, sender: string, seed: EventSeed) {
  return {
    repository: repositoryObject(repository, seed),
    sender: userObject(actorOf(sender)),
  };
}

/** Who a login is: a bot's ends in `[bot]`. */
export function actorOf(login: string): Author {
  return { login, type: login.endsWith("[bot]") ? "Bot" : "User" };
}
