import fc from "fast-check";
import { eventCommits, parseEvent } from "../../src/github/event.ts";
import { type Property, property } from "./property.ts";
import { GROUP, PULL, PUSH, RUN } from "./samples.ts";
import { almost, json } from "./texts.ts";

/** What holds whatever the payload of an event is. */
export const EVENTS: readonly Property[] = [
  property(
    "events: any payload of any event",
    fc.tuple(
      fc.constantFrom(
        "pull_request",
        "pull_request_target",
        "push",
        "merge_group",
        "workflow_run",
        "release",
      ),
      fc.oneof(json, almost(PULL), almost(PUSH), almost(GROUP), almost(RUN)),
    ),
    ([name, payload]) => {
      const { pullRequest } = parseEvent(name, payload);
      const commits = eventCommits(name, payload);
      const ids = commits.kind === "pair" ? [commits.before, commits.after] : [];
      const heads = commits.kind === "pull" ? [commits.base, commits.head] : [];
      return (
        [...ids, ...heads].every((id) => /^[0-9a-f]{40,64}$/.test(id)) &&
        (pullRequest.kind === "none" || typeof pullRequest.number === "number")
      );
    },
  ),
];
