import { describe, expect, it } from "vitest";
import { textOf } from "../contract/repository.ts";
import { Workflow } from "../support/workflow.ts";
import { hasAct, REPOSITORY, TIMEOUT } from "./act.ts";
import { mainOf, postOf } from "./act-log.ts";
import {
  clean,
  createActWorld,
  jobWith,
  MODEL,
  OWNER,
  pushed,
  runExample,
  runText,
  SHOWN,
  stepsWith,
} from "./workflows.ts";

describe.skipIf(!hasAct())("workflows that push, under act", { timeout: TIMEOUT }, () => {
  it("attest.yml: the digest reaches the next job", async () => {
    const act = await createActWorld();
    const text = textOf("examples/workflows/attest.yml");
    const [, attest = ""] = /uses: (actions\/attest@\S+)/.exec(text) ?? [];

    const run = clean(
      await runText(act, text, { standIns: { [attest]: ["subject-name", "subject-digest"] } }),
    );

    const { version } = mainOf(run, "push", "replicate").outputs;
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(mainOf(run, "attest", "0.0").log)).toEqual({
      "subject-name": `r8.im/${MODEL}`,
      "subject-digest": `sha256:${version}`,
    });
    expect(postOf(run, "push", "replicate")).toMatchObject({ result: "success", errors: [] });
  });

  it("enterprise.yml: neither proxy nor mirror is needed for what is on the machine", async () => {
    const act = await createActWorld({ account: { username: "your-company" } });

    const run = clean(await runExample(act, "enterprise.yml"));

    expect(mainOf(run, "push", "1").outputs).toMatchObject({
      status: "pushed",
      model: "your-company/hello-world",
    });
  });

  it("fine-tune.yml: the next step gets the model that was created", async () => {
    const act = await createActWorld();
    const { events } = act.world.sandbox;
    const inputs = { trainer: "ostris/flux/versions/1", images: "https://example.com/a.zip" };
    const event = events.workflowDispatchEvent({ repository: REPOSITORY, inputs });
    // The workflow names Replicate's own API, which no test may reach.
    const curl = '#!/bin/sh\ncat\nprintf "%s\\n" "$@"\n';

    const run = clean(await runExample(act, "fine-tune.yml", { event, programs: { curl } }));

    const training = mainOf(run, "fine-tune", "1").log;
    expect(training).toContain(`"destination": "${OWNER}/my-fine-tune"`);
    expect(training).toContain(`"input_images": "${inputs.images}"`);
    expect(training).toContain(`/models/${inputs.trainer}/trainings`);
    expect(training).toContain("Authorization: Bearer ***");
  });

  // What has a test of its own, in one of the files of this folder.
  const TESTED =
    /(attest|enterprise|fine-tune|fleet|monorepo|promote|pull-request|push|push-and-preview|release|safe-push|sweep)\.yml$|(reusable-workflows|testing)\.md$/;
  const others = [...SHOWN].filter(
    ([text, place]) => !TESTED.test(place) && !/cog-safe-push\.yaml|\/discover@/.test(text),
  );

  it.each(others.map(([text, place]) => [place, text]))("%s", async (_, text) => {
    const act = await createActWorld();
    const inputs = { model_name: MODEL };
    const byHand = act.world.sandbox.events.workflowDispatchEvent({
      repository: REPOSITORY,
      inputs,
    });
    const event = "push" in new Workflow(text).on ? pushed() : byHand;

    const run = clean(await runText(act, text, { event }));

    const steps = stepsWith(run, "status");
    expect(steps.map(({ outputs }) => outputs["status"])).toContain("pushed");
    expect(act.world.sandbox.model(MODEL)?.versions).toHaveLength(1);
    expect(Object.values(run.jobs)).not.toContain("failure");
    // A later step of some of them prints the version.
    const [step] = steps;
    const printed = run.steps.filter(({ log }) => log.trim() === step?.outputs["version"]);
    expect(printed).toHaveLength(text.includes('run: echo "$VERSION"') ? 1 : 0);
  });

  it("README.md: a later step reads the version", async () => {
    const act = await createActWorld();
    const [, steps = ""] =
      /(?<=read it from the outputs:\n\n```yaml\n)([\s\S]*?)^```$/m.exec(textOf("README.md")) ?? [];

    const run = clean(await runText(act, jobWith(steps)));

    const { version } = mainOf(run, "push", "push").outputs;
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(mainOf(run, "push", "2").log.trim()).toBe(version);
  });
});
