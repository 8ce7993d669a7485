import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ModelSeed, scripts } from "../../dev/sandbox/server.ts";
import { isRecord } from "../../src/lib/json.ts";
import { readAction, textOf } from "../contract/repository.ts";
import { actionlint, errorsInWorkflow } from "../contract/workflow-checks.ts";
import { stepsOf, Workflow as WorkflowParts } from "../contract/workflow-files.ts";
import { schemaOf } from "../gates/support.ts";
import { pushOf } from "../releases/pipeline.ts";
import { Workflow } from "../support/workflow.ts";
import { COG_VERSION, codes, failure, World } from "../support/world.ts";

const PAGE = textOf("docs/migrate.md");
const OWNER = "your-name";
const MODEL = `${OWNER}/hello-world`;

/** The diff below a heading, before and after. */
function diffOf(title: string): { readonly before: string; readonly after: string } {
  const [, section = ""] = new RegExp(`^## ${title}\n([\\s\\S]*?)(?:^## |$(?![\\s\\S]))`, "m").exec(
    PAGE,
  ) ?? [""];
  const [, diff] = /^```diff\n([\s\S]*?)^```$/m.exec(section) ?? [];
  if (diff === undefined) throw new Error(`docs/migrate.md has no diff below "${title}"`);
  const lines = diff.trimEnd().split("\n");
  const without = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join("\n");
  return { before: without("+"), after: without("-") };
}

const TITLES = [...PAGE.matchAll(/^## (From .+)$/gm)].map(([, title = ""]) => title);
const COG_INIT = "From the workflow that `cog init` writes";
const SETUP_COG = "From setup-cog";
const SAFE_PUSH = "From cog-safe-push";
const DOCKER_PUSH = "From docker login and docker push";

/** A model made by hand, which has other settings than the workflow after the migration would give it. */
const BY_HAND: ModelSeed = {
  owner: OWNER,
  name: "hello-world",
  visibility: "public",
  hardware: "gpu-t4",
};

/** The workflow's own `cog push`, as a job runs it after setup-cog: Cog is on the PATH and logged in. */
async function runCogPush(world: World, before: string, model: string): Promise<number> {
  const { sandbox, runner, project } = world;
  const home = await mkdtemp(join(runner.directory, "before-"));
  const executable = await fetch(`${sandbox.mirror}/download/v${COG_VERSION}/cog_Linux_x86_64`);
  await writeFile(join(home, "cog"), Buffer.from(await executable.arrayBuffer()), { mode: 0o755 });
  const auth = Buffer.from(`${OWNER}:${sandbox.cliToken}`).toString("base64");
  await mkdir(join(home, ".docker"));
  await writeFile(
    join(home, ".docker/config.json"),
    JSON.stringify({ auths: { [sandbox.host]: { auth } } }),
  );
  const [script = ""] = [...new WorkflowParts(before).jobs.values()]
    .flatMap(stepsOf)
    .map(({ run }) => String(run))
    .filter((run) => run.includes("cog push"));
  const given = script
    .replaceAll(/\$\{\{ inputs\.model_name \}\}/g, model)
    .replaceAll("r8.im/", `${sandbox.host}/`);
  const PATH = `${home}:${process.env["PATH"]}`;
  const env = { ...sandbox.environment, HOME: home, PATH };
  const run = promisify(execFile)("bash", ["-e", "-c", given], { cwd: project, env });
  return run.then(
    () => 0,
    (error: { readonly code?: number }) => error.code ?? 1,
  );
}

describe.each(TITLES)("the diff of docs/migrate.md: %s", (title) => {
  const { before, after } = diffOf(title);

  it("has two whole workflows: one that pushes without this action, and one that uses it once", () => {
    expect(new Workflow(before).steps).toHaveLength(0);
    expect(before).toMatch(/cog push|docker push|cog-safe-push \$/);
    expect(new Workflow(after).steps).toHaveLength(1);
    expect(after).not.toMatch(/cog push|setup-cog@|docker push|curl/);
    expect(Object.keys(parse(after))).toContain("permissions");
  });

  it("has workflows that GitHub accepts, and actionlint accepts the new one", async () => {
    for (const text of [before, after])
      expect(await errorsInWorkflow({ place: title, text })).toEqual([]);
    expect(await actionlint({ place: "after.yml", text: `${after}\n` })).toEqual([]);
  });

  it("sets only existing inputs", () => {
    const { inputs } = readAction();
    const given = new Workflow(after).steps.flatMap((step) => Object.keys(step.with));
    expect(given.filter((name) => !inputs.has(name))).toEqual([]);
  });

  it("passes user input as data", () => {
    const runs = [...new WorkflowParts(after).jobs.values()]
      .flatMap(stepsOf)
      .map(({ run }) => String(run ?? ""));
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
  });
});

describe.each([
  [COG_INIT, { "inputs.model_name": MODEL }],
  [SETUP_COG, {}],
])("the migrated workflow, after the old one has run: %s", (title, values) => {
  const { before, after } = diffOf(title);
  const event = pushOf(["main"]);

  it("creates the missing model, to which `cog push` failed", async () => {
    const world = await World.create({ account: { username: OWNER } });
    const workflow = new Workflow(after);
    const [step] = workflow.steps;

    expect(await runCogPush(world, before, MODEL)).not.toBe(0);
    const { outputs, errors, path } = await workflow.runStep(world, step, { event, values });

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL, "model-created": "true" });
    const { hardware } = step?.with ?? {};
    expect(world.sandbox.model(MODEL)).toMatchObject({ visibility: "private", hardware });
    expect(path, "steps after it have cog").toHaveLength(1);
  });

  it("pushes to the manually created model, and keeps its settings", async () => {
    const world = await World.create({ account: { username: OWNER }, models: [BY_HAND] });
    const workflow = new Workflow(after);
    expect(await runCogPush(world, before, MODEL)).toBe(0);
    const pushed = world.sandbox.model(MODEL)?.versions[0]?.id;

    const run = { event, values };
    const { outputs, errors } = await workflow.runStep(world, workflow.steps[0], run);

    expect(errors).toEqual([]);
    expect(pushed).toMatch(/^[0-9a-f]{64}$/);
    expect(outputs).toMatchObject({ status: "pushed", "previous-version": pushed });
    expect(world.sandbox.model(MODEL)).toMatchObject({ visibility: "public", hardware: "gpu-t4" });
  });
});

