import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { textOf } from "../contract/repository.ts";
import { codes } from "../support/world.ts";
import { hasAct, TIMEOUT } from "./act.ts";
import { mainOf, postOf } from "./act-log.ts";
import { EXAMPLE } from "./checkout.ts";
import { clean, createActWorld, jobWith, MODEL, OWNER, runText } from "./workflows.ts";

const WITH = `        with:
          model: ${MODEL}
`;

/** The YAML of the first code block of a page that has this. */
function snippet(page: string, part: string): string {
  const blocks = [...textOf(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
  const [, text] = blocks.find(([block]) => block.includes(part)) ?? [];
  if (text === undefined) throw new Error(`${page} has no snippet with ${part}`);
  return text;
}

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

  it("a composite action and a reusable workflow pass inputs, secrets, and outputs", async () => {
    const act = await createActWorld();
    const inputs = `          api-token: \${{ inputs.token }}
          hardware: cpu
`;
    const composite = `name: Push
description: Pushes the model
inputs:
  token: { description: API token, required: true }
outputs:
  version: { description: ID, value: "\${{ steps.push.outputs.version }}" }
runs:
  using: composite
  steps:
      - uses: OWNER/push-to-replicate@v1
        id: push
${WITH}${inputs}`;
    const called = `on:
  workflow_call:
    inputs: { model: { type: string, required: true } }
    secrets: { token: { required: true } }
    outputs: { version: { value: "\${{ jobs.inner.outputs.version }}" } }
jobs:
  inner:
    runs-on: ubuntu-latest
    outputs: { version: "\${{ steps.push.outputs.version }}" }
    steps:
      - uses: actions/checkout@v6
      - uses: OWNER/push-to-replicate@v1
        id: push
        with: { model: "\${{ inputs.model }}", api-token: "\${{ secrets.token }}", hardware: cpu }
`;
    const text = `on: { push: }
permissions: {}
jobs:
  own:
    runs-on: ubuntu-latest
    outputs: { version: "\${{ steps.release.outputs.version }}" }
    steps:
      - uses: actions/checkout@v6
      - uses: ./.github/actions/release
        id: release
        with: { token: "\${{ secrets.REPLICATE_API_TOKEN }}" }
  call:
    uses: ./.github/workflows/called.yml
    with: { model: ${OWNER}/called }
    secrets: { token: "\${{ secrets.REPLICATE_API_TOKEN }}" }
  after:
    needs: [own, call]
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ needs.own.outputs.version }} \${{ needs.call.outputs.version }}"
`;

    const run = clean(
      await runText(act, text, {
        files: {
          ...EXAMPLE,
          ".github/actions/release/action.yml": composite,
          ".github/workflows/called.yml": called,
        },
      }),
    );

    const versions = [MODEL, `${OWNER}/called`].map(
      (name) => act.world.sandbox.model(name)?.versions[0]?.id,
    );
    expect(versions).not.toContain(undefined);
    expect(mainOf(run, "after", "0").log.trim()).toBe(versions.join(" "));
    expect(postOf(run, "own", "release.push").result).toBe("success");
    expect(postOf(run, "inner", "push").result).toBe("success");
  });
});
