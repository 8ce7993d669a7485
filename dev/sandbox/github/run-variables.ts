import { idOf } from "./objects.ts";

/** What may be said of a workflow run. */
export interface RunSeed {
  readonly runId?: number;
  /** Of a repository that was renamed. */
  readonly repositoryId?: number;
  readonly runAttempt?: number;
  /** Who started this attempt: on a rerun somebody else than GITHUB_ACTOR, perhaps. */
  readonly triggeringActor?: string;
  /** The workflow's name. */
  readonly workflow?: string;
}

interface Trigger {
  readonly name: string;
  readonly actor: string;
  readonly repository: string;
  readonly sha: string;
  readonly ref: string;
  /** Branches of a pull request. */
  readonly head?: string;
  readonly base?: string;
}

/** The variables that GitHub's runner sets for an event, by their documentation. */
export function runVariables(trigger: Trigger, run: RunSeed): Record<string, string> {
  const { name, actor, repository, sha, ref } = trigger;
  const runId = run.runId ?? 7_000_000_000 + idOf(`${name} ${sha}`);
  return {
    GITHUB_EVENT_NAME: name,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(?:heads|pull|tags)\//, ""),
    GITHUB_REF_TYPE: ref.startsWith("refs/tags/") ? "tag" : "branch",
    // Set on every event, empty on all but those of pull requests.
    GITHUB_HEAD_REF: trigger.head ?? "",
    GITHUB_BASE_REF: trigger.base ?? "",
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_ID: String(run.repositoryId ?? idOf(repository)),
    GITHUB_REPOSITORY_OWNER: repository.split("/")[0] ?? "",
    GITHUB_ACTOR: actor,
    GITHUB_TRIGGERING_ACTOR: run.triggeringActor ?? actor,
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: "1",
    GITHUB_RUN_ATTEMPT: String(run.runAttempt ?? 1),
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_WORKFLOW: run.workflow ?? "Preview",
    GITHUB_JOB: "preview",
  };
}
