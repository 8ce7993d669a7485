import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { codes } from "../support/world.ts";
import { hasAct, TIMEOUT } from "./act.ts";
import { mainOf, postOf } from "./act-log.ts";
import { EXAMPLE } from "./checkout.ts";
import { clean, createActWorld, jobWith, MODEL, OWNER, runText, snippet } from "./workflows.ts";

describe.skipIf(!hasAct())("a step among others, under act", { timeout: TIMEOUT }, () => {
  it("continue-on-error, a step's env, the default token, and masks", async () => {
    const act = await createActWorld();
    const { sandbox } = act.world;
    const text = jobWith(`
- run: echo "before $REPLICATE_API_TOKEN"
- uses: OWNER/push-to-replicate@v1
  id: refused
  continue-on-error: true
  with: { model: ${MODEL} }
- uses: OWNER/push-to-replicate@v1
  id: push
  if: steps.refused.outcome == 'failure' && steps.refused.outputs.status == 'failed'
  env:
    GITHUB_API_URL: http://example.com
    GITHUB_SHA: ${"0".repeat(40)}
  with: { model: ${MODEL}, hardware: cpu, deployment: hello-world, github-deployment: true }
- run: echo "after $REPLICATE_API_TOKEN, $(cog --version)"
`).replace("permissions: {}", "permissions: { deployments: write }");
    // act masks secrets by itself, but no variables.
    const token = { REPLICATE_API_TOKEN: sandbox.apiToken };

    const run = await runText(act, text, { env: token, secrets: { REPLICATE_API_TOKEN: "" } });

    const refused = mainOf(run, "push", "refused");
    expect([run.code, run.jobs, refused.result]).toEqual([0, { push: "success" }, "failure"]);
    expect(refused.errors.flatMap(codes)).toEqual(["hardware-missing"]);
    expect(mainOf(run, "push", "push")).toMatchObject({
      outputs: { status: "pushed" },
      errors: [],
      warnings: [],
    });
    // A step's env does not change what the runner sets: this API's URL would have been refused.
    const [deployment] = sandbox.github.deployments;
    expect(deployment?.sha).toMatch(/^(?!0{40})[0-9a-f]{40}$/);
    expect(mainOf(run, "push", "1").log).toContain(`before ${sandbox.apiToken}`);
    expect(mainOf(run, "push", "4").log).toMatch(/after \*\*\*, cog version 0\.22\.0/);
    expect(["refused", "push"].map((id) => postOf(run, "push", id).result)).toEqual([
      "success",
      "success",
    ]);
  });

  it("`if: failure()` of docs/recipes.md, and the report of docs/testing.md", async () => {
    const act = await createActWorld({ models: [{ owner: OWNER, name: "hello-world" }] });
    act.world.sandbox.scriptModel(MODEL, scripts.setupFails("no weights"));
    const recipe = snippet("docs/recipes.md", "failure()");
    const upload = snippet("docs/testing.md", "actions/upload-artifact");
    const [, action = ""] = /uses: (actions\/upload-artifact@\S+)/.exec(upload) ?? [];

    const run = await runText(act, jobWith(`${recipe}${upload}`), {
      standIns: { [action]: ["name", "path"] },
    });

    const push = mainOf(run, "push", "push");
    expect([run.code, push.result, push.outputs["booted"]]).toEqual([1, "failure", "false"]);
    expect(mainOf(run, "push", "2").log.trim()).toBe(`${push.outputs["version"]} does not start`);
    const { path } = JSON.parse(mainOf(run, "push", "3.0").log);
    expect(path).toBe(push.outputs["report"]);
    expect(existsSync(path)).toBe(true);
  });

  it("the reusable workflow and the composite action of docs/reusable-workflows.md", async () => {
    const act = await createActWorld();
    const page = "docs/reusable-workflows.md";
    const caller = snippet(page, "uses: ./.github/workflows/push-model.yml");
    const [, composite = ""] =
      /^steps:\n([\s\S]*)/m.exec(snippet(page, "uses: ./.github/actions/")) ?? [];
    // The two ways in one workflow, beside each other.
    const job = jobWith(`${composite}  - run: echo "\${{ steps.push.outputs.version }}"\n`)
      .replace(/^[\s\S]*?^jobs:\n {2}push:/m, "  composite:")
      .replaceAll(MODEL, `${OWNER}/composite`);

    const run = clean(
      await runText(act, `${caller}${job}`, {
        files: {
          ...EXAMPLE,
          ".github/workflows/push-model.yml": snippet(page, "workflow_call:"),
          ".github/actions/push-model/action.yml": snippet(page, "using: composite"),
        },
      }),
    );

    const [called, composed] = [MODEL, `${OWNER}/composite`].map(
      (name) => act.world.sandbox.model(name)?.versions[0]?.id,
    );
    expect([called, composed]).not.toContain(undefined);
    expect(mainOf(run, "announce", "0").log.trim()).toBe(called);
    expect(mainOf(run, "composite", "3").log.trim()).toBe(composed);
    expect(mainOf(run, "composite", "push.push").outputs).toMatchObject({ booted: "true" });
    expect(postOf(run, "composite", "push.push").result).toBe("success");
    expect(
      run.steps.filter(({ stage, result }) => stage === "Post" && result === "success"),
    ).toHaveLength(3);
  });
});
