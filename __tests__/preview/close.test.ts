import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  requestsOf,
  versions,
} from "../support/preview.ts";
import type { World } from "../support/world.ts";

const DELETE_VERSION = new RegExp(`^DELETE /v1/models/${PREVIEW}/versions/[0-9a-f]{64}$`);
const DONE = /^- .*`acme\/hotdog-pr-7`/m;

/** Requests for the deletion of a version that are under way. */
function deletionsUnderWay({ sandbox }: World): number {
  return sandbox.requests.filter(
    ({ method, path, status }) => status === undefined && DELETE_VERSION.test(`${method} ${path}`),
  ).length;
}

describe("when a pull request is closed", () => {
  it("deletes its preview, and nothing else", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(8, { versions: versions(1) }));
    const pull = new Pull(world);
    await pull.run("opened");
    const production = structuredClone(world.sandbox.model("acme/hotdog"));

    const result = await pull.run("closed");

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ preview: "true", status: "deleted", model: PREVIEW });
    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-pr-8"]);
    expect(world.sandbox.model("acme/hotdog")).toEqual(production);
    expect(world.sandbox.model("acme/hotdog-pr-8")?.versions[0]?.listedUntil).toBe(Infinity);
  });

  it("deletes its preview when it is merged, too", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world, { merged: true }).run("closed");

    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("needs neither Docker, Cog, nor the project", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7));

    const result = await new Pull(world).run("closed", {
      workspace: world.runner.temporary,
      env: { DOCKER_HOST: "unix:///nowhere" },
    });

    expect(result.code).toBe(0);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(world.sandbox.requests.map(({ service }) => service)).not.toContain("mirror");
  });

  it("deletes 250 versions on ten pages, each with one request, and then the model", async () => {
    const world = await createPreviewWorld({ pageSize: 25, deletionDelay: 1500 });
    world.sandbox.addModel(previewModel(7, { versions: versions(250) }));

    const result = await new Pull(world).run("closed");

    const deletions = world.changes().filter((change) => change.startsWith("DELETE"));
    const ofVersions = deletions.filter((change) => DELETE_VERSION.test(change));
    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(world.sandbox.model(PREVIEW)).toBeUndefined();
    expect(new Set(ofVersions).size).toBe(250);
    expect(ofVersions).toHaveLength(250);
    expect(deletions.at(-1)).toBe(`DELETE /v1/models/${PREVIEW}`);
    expect(deletions).toHaveLength(251);
  });

  it("deletes several versions at a time, and not all at once", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(200) }));
    const path = `/v1/models/${PREVIEW}/versions/*`;
    world.sandbox.fault({ method: "DELETE", path, times: 200, takesEffect: true, delay: 100 });

    const { result } = await new Pull(world).start("closed");
    const done = result.then(() => true);
    let most = 0;
    while (!(await Promise.race([done, pause(5, false)])))
      most = Math.max(most, deletionsUnderWay(world));

    expect(world.sandbox.model(PREVIEW)).toBeUndefined();
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(50);
  });

  it("reports what was deleted, in its comment and in the summary", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    const [before = ""] = commentsOn(world);

    const result = await pull.run("closed");

    const [after = "", ...others] = commentsOn(world);
    expect(others).toEqual([]);
    expect(before).not.toMatch(DONE);
    for (const text of [after, result.summary]) {
      expect(text).toContain(PREVIEW);
      expect(text).toContain("1 version");
      expect(text).toMatch(DONE);
    }
  });

  it("keeps the comment unchanged when the step runs for it again", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    await pull.run("closed");
    const [told] = commentsOn(world);
    world.sandbox.requests.length = 0;

    const result = await pull.run("closed");

    expect(result.code).toBe(0);
    expect(result.warnings).toEqual([]);
    expect(commentsOn(world)).toEqual([told]);
    expect(changesOf(world)).toEqual([]);
  });

  it("writes no comment when it never had a preview", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("closed");

    expect(result.code).toBe(0);
    expect(commentsOn(world)).toEqual([]);
    expect(changesOf(world)).toEqual([]);
    expect(requestsOf(world)).toContain(`GET /v1/models/${PREVIEW}`);
  });

  it.each([
    ["a server's error", { answer: { status: 502, body: "<html>" } }],
    ["a connection that is reset", { breaks: "reset" }],
    ["an answer that is lost", { breaks: "reset", takesEffect: true }],
  ] as const)("deletes its preview despite %s", async (_case, fault) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(2) }));
    world.sandbox.fault({ method: "DELETE", path: "/v1/models/*", times: 2, ...fault });
    world.sandbox.fault({ method: "GET", path: `/v1/models/${PREVIEW}/versions`, ...fault });

    const result = await new Pull(world).run("closed");

    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(world.sandbox.model(PREVIEW)).toBeUndefined();
  });
});
