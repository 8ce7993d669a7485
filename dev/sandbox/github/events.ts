import { idOf, nodeId, pageOf, repositoryObject, userObject } from "./objects.ts";
import { mergeShaOf, type PullSeed, pullObject, pullOf } from "./pulls.ts";
import { type RunSeed, runVariables } from "./run-variables.ts";
import {
  actorOf,
  contextOf,
  DEFAULT_REPOSITORY,
  type EventSeed,
  type StepEvent,
} from "./step-event.ts";
import { isSameRepository, type Pull, shaOf, stamp } from "./store.ts";

export type { StepEvent } from "./step-event.ts";
export {
  type ReleaseEventSeed,
  releaseEvent,
  type TagPushEventSeed,
  tagPushEvent,
} from "./tag-events.ts";

/** Besides what is said of the pull request; `merged` is for `closed`. */
export interface PullRequestEventSeed extends EventSeed, Omit<PullSeed, "state"> {
  readonly action:
    | "opened"
    | "synchronize"
    | "reopened"
    | "closed"
    | "labeled"
    | "submitted"
    | "created";
  /** `pull_request` by default. */
  readonly name?:
    | "pull_request"
    | "pull_request_target"
    | "pull_request_review"
    | "pull_request_review_comment";
  /** Whether it had been closed before the event. */
  readonly wasClosed?: boolean;
  /** The head before a `synchronize`. */
  readonly before?: string;
}

const DEFAULT_BRANCH = "main";

/**
 * A pull request's event. From a fork: `headRepository: "stranger/hotdog-app"`; from Dependabot:
 * `author: "dependabot[bot]"`. The sender is the author unless another is named.
 */
export function pullRequestEvent(seed: PullRequestEventSeed): StepEvent {
  const { action, sender = seed.author ?? "mona", name = "pull_request" } = seed;
  const { closedAt: _, merged = false, ...open } = seed;
  const isClosed = action === "closed" || seed.wasClosed === true;
  const pull = pullOf(isClosed ? { ...seed, state: "closed" } : open);
  const shown = pullObject(pull, seed);
  const closer = userObject(actorOf(sender));
  const event = {
    action,
    number: pull.number,
    pull_request: {
      ...shown,
      merged: isClosed && merged,
      mergeable: isClosed ? null : true,
      merged_by: isClosed && merged ? closer : null,
      author_association: shown.head.repo === shown.base.repo ? "MEMBER" : "NONE",
    },
    ...(action === "synchronize" && {
      before: seed.before ?? shaOf(`before ${pull.headSha}`),
      after: pull.headSha,
    }),
    repository: repositoryObject(pull.repository, seed),
    sender: closer,
  };
  return { event, env: pullRequestVariables(pull, name, sender, seed) };
}

/**
 * A pull_request run stands on the merge commit, a merged one's on the branch that it went to; a
 * pull_request_target run on the default branch (always, since December 2025).
 */
function pullRequestVariables(
  pull: Pull,
  name: NonNullable<PullRequestEventSeed["name"]>,
  actor: string,
  run: RunSeed,
): Record<string, string> {
  const common = { name, actor, repository: pull.repository, head: pull.branch, base: pull.base };
  if (name === "pull_request_target")
    return runVariables({ ...common, ...onBranch(pull.repository, DEFAULT_BRANCH) }, run);
  const sha = mergeShaOf(pull);
  const ref = pull.mergedAt ? `refs/heads/${pull.base}` : `refs/pull/${pull.number}/merge`;
  return runVariables({ ...common, sha, ref }, run);
}

/** Besides the run that has been: of a pull request when `number` is given. */
export interface WorkflowRunEventSeed extends EventSeed, Partial<Omit<PullSeed, "state">> {
  readonly action?: "completed" | "requested";
  /** Event of the run that it follows; `pull_request` by default. */
  readonly event?: string;
  readonly conclusion?: "success" | "failure";
}

/** What follows another workflow's run, with this repository's secrets. */
export function workflowRunEvent(seed: WorkflowRunEventSeed = {}): StepEvent {
  const { repository = DEFAULT_REPOSITORY, sender = seed.author ?? "mona" } = seed;
  const { action = "completed", event = "pull_request", conclusion = "success" } = seed;
  const pull = pullOf({ number: 1, ...seed, repository });
  const head = pull.headRepository ?? repository;
  const isOwn = isSameRepository(head, repository);
  const id = idOf(`run ${pull.headSha}`);
  const run = {
    id,
    node_id: nodeId("WFR", id),
    name: "CI",
    html_url: pageOf(`${repository}/actions/runs/${id}`),
    event,
    status: action === "completed" ? "completed" : "queued",
    conclusion: action === "completed" ? conclusion : null,
    head_branch: pull.branch,
    head_sha: pull.headSha,
    run_attempt: 1,
    actor: userObject(actorOf(sender)),
    // Empty for a fork's pull request, as on GitHub.
    pull_requests: isOwn && event === "pull_request" ? [linkOf(pull)] : [],
    head_repository: repositoryObject(head, { ...seed, isFork: !isOwn || seed.isFork === true }),
    repository: repositoryObject(repository, seed),
    created_at: stamp(pull.createdAt),
    updated_at: stamp(pull.updatedAt),
  };
  const payload = {
    action,
    workflow_run: run,
    workflow: { id: idOf("CI"), name: "CI", path: ".github/workflows/ci.yml", state: "active" },
    ...contextOf(repository, sender, seed),
  };
  return { event: payload, env: branchVariables("workflow_run", { repository, sender }, seed) };
}

/** A pull request as a run refers to it. */
function linkOf(pull: Pull) {
  const { head, base, id, number } = pullObject(pull);
  const side = ({ ref, sha }: { ref: string; sha: string }) => ({
    ref,
    sha,
    repo: { id: idOf(pull.repository), name: pull.repository.split("/")[1] },
  });
  return { id, number, head: side(head), base: side(base) };
}

export interface WorkflowDispatchEventSeed extends EventSeed {
  /** The default branch unless another is named. */
  readonly branch?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Somebody started the workflow by hand. */
export function workflowDispatchEvent(seed: WorkflowDispatchEventSeed = {}): StepEvent {
  const { repository = DEFAULT_REPOSITORY, sender = "mona", branch = DEFAULT_BRANCH } = seed;
  const event = {
    inputs: seed.inputs ?? null,
    ref: `refs/heads/${branch}`,
    workflow: ".github/workflows/preview.yml",
    ...contextOf(repository, sender, seed),
  };
  return { event, env: branchVariables("workflow_dispatch", { repository, sender, branch }, seed) };
}

/** A schedule of the workflow is due; that the payload holds its cron line is all that is documented. */
export function scheduleEvent(seed: EventSeed & { readonly schedule?: string } = {}): StepEvent {
  const { repository = DEFAULT_REPOSITORY, sender = "mona", schedule = "17 3 * * *" } = seed;
  const event = { schedule };
  return { event, env: branchVariables("schedule", { repository, sender }, seed) };
}

function branchVariables(
  name: string,
  {
    repository,
    sender,
    branch = DEFAULT_BRANCH,
  }: { readonly repository: string; readonly sender: string; readonly branch?: string },
  run: RunSeed,
): Record<string, string> {
  return runVariables({ name, actor: sender, repository, ...onBranch(repository, branch) }, run);
}

function onBranch(repository: string, branch: string) {
  return { sha: shaOf(`${repository} ${branch}`), ref: `refs/heads/${branch}` };
}