describe("the workflow after a migration", () => {
  it.each<[string, readonly ModelSeed[], string]>([
    ["creates the missing model", [], "true"],
    ["pushes to the existing model", [{ ...BY_HAND, versions: [{}] }], "false"],
  ])("%s: from docker push", async (_, models, created) => {
    const world = await World.create({ account: { username: OWNER }, models });
    const workflow = new Workflow(diffOf(DOCKER_PUSH).after);

    const run = { event: pushOf(["main"]) };
    const { outputs, errors } = await workflow.runStep(world, workflow.steps[0], run);

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL, "model-created": created });
    const config = world.sandbox.cogRuns.at(-1)?.dockerConfig?.config;
    const auth = Buffer.from(`${OWNER}:${world.sandbox.apiToken}`).toString("base64");
    expect(config).toMatchObject({ auths: { [world.sandbox.host]: { auth } } });
  });

  it("takes the model from cog.yaml when a manual run of the `cog init` workflow sets none", async () => {
    const world = await World.create({ account: { username: OWNER } });
    const image = `image: ${world.sandbox.host}/${MODEL}\n`;
    await world.write("cog.yaml", `${image}${textOf("examples/hello-world/cog.yaml")}`);
    const workflow = new Workflow(diffOf(COG_INIT).after);

    const [step] = workflow.steps;
    const { outputs, errors } = await workflow.runStep(world, step, {
      event: pushOf(["main"]),
      values: { "inputs.model_name": "" },
    });

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL });
  });

  it("pushes with the CLI auth token alone, and looks up and creates no model", async () => {
    const world = await World.create({ account: { username: OWNER }, models: [BY_HAND] });
    const workflow = new Workflow(diffOf(SETUP_COG).after);
    const inputs = { "api-token": "", "cli-auth-token": world.sandbox.cliToken };

    const run = { event: pushOf(["main"]), inputs };
    const { outputs, errors } = await workflow.runStep(world, workflow.steps[0], run);

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL });
    expect(world.requests().filter((request) => / \/v1\/models/.test(request))).toEqual([]);
  });
});

