import { describe, expect, it } from "vitest";
import { eventCommits } from "../../src/github/event.ts";

const [A, B, ZEROS] = ["a".repeat(40), "b".repeat(40), "0".repeat(40)];

describe("the commits of an event", () => {
  it.each<[string, string, unknown, unknown]>([
    ["a push", "push", { before: A, after: B }, { kind: "pair", before: A, after: B }],
    ["a first push", "push", { before: ZEROS, after: B }, { kind: "none" }],
    ["a branch that was deleted", "push", { before: A, after: ZEROS }, { kind: "none" }],
    ["a tag", "push", { ref: "refs/tags/v1", before: A, after: B }, { kind: "none" }],
    [
      "an entry of a merge queue",
      "merge_group",
      { merge_group: { base_sha: A, head_sha: B } },
      { kind: "pair", before: A, after: B },
    ],
    ...["pull_request", "pull_request_target", "pull_request_review"].map(
      (name): [string, string, unknown, unknown] => [
        name,
        name,
        { pull_request: { base: { sha: A }, head: { sha: B } } },
        { kind: "pull", base: A, head: B },
      ],
    ),
    ["a schedule", "schedule", { schedule: "* * * * *" }, { kind: "none" }],
    ["no payload", "push", undefined, { kind: "none" }],
    ["an unexpected payload", "push", [1], { kind: "none" }],
    ["an invalid commit ID", "push", { before: "--all", after: "HEAD" }, { kind: "none" }],
    ["SHA-256 ids", "push", { before: "a".repeat(64), after: "b".repeat(64) }, { kind: "pair" }],
  ])("%s", (_case, name, payload, expected) => {
    expect(eventCommits(name, payload)).toMatchObject(Object(expected));
  });
});
