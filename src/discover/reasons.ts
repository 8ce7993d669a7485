import { formatterOf, type MessageOf } from "../lib/messages.ts";

/** Why nothing is compared, so that every project counts: as a part of a sentence. */
const REASONS = {
  "changed-only-false": "changed-only is false",
  "pull-request-closed": "the pull request is closed",
  "tag-pushed": "a tag was pushed",
  "first-push": "the push has no previous commit, like the first push of a branch",
  "event-without-commits": "a {event} event is not about two commits",
  "base-zeros": "base is not a commit, only zeros",
  "fetch-failed": "git could not fetch the event's commits: {detail}",
  "history-unrelated": "the pull request and its base branch have no common history",
} as const;

export type EverythingReason = MessageOf<typeof REASONS>;

/** A reason in words. */
export const describeReason = formatterOf(REASONS);
