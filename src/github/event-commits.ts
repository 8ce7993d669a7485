import { isRecord, type JsonRecord, recordAt, stringAt } from "../lib/json.ts";

/** The commits that an event is about, by the payload that GitHub documents for it. */
export type EventCommits =
  /** A push, or an entry of a merge queue: the states before and after it. */
  | { readonly kind: "pair"; readonly before: string; readonly after: string }
  /** A pull request: the head, and the branch that it is to go to as it was then. */
  | { readonly kind: "pull"; readonly base: string; readonly head: string }
  /** Anything else. `why` completes "every project, because …". */
  | { readonly kind: "none"; readonly why: string };

/**
 * @param name GITHUB_EVENT_NAME
 * @param payload the content of GITHUB_EVENT_PATH
 */
export function eventCommits(name: string, payload: unknown): EventCommits {
  const event = isRecord(payload) ? payload : {};
  const pull = recordAt(event, "pull_request");
  if (pull !== undefined) {
    const base = commitAt(recordAt(pull, "base"), "sha");
    const head = commitAt(recordAt(pull, "head"), "sha");
    if (base !== undefined && head !== undefined) return { kind: "pull", base, head };
  }
  if (name === "push") return pushed(event);
  const group = recordAt(event, "merge_group");
  return pair(group, "base_sha", "head_sha") ?? none(`a ${name} event is not about two commits`);
}

function pushed(event: JsonRecord): EventCommits {
  if (stringAt(event, "ref")?.startsWith("refs/tags/")) return none("a tag was pushed");
  return (
    pair(event, "before", "after") ??
    none("this push has no commit before it, as the first one of a branch has none")
  );
}

function pair(
  record: JsonRecord | undefined,
  beforeKey: string,
  afterKey: string,
): EventCommits | undefined {
  const before = commitAt(record, beforeKey);
  const after = commitAt(record, afterKey);
  return before === undefined || after === undefined ? undefined : { kind: "pair", before, after };
}

function none(why: string): EventCommits {
  return { kind: "none", why };
}

/** A commit's id: 40 hex digits, or 64 in a SHA-256 repository. All zeros stand for no commit. */
function commitAt(record: JsonRecord | undefined, key: string): string | undefined {
  const id = (record && stringAt(record, key)) ?? "";
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id) && !isZeroCommit(id) ? id : undefined;
}

/** Whether this is how GitHub says that there is no commit. */
export function isZeroCommit(id: string): boolean {
  return /^0{40,}$/.test(id);
}
