import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { textOf, yamlBlocks } from "../contract/repository.ts";
import { cog, firstPush, jobsOf, Origin } from "../discover/support.ts";
import { pushOf } from "../releases/pipeline.ts";
import { Workflow } from "../support/workflow.ts";
import { clean, type StepResult, World } from "../support/world.ts";

const OWNER = "your-name";
const MODEL = `${OWNER}/hello-world`;

function createWorld(): Promise<World> {
  return World.create({ account: { username: OWNER } });
}

/** The YAML of a page that begins with this name. */
function named(page: string, name: string): string {
  const text = yamlBlocks(page).find((block) => block.startsWith(name));
  if (text === undefined) throw new Error(`${page} has no YAML that begins with "${name}".`);
  return text;
}

/** The values of a step's outputs, as the jobs that need it read them. */
function needs(job: string, { outputs }: StepResult): Record<string, string> {
  const entries = Object.entries(outputs);
  return Object.fromEntries(
    entries.map(([name, value]) => [`needs.${job}.outputs.${name}`, value]),
  );
}

describe("docs/environments.md", () => {
  it("deploys one version to staging, and after the approval to production", async () => {
    const world = await createWorld();
    const workflow = new Workflow(named("docs/environments.md", "name: Deploy with approval"));
    const [staging, production] = workflow.steps;
    const event = pushOf(["main"]);

    const pushed = clean(await workflow.runStep(world, staging, { event }));
    const before = world.sandbox.deployment(MODEL);
    const values = needs("staging", pushed);
    const promoted = clean(await workflow.runStep(world, production, { event, values }));

    const { version } = pushed.outputs;
    expect(before).toBeUndefined();
    expect(world.sandbox.deployment(`${MODEL}-staging`)?.version).toBe(version);
    expect(world.sandbox.deployment(MODEL)?.version).toBe(version);
    expect(promoted.outputs).toMatchObject({ status: "promoted", booted: "true", version });
    expect(world.sandbox.cogRuns).toHaveLength(1);
  });

  it("publishes nothing before a push is approved", async () => {
    const world = await createWorld();
    const workflow = new Workflow(named("docs/environments.md", "name: Push with approval"));
    const [test, production] = workflow.steps;
    const event = pushOf(["main"]);

    const tested = clean(await workflow.runStep(world, test, { event }));
    const before = world.sandbox.model(MODEL)?.versions ?? [];
    const pushed = clean(await workflow.runStep(world, production, { event }));

    expect(tested.outputs["status"]).toBe("tested");
    expect(before).toEqual([]);
    expect(pushed.outputs).toMatchObject({ status: "pushed", model: MODEL });
  });
});

describe("docs/reusable-workflows.md", () => {
  const page = "docs/reusable-workflows.md";
  const caller = parse(named(page, "name: Push\non:"));

  it("pushes with the inputs that the caller passes", async () => {
    const world = await createWorld();
    const text = named(page, "name: Push a model\non:");
    const { inputs, secrets, outputs } = parse(text).on.workflow_call;
    const given = caller.jobs.push.with;
    const values = Object.fromEntries(
      Object.entries<{ default?: string }>(inputs).map(([name, input]) => [
        `inputs.${name}`,
        given[name] ?? input.default,
      ]),
    );

    const workflow = new Workflow(text);
    const [step] = workflow.steps;
    const result = clean(
      await workflow.runStep(world, step, {
        event: pushOf(["main"]),
        values: { ...values, "secrets.api-token": world.sandbox.apiToken },
      }),
    );

    expect(result.outputs).toMatchObject({ status: "pushed", model: MODEL, booted: "true" });
    expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
    expect(Object.keys(caller.jobs.push.secrets)).toEqual(Object.keys(secrets));
    expect(outputs.version.value).toBe(`\${{ jobs.push.outputs.version }}`);
  });

  it("passes the composite action's inputs and outputs", () => {
    const action = parse(named(page, "name: Push a model\ndescription:"));
    const [, used] = parse(named(page, "steps:\n")).steps;
    const [step] = action.runs.steps;
    expect(Object.keys(used.with)).toEqual(Object.keys(action.inputs));
    expect(step.with).toMatchObject({
      model: `\${{ inputs.model }}`,
      "api-token": `\${{ inputs.api-token }}`,
    });
    expect(action.outputs.version.value).toBe(`\${{ steps.${step.id}.outputs.version }}`);
  });
});

describe("docs/many-models.md", () => {
  it("deploys each model's own version, by the output of collect", async () => {
    const world = await createWorld();
    const workflow = new Workflow(named("docs/many-models.md", "name: Push and deploy many"));
    const [discover, push, collect, deploy] = workflow.steps;
    const project = (name: string) => ({
      [`${name}/cog.yaml`]: cog(name).replace("acme", OWNER),
      [`${name}/predict.py`]: textOf("examples/hello-world/predict.py"),
    });
    const origin = await Origin.create({ ...project("one"), ...project("two") });
    const event = firstPush(await origin.work("rev-parse", "HEAD"));
    const workspace = await origin.checkout();

    const found = clean(await workflow.runStep(world, discover, { event, workspace }));
    const jobs = jobsOf(found);
    const valuesOf = (job: Record<string, string>) =>
      Object.fromEntries(Object.entries(job).map(([name, value]) => [`matrix.${name}`, value]));
    const pushed: Record<string, string | undefined> = {};
    for (const job of jobs) {
      const run = { event, workspace, values: valuesOf(job) };
      const { outputs } = clean(await workflow.runStep(world, push, run));
      pushed[job["model"] ?? ""] = outputs["version"];
    }
    const collected = clean(
      await workflow.runStep(world, collect, { event, values: needs("discover", found) }),
    );
    const versions: Record<string, string> = JSON.parse(collected.outputs["versions"] ?? "");
    for (const job of jobs) {
      const version = versions[job["model"] ?? ""] ?? "";
      const expression = "fromJSON(needs.collect.outputs.versions)[matrix.model]";
      const run = { event, values: { ...valuesOf(job), [expression]: version } };
      clean(await workflow.runStep(world, deploy, run));
    }

    expect(versions).toEqual(pushed);
    expect(Object.keys(versions)).toEqual([`${OWNER}/one`, `${OWNER}/two`]);
    for (const name of Object.keys(versions))
      expect(world.sandbox.deployment(name)?.version).toBe(versions[name]);
  });
});
