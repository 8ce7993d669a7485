import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { textOf } from "../contract/repository.ts";
import { firstPush, pushEvent } from "../discover/support.ts";
import { pushOf } from "../releases/pipeline.ts";
import { modelNames } from "../support/preview.ts";
import { hasAct, REPOSITORY, TIMEOUT } from "./act.ts";
import { mainOf } from "./act-log.ts";
import { Checkout } from "./checkout.ts";
import {
  clean,
  createActWorld,
  OWNER,
  runExample,
  runText,
  SHOWN,
  stepsWith,
} from "./workflows.ts";

const PREDICTOR = textOf("examples/hello-world/predict.py");
const CONFIG = "predict: predict.py:Predictor\n";
const ONE_AND_TWO = {
  "models/one/cog.yaml": CONFIG,
  "models/one/predict.py": PREDICTOR,
  "models/two/cog.yaml": CONFIG,
  "models/two/predict.py": PREDICTOR,
};

/** The variables of a push to main. */
const ENV = pushOf(["main"], REPOSITORY).env;

describe.skipIf(!hasAct())("workflows of many models, under act", { timeout: TIMEOUT }, () => {
  it("monorepo.yml: a job for each project, and then for the one that changed", async () => {
    const { world, machine } = await createActWorld();
    const workflow = ".github/workflows/monorepo.yml";
    const files = { ...ONE_AND_TWO, [workflow]: textOf("examples/workflows/monorepo.yml") };
    const checkout = await Checkout.create(files, onTestFinished);
    const { directory } = checkout;
    const run = (event: object) => machine.run({ directory, workflow, event: { event, env: ENV } });

    const before = await checkout.head();
    const first = clean(await run(firstPush(before).event));
    const after = await checkout.commit({ "models/two/predict.py": `${PREDICTOR}# changed\n` });
    const second = clean(await run(pushEvent(before, after).event));

    expect(
      stepsWith(first, "version")
        .map(({ outputs }) => outputs["model"])
        .toSorted(),
    ).toEqual(["one", "two"].map((name) => `${OWNER}/${name}`));
    expect(first.jobs).toEqual({
      discover: "success",
      "push-1": "success",
      "push-2": "success",
    });
    expect(stepsWith(second, "version")).toMatchObject([{ outputs: { model: `${OWNER}/two` } }]);
    expect(world.sandbox.model(`${OWNER}/two`)?.versions).toHaveLength(2);
  });

  it("docs/many-models.md: each model's deployment gets the version that was collected", async () => {
    const act = await createActWorld();
    const { sandbox } = act.world;
    const [text = ""] = [...SHOWN.keys()].filter((shown) => /^name: .* deploy many/.test(shown));
    const event = { event: firstPush("0".repeat(40)).event, env: ENV };

    const run = clean(await runText(act, text, { event, files: ONE_AND_TWO }));

    const { versions = "" } = mainOf(run, "collect", "collect").outputs;
    const models = ["one", "two"].map((name) => `${OWNER}/${name}`);
    const served = models.map((name) => [name, sandbox.deployment(name)?.version]);
    expect(JSON.parse(versions)).toEqual(Object.fromEntries(served));
    const newest = models.map((name) => sandbox.model(name)?.versions[0]?.id);
    expect(served.map(([, version]) => version)).toEqual(newest);
  });

  it("fleet.yml: the settings reach each job, and the versions are collected", async () => {
    const act = await createActWorld();
    const page = textOf("docs/many-models.md");
    const [, settings = ""] = /^```yaml\n(# yaml-language-server[\s\S]*?)^```$/m.exec(page) ?? [];
    const script = `#!/bin/sh
[ "$1" = flux/dev ] || exit 0
mkdir -p flux/dev && cp models/hello-world/* flux/dev/
`;
    const event = { event: firstPush("0".repeat(40)).event, env: ENV };

    const run = clean(
      await runExample(act, "fleet.yml", {
        event,
        files: {
          ".github/replicate.yml": settings,
          "models/hello-world/cog.yaml": CONFIG,
          "models/hello-world/predict.py": PREDICTOR,
          "scripts/generate.sh": script,
          "flux/templates/x": "",
        },
      }),
    );

    const pushes = stepsWith(run, "version").map(
      ({ outputs: { model, version } }) => [model, version] as const,
    );
    const collected = mainOf(run, "collect", "collect").outputs;
    expect(JSON.parse(collected["versions"] ?? "")).toEqual(Object.fromEntries(pushes));
    expect(collected["complete"]).toBe("true");
    expect(JSON.parse(mainOf(run, "collect", "1").log)).toEqual(Object.fromEntries(pushes));
    const { projects } = parse(settings);
    expect(modelNames(act.world)).toContain(projects["models/hello-world"]["test-model"]);
    expect(act.world.sandbox.model(`${OWNER}/dev`)).toMatchObject({ hardware: "gpu-l40s" });
    expect(act.world.sandbox.model(`${OWNER}/hello-world`)).toMatchObject({ hardware: "cpu" });
  });
});
