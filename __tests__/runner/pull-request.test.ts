import { describe, expect, it } from "vitest";
import type { Pull } from "../../dev/sandbox/github/store.ts";
import { textOf } from "../contract/repository.ts";
import { modelNames } from "../support/preview.ts";
import { hasAct, REPOSITORY, TIMEOUT } from "./act.ts";
import { mainOf } from "./act-log.ts";
import {
  type ActWorld,
  clean,
  createActWorld,
  MODEL,
  runExample,
  runText,
  SHOWN,
} from "./workflows.ts";

const PULL = { repository: REPOSITORY, number: 12 } as const;
const PREVIEW = `${MODEL}-pr-12`;

/** A pull request's event; GitHub has it as the event says. */
function pullEvent({ world }: ActWorld, action: "opened" | "closed", seed: Partial<Pull> = {}) {
  const { events, github } = world.sandbox;
  github.addPull({ ...PULL, state: action === "closed" ? "closed" : "open" });
  const { headRepository = REPOSITORY } = seed;
  return events.pullRequestEvent({ ...PULL, action, headRepository });
}

describe.skipIf(!hasAct())("workflows on pull requests, under act", { timeout: TIMEOUT }, () => {
  it("pull-request.yml and sweep.yml: a preview is created and deleted with the pull request", async () => {
    const act = await createActWorld({
      models: [{ owner: "your-name", name: "hello-world", versions: [{}] }],
    });
    const { sandbox } = act.world;

    const opened = await runExample(act, "pull-request.yml", { event: pullEvent(act, "opened") });
    const during = modelNames(act.world);
    const comments = sandbox.github.comments(REPOSITORY, PULL.number).map(({ body }) => body);
    const closed = await runExample(act, "pull-request.yml", { event: pullEvent(act, "closed") });
    const after = modelNames(act.world);

    const { outputs, summary } = mainOf(clean(opened), "preview", "1");
    expect(outputs).toMatchObject({ status: "pushed", preview: "true", model: PREVIEW });
    expect(summary).toContain(PREVIEW);
    expect(comments).toEqual([expect.stringContaining(outputs["version"] ?? "")]);
    expect(during).toEqual([MODEL, PREVIEW]);
    expect(mainOf(clean(closed), "preview", "1").outputs).toMatchObject({ status: "deleted" });
    expect(after).toEqual([MODEL]);
  });

  it("push-and-preview.yml and sweep.yml: what a pull request leaves is deleted", async () => {
    const act = await createActWorld();
    const { sandbox } = act.world;
    const opened = await runExample(act, "push-and-preview.yml", {
      event: pullEvent(act, "opened"),
    });
    const pushed = await runExample(act, "push-and-preview.yml");
    pullEvent(act, "closed");

    const event = sandbox.events.scheduleEvent({ repository: REPOSITORY });
    const swept = await runExample(act, "sweep.yml", { event });

    expect(mainOf(clean(opened), "push", "1").outputs).toMatchObject({ model: PREVIEW });
    expect(mainOf(clean(pushed), "push", "1").outputs).toMatchObject({ model: MODEL });
    expect(mainOf(clean(swept), "sweep", "0").summary).toContain(PREVIEW);
    expect(modelNames(act.world)).toEqual([MODEL]);
  });

  it("docs/testing.md: a pull request from a fork is built, without a secret", async () => {
    const act = await createActWorld();
    const [text = ""] = [...SHOWN].find(([, place]) => place === "docs/testing.md") ?? [];
    const event = pullEvent(act, "opened", { headRepository: "stranger/hello-world-app" });
    const secrets = { REPLICATE_API_TOKEN: "" };

    const run = clean(await runText(act, text, { event, secrets }));

    expect(mainOf(run, "check", "1").outputs).toMatchObject({ status: "built" });
    expect(modelNames(act.world)).toEqual([]);
    expect(text).toBe(textOf("docs/testing.md").includes(text) ? text : "");
  });
});
