import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { textOf } from "../contract/repository.ts";
import { schemaOf } from "../gates/support.ts";
import { release } from "../releases/pipeline.ts";
import { hasAct, REPOSITORY, TIMEOUT } from "./act.ts";
import { mainOf } from "./act-log.ts";
import { EXAMPLE } from "./checkout.ts";
import {
  clean,
  createActWorld,
  MODEL,
  OWNER,
  runExample,
  runText,
  SHOWN,
  stepsWith,
} from "./workflows.ts";

describe.skipIf(!hasAct())(
  "the pipeline of push, release, and promote, under act",
  { timeout: TIMEOUT },
  () => {
    it("push.yml, release.yml, promote.yml: a version goes from one to the next", async () => {
      const act = await createActWorld();
      const { sandbox } = act.world;
      const by = { repository: REPOSITORY } as const;

      const first = mainOf(clean(await runExample(act, "push.yml")), "push", "1").outputs;
      const pushed = mainOf(clean(await runExample(act, "push.yml")), "push", "1").outputs;
      release(act.world, "v1.0.0", "What is new");
      const published = sandbox.events.releaseEvent({ ...by, action: "published", tag: "v1.0.0" });
      const released = mainOf(
        clean(await runExample(act, "release.yml", { event: published })),
        "release",
        "1",
      );
      const inputs = { version: first["version"] ?? "" };
      const dispatched = sandbox.events.workflowDispatchEvent({ ...by, inputs });
      const promoted = mainOf(
        clean(await runExample(act, "promote.yml", { event: dispatched })),
        "promote",
        "0",
      );

      expect(first).toMatchObject({ status: "pushed", "model-created": "true" });
      expect(pushed).toMatchObject({
        status: "pushed",
        "previous-version": first["version"],
        "schema-changes": "none",
      });
      expect(released.outputs["version"]).toMatch(/^[0-9a-f]{64}$/);
      expect(released.outputs["deployment-release"]).toBe("1");
      expect(sandbox.github.releases.find(({ tag }) => tag === "v1.0.0")?.body).toContain(
        released.outputs["version"],
      );
      expect(promoted.outputs).toMatchObject({
        status: "promoted",
        version: first["version"],
        "deployment-previous-version": released.outputs["version"],
      });
      expect(sandbox.deployment(MODEL)?.version).toBe(first["version"]);
    });

    const FILE = /^```yaml\n(# cog-safe-push\.yaml\n[\s\S]*?)^```$/m.exec(
      textOf("docs/migrate.md"),
    );
    const safePush = [...SHOWN].filter(([text]) => text.includes("cog-safe-push.yaml"));

    it.each(safePush.map(([text, place]) => [place, text]))(
      "%s: the file of cog-safe-push sets all the rest",
      async (_, text) => {
        const string = { type: "string" };
        const judge = schemaOf({ prompt: string, system_prompt: string });
        const act = await createActWorld({
          speed: 60,
          models: [
            { owner: OWNER, name: "painter" },
            {
              owner: "openai",
              name: "gpt-4.1-mini",
              visibility: "public",
              official: true,
              versions: [{ openapiSchema: judge }],
            },
          ],
        });
        const { sandbox } = act.world;
        const red = { width: 8, height: 8, rgb: [255, 0, 0], format: "png" } as const;
        sandbox.scriptModel(`${OWNER}/painter-test`, scripts.image(red));
        sandbox.scriptModel(
          "openai/gpt-4.1-mini",
          scripts.judge(() => ({ match: true, reason: "It is red." })),
        );
        const files = {
          ...EXAMPLE,
          "cog-safe-push.yaml": FILE?.[1] ?? "",
          "predict.py":
            'from cog import BasePredictor, Path\n\nclass Predictor(BasePredictor):\n    def predict(self, prompt: str) -> Path:\n        return Path("red.png")\n',
        };
        const event = sandbox.events.workflowDispatchEvent({ repository: REPOSITORY });

        const run = clean(await runText(act, text, { files, event }));

        const [step] = stepsWith(run, "version");
        expect(step?.outputs).toMatchObject({ status: "pushed", model: `${OWNER}/painter` });
        const tests: unknown[] = JSON.parse(step?.outputs["tests"] ?? "");
        expect(tests).toHaveLength(2);
        for (const test of tests) expect(test).toMatchObject({ passed: true });
      },
    );
  },
);
