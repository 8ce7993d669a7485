import type { Checkout } from "../git/repository.ts";
import type { PullRequest } from "../github/event.ts";
import type { EventInputs } from "../inputs/action.ts";
import { ActionError } from "../lib/errors.ts";
import type { Context } from "../runtime/context.ts";
import type { SkipReason } from "./skip-reasons.ts";

/** Whose code an event may build, and for what: docs/threat-model.md describes each rule. */
type EventRule = "production" | "preview" | "unmerged" | "own-commit" | "by-cause";

/**
 * GitHub's events. Which of them anyone can trigger, with the repository's secrets available, and on which
 * commit each runs: GitHub's documentation of events that trigger workflows. An event that is not listed is
 * treated as `own-commit`, the strictest rule that still builds.
 */
export const EVENT_RULES: Readonly<Record<string, EventRule>> = {
  push: "production",
  release: "production",
  schedule: "production",
  workflow_dispatch: "production",
  repository_dispatch: "production",
  create: "production",
  deployment: "production",
  pull_request: "preview",
  pull_request_review: "preview",
  pull_request_review_comment: "preview",
  merge_group: "unmerged",
  workflow_run: "by-cause",
  pull_request_target: "own-commit",
  issue_comment: "own-commit",
  issues: "own-commit",
  discussion: "own-commit",
  discussion_comment: "own-commit",
  fork: "own-commit",
  watch: "own-commit",
};

/** Causes of a workflow_run that only people with write access can bring about. */
const TRUSTED_CAUSES: ReadonlySet<string> = new Set([
  "push",
  "release",
  "schedule",
  "create",
  "workflow_dispatch",
  "repository_dispatch",
]);

/**
 * What happens to releases that are already out, whose commit may be old: a workflow with `on: release` and no types runs
 * then, too (GitHub's documentation of the event).
 */
const NOT_RELEASING: ReadonlySet<string> = new Set(["edited", "unpublished", "deleted"]);

/** Where people read why untrusted code is not built with the repository's secrets. */
const SECURITY_PAGE = "https://github.com/OWNER/push-to-replicate/blob/main/SECURITY.md";

/** What an event allows. */
export type EventDecision =
  | { readonly kind: "skip"; readonly reason: SkipReason }
  /** A pull request was closed: nothing is built, and its previews are removed. */
  | { readonly kind: "closed"; readonly pullRequest: PullRequest }
  | {
      readonly kind: "build";
      /** What `preview: auto` means. */
      readonly target: "production" | "preview";
      /** The commit that is built, for labels, comment and summary; undefined if it is unknown. */
      readonly commit: string | undefined;
      /** Whether the code is untrusted: it is only built, and all secrets are empty. */
      readonly isUntrusted: boolean;
    };

/** What the decision depends on. */
interface EventFacts extends Omit<EventInputs, "directory"> {
  readonly context: Pick<Context, "event" | "sha" | "repository">;
  readonly checkout: Checkout;
  /** Whether Docker is logged in to a registry. */
  readonly hasLogin: boolean;
}

/**
 * Decides what an event allows, before any other input and any file of the project is read: on a pull request
 * without secrets, many inputs are empty.
 * @throws {ActionError} if untrusted code is checked out on an event that has the repository's secrets.
 */
export function decideEvent(facts: EventFacts): EventDecision {
  const { name, pullRequest, release, isDeletion } = facts.context.event;
  const rule = ruleOf(name);
  if (rule === "unmerged" && facts.stopAfter === undefined)
    return skip({ code: "unmerged", event: name });
  if (isDeletion) return skip({ code: "ref-deleted" });
  if (name === "release" && release.kind === "release" && NOT_RELEASING.has(release.action))
    return skip({ code: "release-changed", action: release.action });
  if (rule === "preview" || name === "pull_request_target") {
    if (pullRequest.kind === "pull-request") return decidePullRequest(facts, pullRequest);
    throw new ActionError({
      code: "pull-request-unreadable",
      message: `The payload of this ${name} event contains no pull request, so the owner of the code is unknown.`,
      hint: "Check that no step before this one changes GITHUB_EVENT_PATH or its file.",
    });
  }
  if (rule === "own-commit" || rule === "by-cause") requireTrustedCommit(facts);
  return { kind: "build", target: "production", commit: builtCommit(facts), isUntrusted: false };
}

