import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ModelSeed, scripts } from "../../dev/sandbox/server.ts";
import { textOf } from "../contract/repository.ts";
import { cog, firstPush, jobsOf, Origin, pushEvent } from "../discover/support.ts";
import { schemaOf } from "../gates/support.ts";
import { pushOf } from "../releases/pipeline.ts";
import { commentsOn, modelNames, previewModel, versions } from "../support/preview.ts";
import { Workflow } from "../support/workflow.ts";
import { clean, type SandboxOptions, type StepResult, World } from "../support/world.ts";

const OWNER = "your-name";
const MODEL = { owner: OWNER, name: "hello-world" } as const;

function example(name: string): Workflow {
  return new Workflow(textOf(`examples/workflows/${name}`));
}

function createWorld(options: SandboxOptions = {}): Promise<World> {
  return World.create({ account: { username: OWNER }, deletionDelay: 50, ...options });
}

describe("the README's first steps", () => {
  it("create the model, push to it, and print the version", async () => {
    const world = await createWorld();
    const [, text = ""] = /^```yaml\n([\s\S]*?)^```$/m.exec(textOf("README.md")) ?? [];
    const steps: unknown = parse(text);
    const workflow = new Workflow(
      JSON.stringify({ on: {}, permissions: {}, jobs: { a: { steps } } }),
    );

    const event = pushOf(["main"]);
    const { outputs } = clean(await workflow.runStep(world, workflow.steps[0], { event }));

    expect(outputs).toMatchObject({ status: "pushed", "model-created": "true" });
    expect(text).toContain("steps.push.outputs.version");
    expect(world.sandbox.model(outputs["model"] ?? "")).toMatchObject({
      visibility: "private",
      hardware: "cpu",
    });
  });
});

describe("the test cases of docs/testing.md", () => {
  it("pass on examples/hello-world, next to the previous version", async () => {
    const world = await createWorld();
    const [, cases = ""] =
      /^```yaml\n(- name: [\s\S]*?)^```$/m.exec(textOf("docs/testing.md")) ?? [];
    const inputs = { model: `${OWNER}/hello-world` };
    clean(await world.run({ inputs }));

    const { outputs, summary } = clean(
      await world.run({ inputs: { ...inputs, "test-cases": cases } }),
    );

    const passed = expect.objectContaining({ passed: true, failures: [] });
    expect(JSON.parse(outputs["tests"] ?? "")).toEqual([passed, passed, passed]);
    expect(summary).toContain("hello Linus");
  });
});

describe("push-and-preview.yml", () => {
  const workflow = example("push-and-preview.yml");
  const pull = { number: 12, repository: "acme/hotdog-app" } as const;

  it("pushes to production from main, and creates and deletes a preview", async () => {
    const world = await createWorld();
    const { events, github } = world.sandbox;
    const [step] = workflow.steps;
    github.addPull(pull);
    const pushed = pushOf(["main"]);
    const opened = events.pullRequestEvent({ ...pull, action: "opened" });
    const closed = events.pullRequestEvent({ ...pull, action: "closed" });

    const statuses = [];
    for (const event of [pushed, opened, closed])
      statuses.push(clean(await workflow.runStep(world, step, { event })).outputs);

    expect(statuses).toMatchObject([
      { status: "pushed", model: `${OWNER}/hello-world` },
      { status: "pushed", preview: "true", model: `${OWNER}/hello-world-pr-12` },
      { status: "deleted" },
    ]);
    expect(modelNames(world)).toEqual([`${OWNER}/hello-world`]);
  });
});

describe("pull-request.yml", () => {
  const workflow = example("pull-request.yml");
  const pull = { number: 12, repository: "acme/hotdog-app" } as const;

  it("creates a preview, tests it and comments; then deletes it, with its own permissions", async () => {
    const world = await createWorld({ models: [{ ...MODEL, versions: [{}] }] });
    const { events, github } = world.sandbox;
    const [step] = workflow.steps;
    github.addPull(pull);

    const opened = clean(
      await workflow.runStep(world, step, {
        event: events.pullRequestEvent({ ...pull, action: "opened" }),
      }),
    );
    const [comment] = commentsOn(world, pull.number);
    const during = modelNames(world);
    github.addPull({ ...pull, state: "closed" });
    const closed = clean(
      await workflow.runStep(world, step, {
        event: events.pullRequestEvent({ ...pull, action: "closed" }),
      }),
    );

    expect(opened.outputs).toMatchObject({ status: "pushed", preview: "true", booted: "true" });
    expect(JSON.parse(opened.outputs["tests"] ?? "")).toMatchObject([{ passed: true }]);
    expect(comment).toContain(opened.outputs["version"]);
    expect(during).toEqual([`${OWNER}/hello-world`, `${OWNER}/hello-world-pr-12`]);
    expect(closed.outputs["status"]).toBe("deleted");
    expect(modelNames(world)).toEqual([`${OWNER}/hello-world`]);
  });

  it("runs when a pull request is reopened, and when it is closed", () => {
    expect(workflow.on["pull_request"]).toEqual({
      types: ["opened", "synchronize", "reopened", "closed"],
    });
  });
});