describe("the workflow after cog-safe-push", () => {
  const workflow = new Workflow(diffOf(SAFE_PUSH).after);
  const [, file = ""] = /^```yaml\n(# cog-safe-push\.yaml\n[\s\S]*?)^```$/m.exec(PAGE) ?? [];
  const text = { type: "string" };
  const painter = { owner: OWNER, name: "painter" };
  const judge: ModelSeed = {
    owner: "openai",
    name: "gpt-4.1-mini",
    visibility: "public",
    official: true,
    versions: [{ openapiSchema: schemaOf({ prompt: text, system_prompt: text }) }],
  };

  async function worldWith(models: readonly ModelSeed[]): Promise<World> {
    const world = await World.create({
      account: { username: OWNER },
      speed: 60,
      models: [judge, ...models],
    });
    for (const name of ["painter-test", "other-test"])
      world.sandbox.scriptModel(
        `${OWNER}/${name}`,
        scripts.image({ width: 8, height: 8, rgb: [255, 0, 0], format: "png" }),
      );
    world.sandbox.scriptModel(
      "openai/gpt-4.1-mini",
      scripts.judge(() => ({ match: true, reason: "It is red." })),
    );
    const schema = schemaOf({ prompt: text }, { type: "string", format: "uri" }, ["prompt"]);
    await world.write("schema.json", JSON.stringify(schema));
    return world;
  }

  const runOn = (world: World, model: string, inputs = {}) =>
    workflow.runStep(world, workflow.steps[0], {
      event: world.sandbox.events.workflowDispatchEvent(),
      values: { "inputs.model": model },
      inputs: { "openapi-schema": "schema.json", ...inputs },
    });

  it.each<[string, readonly ModelSeed[]]>([
    ["no model", []],
    ["the model that cog-safe-push requires", [painter]],
    ["both models", [painter, { ...painter, name: "painter-test", visibility: "private" }]],
  ])("follows the file when there is %s", async (_, models) => {
    const world = await worldWith(models);
    await world.write("cog-safe-push.yaml", file);

    const { outputs, errors } = await runOn(world, "");

    expect(errors).toEqual([]);
    const created = String(models.length === 0);
    expect(outputs).toMatchObject({
      status: "pushed",
      model: `${OWNER}/painter`,
      "model-created": created,
    });
    const tests: unknown = JSON.parse(outputs["tests"] ?? "");
    expect(tests).toMatchObject([{ passed: true }, { passed: true }]);
    expect(world.sandbox.model(`${OWNER}/painter-test`)).toMatchObject({ visibility: "private" });
  });

  it("tests without a file, with the inputs that the page names, on the model that the user enters", async () => {
    const world = await worldWith([]);
    const inputs = {
      "test-cases": "",
      "test-model": `${OWNER}/other-test`,
      "boot-check": "true",
    };

    const { outputs, errors } = await runOn(world, `${OWNER}/other`, inputs);

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: `${OWNER}/other`, booted: "true" });
    expect(PAGE).toMatch(/replace `test-cases` with `test-model: .*` and `boot-check: true`/);
  });

  it("fails with a hint where the file is missing", async () => {
    const world = await worldWith([]);
    const result = await runOn(world, `${OWNER}/other`);
    expect(codes(failure(result))).toEqual(["test-cases-unreadable"]);
  });

  it("equals examples/workflows/safe-push.yml, except for the model's name and hardware", () => {
    const example: unknown = new Workflow(textOf("examples/workflows/safe-push.yml")).steps[0];
    const { model, hardware, ...others } = workflow.steps[0]?.with ?? {};
    expect([model, hardware]).not.toContain(undefined);
    expect(isRecord(example) ? example["with"] : undefined).toEqual(others);
  });
});
