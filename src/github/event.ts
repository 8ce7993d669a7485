import { isRecord, type JsonRecord, recordAt, stringAt } from "../lib/json.ts";

/** A pull request, as the payload of its event tells of it. */
export interface PullRequest {
  readonly number: number;
  /** `opened`, `synchronize`, `reopened`, `closed`, … */
  readonly action: string;
  readonly headSha: string;
  readonly branch: string;
  /** From another repository than the one that the workflow runs in. */
  readonly isFork: boolean;
  readonly author: string;
}

/** What started the workflow. */
export interface WorkflowEvent {
  readonly name: string;
  readonly pullRequest: PullRequest | undefined;
  /** Commit that a workflow_run event is about, when a pull request started that run. */
  readonly pullRequestRunSha: string | undefined;
}

/**
 * Reads an event's payload, as GitHub's documentation of webhook events has it.
 * @param name GITHUB_EVENT_NAME
 */
export function parseEvent(name: string, payload: unknown): WorkflowEvent {
  const event = isRecord(payload) ? payload : {};
  const run = recordAt(event, "workflow_run");
  return {
    name,
    pullRequest: parsePullRequest(event),
    pullRequestRunSha:
      run !== undefined && textAt(run, "event").startsWith("pull_request")
        ? stringAt(run, "head_sha")
        : undefined,
  };
}

function parsePullRequest(event: JsonRecord): PullRequest | undefined {
  const pull = recordAt(event, "pull_request");
  const head = pull && recordAt(pull, "head");
  const base = pull && recordAt(pull, "base");
  const number = pull?.["number"];
  if (pull === undefined || head === undefined || typeof number !== "number") return undefined;
  return {
    number,
    action: stringAt(event, "action") ?? "",
    headSha: stringAt(head, "sha") ?? "",
    branch: stringAt(head, "ref") ?? "",
    // A fork that was deleted meanwhile leaves no repository behind: another one all the same.
    isFork: repositoryOf(head) !== repositoryOf(base),
    author: textAt(recordAt(pull, "user"), "login"),
  };
}

function repositoryOf(side: JsonRecord | undefined): string {
  return textAt(side && recordAt(side, "repo"), "full_name");
}

function textAt(record: JsonRecord | undefined, key: string): string {
  return (record && stringAt(record, key)) ?? "";
}
