import { mkdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  REPOSITORY,
  requestsOf,
} from "../support/preview.ts";
import { annotated } from "../support/world.ts";

const COMMENTS = `/github/repos/${REPOSITORY}/issues/7/comments`;

describe("the comment on a preview", () => {
  it("links the preview and its version, and states what they were built from", async () => {
    const world = await createPreviewWorld();
    const headSha = "1234567890".repeat(4);

    const { outputs } = await new Pull(world, { headSha, branch: "mustard" }).run("opened");

    const [comment, ...others] = commentsOn(world);
    expect(others).toEqual([]);
    for (const part of [
      "acme/hotdog",
      `](https://replicate.com/${PREVIEW})`,
      `](https://replicate.com/${PREVIEW}/versions/${outputs["version"]})`,
      `](https://github.com/${REPOSITORY}/commit/${headSha})`,
      "mustard",
    ])
      expect(comment).toContain(part);
  });

  it("explains how to run the preview, and when it is deleted", async () => {
    const world = await createPreviewWorld();

    const { outputs } = await new Pull(world).run("opened");

    const [comment] = commentsOn(world);
    expect(comment).toContain(`${PREVIEW}:${outputs["version"]}`);
    expect(comment).toContain("curl");
    expect(comment).toContain('"text"');
    expect(comment?.split("\n").at(-1)).not.toContain("**");
  });

  it.each([
    ["none", "on: pull_request", /\*\*not\*\*[^\n]*$/],
    ["closed", "on: { pull_request: { types: [opened, closed] } }", /\n[^*\n]+$/],
  ])("promises no deletion when no workflow does it: %s", async (kind, text, words) => {
    const world = await createPreviewWorld();
    await mkdir(`${world.project}/.github/workflows`, { recursive: true });
    await world.write(".github/workflows/preview.yml", text);
    const file = `${REPOSITORY}/.github/workflows/preview.yml@refs/pull/7/merge`;
    const pull = new Pull(world);

    const result = await pull.run("opened", { env: { GITHUB_WORKFLOW_REF: file } });

    for (const shown of [...commentsOn(world), result.summary])
      expect(shown.trimEnd()).toMatch(words);
    expect(annotated(result, "warning")).toEqual(kind === "none" ? ["preview-stays"] : []);
    for (const warning of result.warnings) expect(warning).toContain("on.pull_request.types");
    await pull.run("closed");
    expect(commentsOn(world)).toEqual([expect.stringMatching(/^- .*`acme\/hotdog-pr-7`/m)]);
  });

  it("begins with its marker, and shows no secret", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("opened");

    const [comment = ""] = commentsOn(world);
    expect(comment).toMatch(/^<!-- [^\n]+ -->\n/);
    for (const secret of [world.sandbox.apiToken, world.sandbox.githubToken]) {
      expect(comment).not.toContain(secret);
      expect(result.summary).not.toContain(secret);
    }
  });

  it("is updated in place after another commit", async () => {
    const world = await createPreviewWorld();
    await new Pull(world, { headSha: "a".repeat(40) }).run("opened");
    const [first] = world.sandbox.github.comments(REPOSITORY, 7).map(({ id }) => id);

    const pull = new Pull(world, { headSha: "b".repeat(40) });
    const { outputs } = await pull.run("synchronize");

    const comments = world.sandbox.github.comments(REPOSITORY, 7);
    expect(comments.map(({ id }) => id)).toEqual([first]);
    expect(comments[0]?.body).toContain(outputs["version"]);
    expect(comments[0]?.body).toContain(`commit/${"b".repeat(40)}`);
    expect(comments[0]?.body).not.toContain("a".repeat(40));
  });

  it("is updated in place after a person edited it on GitHub's page, which saves CRLF", async () => {
    const world = await createPreviewWorld();
    await new Pull(world).run("opened");
    const [edited] = world.sandbox.github.comments(REPOSITORY, 7);
    if (edited) edited.body = edited.body.replaceAll("\n", "\r\n");

    await new Pull(world).run("closed", { inputs: { "preview-model": "{owner}/{name}-{number}" } });

    expect(commentsOn(world)).toEqual([expect.stringContaining("- Deleted")]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("is reduced to one after two concurrent runs created two", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const record = { "preview-model": "{owner}/{name}-{number}" };
    await pull.run("opened", { inputs: record });
    const [first] = world.sandbox.github.store.comments.splice(0);
    await pull.run("synchronize");
    if (first) world.sandbox.github.store.comments.push(first);

    await pull.run("synchronize");
    const comments = commentsOn(world);
    await pull.run("closed");

    expect(comments).toHaveLength(1);
    expect(commentsOn(world)).toEqual([expect.stringContaining("- Deleted")]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("is not touched when nothing in it changes", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    world.sandbox.scriptCog({ sameImage: true, times: 2 });
    const first = await pull.run("opened");
    world.sandbox.requests.length = 0;

    const second = await pull.run("synchronize");

    expect(second.outputs).toMatchObject({ version: first.outputs["version"], changed: "false" });
    expect(requestsOf(world)).toContainEqual(expect.stringContaining(`GET ${COMMENTS}`));
    expect(changesOf(world)).toEqual([]);
    expect(commentsOn(world)).toHaveLength(1);
  });

  it("is left out when preview-comment is false, on close too", async () => {
    const world = await createPreviewWorld();
    const inputs = { "preview-comment": "false" };

    const opened = await new Pull(world).run("opened", { inputs });
    const closed = await new Pull(world).run("closed", { inputs });

    expect(opened.outputs).toMatchObject({ status: "pushed" });
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(changesOf(world).filter((request) => request.includes("/comments"))).toEqual([]);
    expect([...opened.warnings, ...closed.warnings]).toEqual([]);
  });

  it("is one for each production model, and none changes another's", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const models = ["acme/hotdog", "acme/hotdog-2", "acme/cat"];
    for (const model of models) await pull.run("opened", { inputs: { model } });
    const first = commentsOn(world);

    await pull.run("synchronize", { inputs: { model: "acme/hotdog-2" } });
    const pushed = commentsOn(world);
    await pull.run("closed", { inputs: { model: "acme/cat" } });

    const last = commentsOn(world);
    expect(first).toHaveLength(3);
    for (const [i, model] of models.entries()) expect(first[i]).toContain(`${model}-pr-7`);
    expect(last).toHaveLength(3);
    expect(pushed[0]).toBe(first[0]);
    expect(pushed[1]).toContain("https://replicate.com/acme/hotdog-2-pr-7/versions/");
    expect(pushed[1]).not.toBe(first[1]);
    expect(last[2]).toContain("- Deleted");
  });

  it("is one for each of the jobs of a matrix that run at once", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const models = ["acme/hotdog", "acme/cat"];
    // Jobs have machines of their own; here they share one, whose tool cache has Cog before they begin.
    await pull.run("opened", { inputs: { "dry-run": "true" } });

    await Promise.all(models.map((model) => pull.run("opened", { inputs: { model } })));

    for (const model of models)
      expect(commentsOn(world).filter((body) => body.includes(`${model}-pr-7`))).toHaveLength(1);
    expect(commentsOn(world)).toHaveLength(2);
  });
});