describe("sweep.yml", () => {
  it("deletes what a closed pull request left, with its own permissions", async () => {
    const world = await createWorld();
    const workflow = example("sweep.yml");
    const mark = previewModel(3);
    const description = mark.description?.replace("acme/hotdog ", `${OWNER}/hello-world `) ?? "";
    world.sandbox.github.addPull({ number: 3, state: "closed" });
    world.sandbox.addModel({
      ...mark,
      ...MODEL,
      name: "hello-world-pr-3",
      description,
      versions: versions(1),
    });

    const event = world.sandbox.events.scheduleEvent();
    const result = clean(await workflow.runStep(world, workflow.steps[0], { event }));

    expect(workflow.permissions["pull-requests"]).toBe("read");
    expect(result.summary).toMatch(/#3 .*hello-world-pr-3.*deleted/);
    expect(modelNames(world)).toEqual([]);
  });
});

describe("monorepo.yml", () => {
  it("pushes each project to a model of its own, and then only the changed one", async () => {
    const world = await createWorld();
    const workflow = example("monorepo.yml");
    const predictor = textOf("examples/hello-world/predict.py");
    const origin = await Origin.create({
      "models/one/cog.yaml": cog("one").replace("acme", OWNER),
      "models/one/predict.py": predictor,
      "models/two/cog.yaml": cog("two").replace("acme", OWNER),
      "models/two/predict.py": predictor,
      "shared/words.txt": "hello",
    });
    const [discover, push] = workflow.steps;
    /** The whole workflow, as GitHub goes through it. */
    const run = async (event: ReturnType<typeof firstPush>) => {
      const workspace = await origin.checkout();
      const found = clean(await workflow.runStep(world, discover, { event, workspace }));
      const jobs = jobsOf(found);
      const results: StepResult[] = [];
      for (const job of jobs) {
        const values = Object.entries(job).map(([name, value]) => [`matrix.${name}`, value]);
        const given = { event, workspace, values: Object.fromEntries(values) };
        results.push(clean(await workflow.runStep(world, push, given)));
      }
      return { jobs, results };
    };
    const before = await origin.work("rev-parse", "HEAD");

    const first = await run(firstPush(before));
    const after = await origin.commit({ "models/two/predict.py": `${predictor}# changed\n` });
    const second = await run(pushEvent(before, after));
    const last = await run(pushEvent(after, await origin.commit({ "shared/words.txt": "hallo" })));

    expect(first.results.map(({ outputs }) => outputs["model"])).toEqual([
      `${OWNER}/one`,
      `${OWNER}/two`,
    ]);
    expect(second.jobs.map(({ model }) => model)).toEqual([`${OWNER}/two`]);
    expect(last.jobs).toHaveLength(2);
    expect(world.sandbox.model(`${OWNER}/two`)).toMatchObject({ hardware: "gpu-l40s" });
  });
});

describe("fleet.yml", () => {
  it("pushes each project with its settings, and collects the versions", async () => {
    const world = await createWorld();
    const workflow = example("fleet.yml");
    const predictor = textOf("examples/hello-world/predict.py");
    const config = "predict: predict.py:Predictor\n";
    const page = textOf("docs/many-models.md");
    const [, settings = ""] = /^```yaml\n(# yaml-language-server[\s\S]*?)^```$/m.exec(page) ?? [];
    const origin = await Origin.create({
      ".github/replicate.yml": settings,
      "models/hello-world/cog.yaml": config,
      "models/hello-world/predict.py": predictor,
      "models/one/cog.yaml": config,
      "models/one/predict.py": predictor,
      "scripts/generate.sh": "",
    });
    const [discover, push, collect] = workflow.steps;
    const after = await origin.work("rev-parse", "HEAD");
    const event = firstPush(after);
    const workspace = await origin.checkout();
    // What the script of the workflow does.
    await mkdir(join(workspace, "flux/dev"), { recursive: true });
    await writeFile(join(workspace, "flux/dev/cog.yaml"), config);
    await writeFile(join(workspace, "flux/dev/predict.py"), predictor);

    const found = clean(await workflow.runStep(world, discover, { event, workspace }));
    const versions: [string, string | undefined][] = [];
    for (const job of jobsOf(found)) {
      const values = Object.entries(job).map(([name, value]) => [`matrix.${name}`, value]);
      const given = { event, workspace, values: Object.fromEntries(values) };
      const { outputs } = clean(await workflow.runStep(world, push, given));
      versions.push([job["model"] ?? "", outputs["version"]]);
    }
    const values = { "needs.discover.outputs.matrix": found.outputs["matrix"] ?? "" };
    const { outputs } = clean(await workflow.runStep(world, collect, { event, values }));

    expect(outputs).toEqual({
      versions: JSON.stringify(Object.fromEntries(versions)),
      missing: "[]",
      complete: "true",
    });
    expect(versions.map(([model]) => model)).toEqual(
      ["hello-world", "one", "dev"].map((name) => `${OWNER}/${name}`),
    );
    expect(world.sandbox.model(`${OWNER}/hello-world`)).toMatchObject({ hardware: "cpu" });
    expect(world.sandbox.model(`${OWNER}/dev`)).toMatchObject({ hardware: "gpu-l40s" });
    expect(modelNames(world)).toContain(`${OWNER}/hello-world-test`);
  });
});

describe("fine-tune.yml", () => {
  it("creates the private destination, and finds it the next time", async () => {
    const world = await createWorld();
    const workflow = example("fine-tune.yml");
    const event = world.sandbox.events.workflowDispatchEvent();

    const first = clean(await workflow.runStep(world, workflow.steps[0], { event }));
    const second = clean(await workflow.runStep(world, workflow.steps[0], { event }));

    const model = `${OWNER}/my-fine-tune`;
    expect(first.outputs).toMatchObject({ status: "ensured", model, "model-created": "true" });
    expect(second.outputs).toMatchObject({ status: "ensured", "model-created": "false" });
    expect(world.sandbox.model(model)).toMatchObject({
      visibility: "private",
      hardware: "gpu-l40s",
      versions: [],
    });
  });
});

describe("safe-push.yml", () => {
  const workflow = example("safe-push.yml");
  const FILE = /^```yaml\n(# cog-safe-push\.yaml\n[\s\S]*?)^```$/m.exec(textOf("docs/migrate.md"));
  const string = { type: "string" };
  const IMAGES = { type: "string", format: "uri" };
  const JUDGE: ModelSeed = {
    owner: "openai",
    name: "gpt-4.1-mini",
    visibility: "public",
    official: true,
    versions: [{ openapiSchema: schemaOf({ prompt: string, system_prompt: string }) }],
  };

  it("does what the cog-safe-push.yaml of docs/migrate.md says, without manual setup", async () => {
    const world = await createWorld({ speed: 60, models: [{ ...MODEL, name: "painter" }, JUDGE] });
    const { sandbox } = world;
    sandbox.scriptModel(
      `${OWNER}/painter-test`,
      scripts.image({ width: 8, height: 8, rgb: [255, 0, 0], format: "png" }),
    );
    sandbox.scriptModel(
      "openai/gpt-4.1-mini",
      scripts.judge(() => ({ match: true, reason: "It is red." })),
    );
    const schema = schemaOf({ prompt: string }, IMAGES, ["prompt"]);
    await Promise.all([
      world.write("cog-safe-push.yaml", FILE?.[1] ?? ""),
      world.write("schema.json", JSON.stringify(schema)),
    ]);

    const result = await workflow.runStep(world, workflow.steps[0], {
      event: sandbox.events.workflowDispatchEvent(),
      inputs: { "openapi-schema": "schema.json" },
    });

    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({ status: "pushed", model: `${OWNER}/painter` });
    const tests: unknown[] = JSON.parse(result.outputs["tests"] ?? "");
    expect(tests.length).toBeGreaterThan(0);
    for (const test of tests) expect(test).toMatchObject({ passed: true });
    expect(sandbox.model(`${OWNER}/painter-test`)).toMatchObject({ visibility: "private" });
  });
});

describe.each([
  ["enterprise.yml", "your-company"],
  ["self-hosted.yml", OWNER],
])("%s", (name, owner) => {
  it("pushes, and removes nothing from the machine", async () => {
    const world = await World.create({ account: { username: owner } });
    const workflow = example(name);
    const { event, env } = pushOf(["main"], `${owner}/hello-world-app`);

    const result = clean(
      await workflow.runStep(world, workflow.steps[0], {
        event: { event, env: { ...env, RUNNER_ENVIRONMENT: "self-hosted" } },
      }),
    );

    expect(result.outputs).toMatchObject({ status: "pushed", model: `${owner}/hello-world` });
    expect(result.outputs["model-created"]).toBe("true");
    expect(result.log).not.toMatch(/Removed/i);
  });
});

const expression = (text: string): string => `\${{ ${text} }}`;

describe("attest.yml", () => {
  it("signs what was pushed by its digest, in a job that builds nothing", async () => {
    const world = await createWorld();
    const text = textOf("examples/workflows/attest.yml");
    const workflow = new Workflow(text);
    const [step] = workflow.steps;

    const event = pushOf(["main"]);
    const { outputs } = clean(await workflow.runStep(world, step, { event }));

    expect(outputs).toMatchObject({
      changed: "true",
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      image: `${world.sandbox.host}/${OWNER}/hello-world@${outputs["digest"]}`,
    });
    expect(outputs["digest"]).toBe(`sha256:${outputs["version"]}`);
    const { push, attest } = parse(text).jobs;
    expect(push.outputs).toEqual({
      changed: expression("steps.replicate.outputs.changed"),
      digest: expression("steps.replicate.outputs.digest"),
    });
    expect(push.permissions).toEqual({ contents: "read" });
    expect(attest.permissions).toEqual({ "id-token": "write", attestations: "write" });
    expect(attest.steps).toEqual([
      {
        uses: expect.stringMatching(/^actions\/attest@[0-9a-f]{40}$/),
        with: {
          "subject-name": `r8.im/${step?.with["model"]}`,
          "subject-digest": expression("needs.push.outputs.digest"),
        },
      },
    ]);
  });
});
