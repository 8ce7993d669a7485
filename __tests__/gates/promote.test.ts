import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { annotated, codes, type StepOptions, type World } from "../support/world.ts";
import {
  BEFORE,
  createProduction,
  deploy,
  LIVE_PATH,
  PRODUCTION,
  TODAY,
  versionIds,
} from "./production.ts";

const OTHER = "c".repeat(64);

/** Production where TODAY is the newest, and acme/live serves BEFORE. */
async function staged(): Promise<World> {
  const world = await createProduction();
  deploy(world, { version: BEFORE });
  return world;
}

/** The step that moves acme/live to a version. */
function to(version: string, inputs: Readonly<Record<string, string>> = {}): Partial<StepOptions> {
  return { inputs: { version, deployment: "live", ...inputs } };
}

/** What serves people: versions of the model, and of the deployment. */
function served(world: World): unknown {
  const { version, number } = world.sandbox.deployment("acme/live") ?? {};
  return { versions: versionIds(world), version, number };
}

describe("a promotion", () => {
  it.each([
    ["64 hex digits", TODAY],
    ["the output image of another step", `r8.im/acme/hotdog@sha256:${TODAY}`],
    ["latest, which is resolved", "latest"],
  ])("accepts %s", async (_case, version) => {
    const world = await staged();

    const result = await world.run(to(version));

    expect(result.code).toBe(0);
    expect(served(world)).toEqual({ versions: [TODAY, BEFORE], version: TODAY, number: 2 });
    expect(world.changes()).toEqual([`PATCH ${LIVE_PATH}`]);
    expect(result.outputs).toMatchObject({
      model: "acme/hotdog",
      version: TODAY,
      digest: `sha256:${TODAY}`,
      image: `${world.sandbox.host}/acme/hotdog@sha256:${TODAY}`,
      "version-url": `https://replicate.com/acme/hotdog/versions/${TODAY}`,
      "previous-version": BEFORE,
      "schema-changes": "none",
      "deployment-release": "2",
      "deployment-previous-version": BEFORE,
      status: "promoted",
    });
    expect(result.summary).toContain(`\n${TODAY}\n`);
  });

  it("needs neither Cog, nor Docker, nor cog.yaml, nor the registry", async () => {
    const world = await staged();
    await rm(join(world.project, "cog.yaml"));

    const result = await world.run({
      ...to(TODAY),
      env: { DOCKER_HOST: "unix:///nonexistent/docker.sock", COG_REGISTRY_HOST: "127.0.0.1:1" },
    });

    expect(result.outputs["status"]).toBe("promoted");
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(world.sandbox.requests.map(({ service }) => service)).not.toContain("mirror");
    expect(world.sandbox.requests.map(({ service }) => service)).not.toContain("registry");
  });

  it("uses the model of the version when no other input names it", async () => {
    const world = await staged();

    const result = await world.run(to(`acme/hotdog:${TODAY}`, { model: "" }));

    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "promoted" });
  });

  it("sends no request twice, except for the state of the deployment", async () => {
    const world = await staged();

    await world.run(to(TODAY, { compatibility: "fail" }));

    expect(world.requests().toSorted()).toEqual(
      [
        "GET /v1/account",
        "GET /v1/models/acme/hotdog",
        `GET /v1/models/acme/hotdog/versions/${TODAY}`,
        `GET /v1/models/acme/hotdog/versions/${BEFORE}`,
        `GET ${LIVE_PATH}`,
        `GET ${LIVE_PATH}`,
        `PATCH ${LIVE_PATH}`,
        `GET ${LIVE_PATH}`,
      ].toSorted(),
    );
  });

  it("can roll back, and creates a missing deployment", async () => {
    const world = await createProduction();

    const first = await world.run(to(TODAY));
    const back = await world.run(to(BEFORE));

    expect(first.outputs).toMatchObject({ "deployment-release": "1", status: "promoted" });
    expect(back.outputs).toMatchObject({
      version: BEFORE,
      "deployment-previous-version": TODAY,
      status: "promoted",
    });
    expect(served(world)).toEqual({ versions: [TODAY, BEFORE], version: BEFORE, number: 2 });
  });

  it("without a deployment only checks the version", async () => {
    const world = await createProduction();

    const result = await world.run({ inputs: { version: BEFORE, "boot-check": "true" } });

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ booted: "true", status: "unchanged" });
    expect(annotated(result, "warning")).toEqual(["nothing-moved"]);
    expect(world.changes()).toEqual(["POST /v1/predictions"]);
  });

  it("without a deployment and tests reports neither a test nor a move", async () => {
    const world = await createProduction();

    const { outputs, warnings, summary } = await world.run({ inputs: { version: BEFORE } });

    expect(outputs["status"]).toBe("unchanged");
    expect([...warnings, summary].join("\n")).not.toMatch(/\b(tested|promoted)\b/i);
    expect(world.changes()).toEqual([]);
  });

  it("works on the pull request's events, and moves the deployment", async () => {
    const world = await staged();
    const { event, env } = world.sandbox.events.pullRequestEvent({ action: "opened", number: 7 });

    const result = await world.run({ ...to(TODAY), event, env });

    expect(result.outputs["status"]).toBe("promoted");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(TODAY);
    expect([...world.sandbox.state.models.keys()]).toEqual(["acme/hotdog"]);
  });
});

describe("what can't be promoted", () => {
  const PIZZA = { owner: "acme", name: "pizza", versions: [{ id: OTHER }] };

  it.each([
    ["an unknown version", to(OTHER.replaceAll("c", "d")), "[version-missing]"],
    ["a version of another model", to(OTHER), "[version-missing]"],
    ["a version said to be another model's", to(`acme/pizza:${OTHER}`), "[version-of-other-model]"],
    ["a model that is missing", to(TODAY, { model: "acme/none" }), "[model-missing]"],
    ["a shortened version", to(TODAY.slice(0, 12)), "[input-invalid]"],
    ["a tag", to("acme/hotdog:v2"), "[input-invalid]"],
    [
      "a deployment of another model",
      to(TODAY, { deployment: "pizza-live" }),
      "[deployment-of-other-model]",
    ],
    ["to invalid hardware", to(TODAY, { "deployment-hardware": "gpu" }), "[hardware-unknown]"],
  ])("is %s", async (_case, step, said) => {
    const world = await createProduction({ models: [PRODUCTION, PIZZA] });
    deploy(world, { version: BEFORE });
    deploy(world, { name: "pizza-live", model: "acme/pizza", version: OTHER });
    const before = structuredClone(world.sandbox.state.deployments);

    expect(await world.refusal(step)).toContain(said);
    expect(world.sandbox.state.deployments).toEqual(before);
  });

  it("is any version without an API token", async () => {
    const world = await staged();

    const message = await world.refusal(
      to(TODAY, { "api-token": "", "cli-auth-token": world.sandbox.cliToken }),
    );

    expect(codes(message)).toEqual(["api-token-required"]);
  });
});