function decidePullRequest(facts: EventFacts, pullRequest: PullRequest): EventDecision {
  const { context, hasToken, hasBuildSecret, hasLogin, stopAfter } = facts;
  const { action, isClosed, isFork, number } = pullRequest;
  if (action === "closed") {
    if (!hasToken && lacksSecrets(pullRequest)) return skip(untrustedReason(pullRequest, false));
    // A check without a token has created no preview.
    if (hasToken || stopAfter !== "build") return { kind: "closed", pullRequest };
  }
  if (isClosed) return skip({ code: "pull-request-closed", number: String(number) });
  // On pull_request_target, requireTrustedCommit rejects the code of the pull request.
  const isBuilt = ruleOf(context.event.name) === "preview";
  const isUntrusted = isBuilt && lacksSecrets(pullRequest) && (isFork || !hasToken);
  const hasSecret = hasToken || hasBuildSecret || hasLogin;
  if (isUntrusted && (hasSecret || stopAfter !== "build"))
    return skip(untrustedReason(pullRequest, hasSecret));
  if (!isBuilt) requireTrustedCommit(facts);
  return { kind: "build", target: "preview", commit: builtCommit(facts), isUntrusted };
}

function ruleOf(name: string): EventRule {
  return Object.hasOwn(EVENT_RULES, name) ? (EVENT_RULES[name] ?? "own-commit") : "own-commit";
}

function requireTrustedCommit({ context, checkout, isPromotion }: EventFacts): void {
  const { event, sha, repository } = context;
  // Without a repository, no untrusted code is checked out that a promotion could use.
  if (isPromotion && checkout.kind === "none") return;
  const { cause } = event;
  const isTrustedCause =
    ruleOf(event.name) === "by-cause" &&
    cause.kind === "run" &&
    TRUSTED_CAUSES.has(cause.event) &&
    cause.repository.toLowerCase() === repository.toLowerCase();
  // GITHUB_SHA is the commit that the workflow itself comes from on these events.
  const trusted = isTrustedCause ? [sha, cause.sha] : [sha];
  if (checkout.kind === "commit" && trusted.includes(checkout.commit)) return;
  const found =
    checkout.kind === "commit"
      ? `commit "${checkout.commit}" is checked out, which is not the workflow's own`
      : "the commit that is checked out is unknown";
  throw new ActionError({
    code: "untrusted-checkout",
    message: `Anyone can trigger ${event.name || "unknown"} events, and ${found}. Building it could run untrusted code with the repository's secrets.`,
    hint: `Build pull requests with on: pull_request, and do not check out another ref on this event. For forks, see ${SECURITY_PAGE}`,
  });
}

/** On pull requests, the merge commit that GitHub makes for the run is named by the pull request's head. */
function builtCommit({ context, checkout }: EventFacts): string | undefined {
  const { event, sha } = context;
  const { pullRequest } = event;
  const head =
    ruleOf(event.name) === "preview" && pullRequest.kind === "pull-request"
      ? pullRequest.headSha
      : sha;
  if (checkout.kind === "none") return head;
  return checkout.commit === sha ? head : checkout.commit;
}

/** GitHub passes no secrets to pull requests from forks; Dependabot has its own secrets. */
function lacksSecrets({ isFork, author }: PullRequest): boolean {
  return isFork || author === "dependabot[bot]";
}

function untrustedReason({ isFork, number }: PullRequest, hasSecret: boolean): SkipReason {
  const ofFork = hasSecret ? "fork-with-secret" : "fork";
  return { code: isFork ? ofFork : "dependabot", number: String(number) };
}

function skip(reason: SkipReason): EventDecision {
  return { kind: "skip", reason };
}
