import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { parseEvent } from "../../../src/github/event.ts";
import { isRecord, type JsonRecord } from "../../../src/lib/json.ts";
import { decideEvent } from "../../../src/plan/events.ts";

/** Real payloads, as GitHub sent them, by the event's name. */
function payloadsOf(isWanted: (name: string) => boolean): [string, JsonRecord][] {
  const path = createRequire(import.meta.url).resolve(
    "@octokit/webhooks-examples/api.github.com/index.json",
  );
  const definitions: unknown = JSON.parse(readFileSync(path, "utf8"));
  const list: readonly unknown[] = Array.isArray(definitions) ? definitions : [];
  return list.filter(isRecord).flatMap(({ name, examples }) => {
    const payloads: readonly unknown[] = Array.isArray(examples) ? examples : [];
    return typeof name === "string" && isWanted(name)
      ? payloads.filter(isRecord).map((payload): [string, JsonRecord] => [name, payload])
      : [];
  });
}

const PULL_REQUESTS = payloadsOf((name) => name === "pull_request").map(([, payload]) => payload);

describe("a pull_request event that GitHub sent", () => {
  it.each(PULL_REQUESTS.map((payload) => [payload["action"], payload] as const))(
    "is read: %s",
    (action, payload) => {
      const { pull_request: sent, number } = payload;
      const head = isRecord(sent) && isRecord(sent["head"]) ? sent["head"] : {};
      const pull = parseEvent("pull_request", payload).pullRequest;
      expect(pull).toMatchObject({
        action,
        number,
        headSha: head["sha"],
        branch: head["ref"],
        isClosed: isRecord(sent) && sent["state"] === "closed",
        author: expect.stringMatching(/^[\w[\]-]+$/),
      });
    },
  );

  it("is from a fork when its head is in another repository, or in none any more", () => {
    const [payload = {}] = PULL_REQUESTS;
    const sent = isRecord(payload["pull_request"]) ? payload["pull_request"] : {};
    const head = isRecord(sent["head"]) ? sent["head"] : {};
    const from = (repo: unknown, more: object = {}) =>
      parseEvent("pull_request", {
        ...payload,
        pull_request: { ...sent, ...more, head: { ...head, repo } },
      }).pullRequest;
    expect(from(head["repo"])).toMatchObject({ isFork: false });
    expect(from({ full_name: "stranger/elsewhere" })).toMatchObject({ isFork: true });
    expect(from(null)).toMatchObject({ isFork: true });
    expect(from(null, { base: null })).toMatchObject({ isFork: true });
  });
});

describe("any other event that GitHub sends", () => {
  it.each(payloadsOf((name) => !name.startsWith("pull_request")))(
    "is about no pull request: %s",
    (name, payload) => {
      expect(parseEvent(name, payload).pullRequest).toEqual({ kind: "none" });
    },
  );
});

describe("a release event", () => {
  const [[, payload] = ["", {}]] = payloadsOf((name) => name === "release");

  it.each([
    ["published", "build"],
    ["released", "build"],
    ["prereleased", "build"],
    ["created", "build"],
    ["edited", "release-changed"],
    ["unpublished", "release-changed"],
    ["deleted", "release-changed"],
  ])("of a release that was %s leads to: %s", (action, kind) => {
    expect(decisionOn("release", { ...payload, action })).toBe(kind);
  });
});

describe("a push event", () => {
  const pushes = payloadsOf((name) => name === "push");

  it.each(pushes)("leads to a build, unless it deleted its ref: %s", (name, payload) => {
    expect(decisionOn(name, payload)).toBe(payload["deleted"] === true ? "ref-deleted" : "build");
    expect(decisionOn(name, { ...payload, deleted: true })).toBe("ref-deleted");
  });
});

/** What becomes of a step on an event, or the code of the reason why it does nothing. */
function decisionOn(name: string, payload: JsonRecord): string {
  const event = parseEvent(name, payload);
  const decision = decideEvent({
    context: { event, sha: "a".repeat(40), repository: "acme/hotdog-app" },
    checkout: { kind: "none" },
    hasToken: true,
    hasBuildSecret: false,
    hasLogin: false,
    isPromotion: false,
    stopAfter: undefined,
  });
  return decision.kind === "skip" ? decision.reason.code : decision.kind;
}
