import definitions from "@octokit/webhooks-examples/api.github.com/index.json" with {
  type: "json",
};
import { describe, expect, it, onTestFinished } from "vitest";
import { isObject } from "../../../dev/sandbox/http/http.ts";
import { events, type StepEvent, startSandbox } from "../../../dev/sandbox/server.ts";

/** What GitHub sent of an event, for comparison. */
function payloads(name: string): readonly Record<string, unknown>[] {
  return (
    definitions.find((event) => event.name === name)?.examples.filter((one) => isObject(one)) ?? []
  );
}

/** Fields of a release that GitHub sent. */
function fieldsOfPayload(): string[] {
  const release = payloads("release").find(({ action }) => action === "released")?.["release"];
  return Object.keys(isObject(release) ? release : {}).toSorted();
}

const shapeOf = (value: unknown): string[] => Object.keys(isObject(value) ? value : {}).toSorted();

describe("an event of a tag", () => {
  const ON_TAG = {
    GITHUB_REF: "refs/tags/models/v1",
    GITHUB_REF_NAME: "models/v1",
    GITHUB_REF_TYPE: "tag",
    GITHUB_SHA: expect.stringMatching(/^[0-9a-f]{40}$/),
    GITHUB_REPOSITORY: "acme/hotdog-app",
    GITHUB_HEAD_REF: "",
    GITHUB_ACTOR: "mona",
  };

  it.each(["published", "created", "released", "prereleased", "edited", "deleted"] as const)(
    "of a release that is %s has the fields that GitHub sends",
    (action) => {
      const { event, env } = events.releaseEvent({ action, tag: "models/v1", body: "Notes" });

      const sent = payloads("release").find((one) => one["action"] === action);
      expect(shapeOf(event)).toEqual(shapeOf({ ...sent }).filter((key) => key !== "installation"));
      expect(shapeOf(releaseIn(event))).toEqual(fieldsOfPayload());
      expect(event).toMatchObject({
        action,
        release: { tag_name: "models/v1", body: "Notes", prerelease: action === "prereleased" },
        repository: { full_name: "acme/hotdog-app" },
        sender: { login: "mona" },
      });
      expect(env).toMatchObject({ ...ON_TAG, GITHUB_EVENT_NAME: "release" });
    },
  );

  it("is about the release that was set up", async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const { id } = sandbox.github.addRelease({ tag: "v1" });

    const { event } = sandbox.events.releaseEvent({ action: "published", tag: "v1" });

    expect(event).toMatchObject({ release: { id } });
  });

  it("that was pushed has the fields that GitHub sends", () => {
    const { event, env } = events.tagPushEvent({ tag: "models/v1" });

    const sent = payloads("push").find(
      ({ ref, created }) => ref === "refs/tags/simple-tag" && created,
    );
    expect(shapeOf(event)).toEqual(shapeOf(sent));
    expect(shapeOf(headOf(event))).toEqual(shapeOf(sent?.["head_commit"]));
    expect(event).toMatchObject({ ref: "refs/tags/models/v1", after: env["GITHUB_SHA"] });
    expect(env).toMatchObject({ ...ON_TAG, GITHUB_EVENT_NAME: "push" });
  });

  it("requires a repository, its release, and its push on one commit", () => {
    const seed = { repository: "acme/other", tag: "v1" };
    const { event, env } = events.releaseEvent({ action: "released", ...seed });

    expect(event).toMatchObject({ repository: { full_name: "acme/other" } });
    expect(env["GITHUB_REPOSITORY"]).toBe("acme/other");
    expect(env["GITHUB_SHA"]).toBe(events.tagPushEvent(seed).env["GITHUB_SHA"]);
  });
});

function releaseIn(event: StepEvent["event"]): unknown {
  return "release" in event ? event.release : undefined;
}

function headOf(event: StepEvent["event"]): unknown {
  return "head_commit" in event ? event.head_commit : undefined;
}
