import * as v from "valibot";
import { recordOf } from "../lib/json.ts";
import { lenient, object } from "../lib/parse-response.ts";

type WorkflowEvent = ReturnType<typeof parseEvent>;

/** A pull request of an event's payload. */
export type PullRequest = Extract<WorkflowEvent["pullRequest"], { kind: "pull-request" }>;

export type EventCommits =
  /** A push, or an entry of a merge queue: the commits before and after it. */
  | { readonly kind: "pair"; readonly before: string; readonly after: string }
  /** A pull request: its head, and its base branch at the time of the event. */
  | { readonly kind: "pull"; readonly base: string; readonly head: string }
  /** Any other event. */
  | {
      readonly kind: "none";
      readonly reason:
        | { readonly code: "tag-pushed" | "first-push" }
        | { readonly code: "event-without-commits"; readonly event: string };
    };

const text = v.fallback(v.string(), "");

/** A commit id: 40 hex digits, or 64 in a SHA-256 repository. */
const commit = lenient(
  v.pipe(
    v.string(),
    v.regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/),
    v.check((id) => !isZeroCommit(id)),
  ),
);

const side = object({
  sha: commit,
  ref: text,
  repo: lenient(object({ full_name: text })),
});

/** The fields that this action reads, by GitHub's documentation of webhook events. */
const PAYLOAD = object({
  action: text,
  ref: text,
  before: commit,
  after: commit,
  deleted: lenient(v.boolean()),
  pull_request: lenient(
    object({
      number: lenient(v.number()),
      state: text,
      head: lenient(side),
      base: lenient(side),
      user: lenient(object({ login: text })),
    }),
  ),
  release: lenient(object({ prerelease: lenient(v.boolean()) })),
  merge_group: lenient(object({ base_sha: commit, head_sha: commit })),
  workflow_run: lenient(
    object({
      event: text,
      head_sha: commit,
      head_repository: lenient(object({ full_name: text })),
    }),
  ),
});

type Payload = v.InferOutput<typeof PAYLOAD>;
const parsePayload = (payload: unknown): Payload => v.parse(PAYLOAD, recordOf(payload));

/**
 * Reads an event's payload.
 * @param name GITHUB_EVENT_NAME
 */
export function parseEvent(name: string, payload: unknown) {
  const event = parsePayload(payload);
  return {
    name,
    pullRequest: pullRequestOf(event),
    cause: causeOf(event),
    release: releaseOf(event),
    /** Whether a push deleted its branch or tag. Its run has the default branch checked out. */
    isDeletion: name === "push" && event.deleted === true,
  };
}

function releaseOf({ action, release }: Payload) {
  if (release === undefined) return { kind: "none" } as const;
  /** `action`: `published`, `edited`, `deleted`, … */
  return { kind: "release", action, isPrerelease: release.prerelease ?? false } as const;
}

/** The run that a workflow_run event follows. */
function causeOf({ workflow_run: run }: Payload) {
  if (run?.head_sha === undefined) return { kind: "none" } as const;
  return {
    kind: "run" as const,
    event: run.event,
    /** Where its commit is, `owner/name`: a fork's name, or empty if the fork was deleted. */
    repository: run.head_repository?.full_name ?? "",
    sha: run.head_sha,
  };
}

function pullRequestOf({ action, pull_request: pull }: Payload) {
  if (pull?.head === undefined || pull.number === undefined) return { kind: "none" } as const;
  const { number, state, head, base, user } = pull;
  const repository = head.repo?.full_name ?? "";
  return {
    kind: "pull-request" as const,
    number,
    /** `opened`, `synchronize`, `reopened`, `closed`, … */
    action,
    /** Whether it was closed when the event happened, on any event. */
    isClosed: state === "closed" || action === "closed",
    headSha: head.sha ?? "",
    branch: head.ref,
    /** From another repository than the one that the workflow runs in. A deleted fork has none. */
    isFork: repository === "" || repository !== base?.repo?.full_name,
    author: user?.login ?? "",
  };
}

/**
 * Reads which commits an event is about.
 * @param name GITHUB_EVENT_NAME
 * @param payload content of GITHUB_EVENT_PATH
 */
export function eventCommits(name: string, payload: unknown): EventCommits {
  const { pull_request: pull, merge_group: group, ref, before, after } = parsePayload(payload);
  const [base, head] = [pull?.base?.sha, pull?.head?.sha];
  if (base !== undefined && head !== undefined) return { kind: "pull", base, head };
  if (name === "push") {
    if (ref.startsWith("refs/tags/")) return { kind: "none", reason: { code: "tag-pushed" } };
    if (before !== undefined && after !== undefined) return { kind: "pair", before, after };
    return { kind: "none", reason: { code: "first-push" } };
  }
  if (group?.base_sha !== undefined && group.head_sha !== undefined)
    return { kind: "pair", before: group.base_sha, after: group.head_sha };
  return { kind: "none", reason: { code: "event-without-commits", event: name } };
}

/** Whether an ID is all zeros, GitHub's way to say that there is no commit. */
export function isZeroCommit(id: string): boolean {
  return /^0{40,}$/.test(id);
}
