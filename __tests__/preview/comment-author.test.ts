import { describe, expect, it } from "vitest";
import { commentsOn, createPreviewWorld, PREVIEW, Pull, REPOSITORY } from "../support/preview.ts";
import type { World } from "../support/world.ts";

/** Somebody else's comment on pull request 7. */
function say({ sandbox }: World, login: string, body: string): void {
  sandbox.github.addComment({ repository: REPOSITORY, issue: 7, login, body });
}

/** A world where our comment was posted by a stranger, word for word, and ours is gone. */
async function createForgery(login: string, type: "User" | "Bot" = "User") {
  const world = await createPreviewWorld();
  const { github } = world.sandbox;
  await new Pull(world).run("opened");
  const [body = ""] = commentsOn(world);
  github.store.comments.length = 0;
  github.addComment({ repository: REPOSITORY, issue: 7, login, type, body });
  return { world, body };
}

describe("our comment among others", () => {
  it("is found after 150 others, and again after 150 more", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    for (let i = 0; i < 150; i++) say(world, "mona", `Comment ${i}`);
    await pull.run("opened");
    for (let i = 0; i < 150; i++) say(world, "mona", `Later ${i}`);

    const { outputs } = await pull.run("synchronize");

    expect(commentsOn(world)).toHaveLength(301);
    expect(commentsOn(world)[150]).toContain(outputs["version"]);
  });

  it.each(["mona", "github-actions"])("is not the one that %s pasted", async (login) => {
    const { world, body } = await createForgery(login);

    const { outputs } = await new Pull(world).run("synchronize");

    const [theirs, ours, ...others] = world.sandbox.github.comments(REPOSITORY, 7);
    expect(theirs).toMatchObject({ body, author: { login } });
    expect(ours).toMatchObject({ author: { login: "github-actions[bot]" } });
    expect(ours?.body).toContain(outputs["version"]);
    expect(others).toEqual([]);
  });

  it("is not one that quotes it, or names its marker further down", async () => {
    const { world, body } = await createForgery("review-app[bot]", "Bot");
    world.sandbox.github.store.comments.length = 0;
    const quotes = [`> ${body.replaceAll("\n", "\n> ")}`, `Look:\n${body}`];
    for (const quote of quotes) say(world, "github-actions[bot]", quote);

    await new Pull(world).run("synchronize");

    expect(commentsOn(world)).toEqual([...quotes, expect.stringContaining(PREVIEW)]);
  });

  it("is not confused with a forged one on close", async () => {
    const { world, body } = await createForgery("mona");

    const result = await new Pull(world).run("closed");

    expect(result.warnings).toEqual([]);
    expect(commentsOn(world)).toEqual([body, expect.stringContaining("- Deleted")]);
  });

  it("is found by its author's name when the token is a person's", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const inputs = { "github-token": world.sandbox.addGitHubToken("hubot", "personal") };
    await pull.run("opened", { inputs });
    const [body = ""] = commentsOn(world);
    world.sandbox.github.store.comments.length = 0;
    for (const login of ["mona", "github-actions[bot]"]) say(world, login, body);
    say(world, "hubot", body);

    const { outputs } = await pull.run("synchronize", { inputs });

    const authors = world.sandbox.github.comments(REPOSITORY, 7).map(({ author }) => author.login);
    expect(authors).toEqual(["mona", "github-actions[bot]", "hubot"]);
    expect(commentsOn(world).slice(0, 2)).toEqual([body, body]);
    expect(commentsOn(world)[2]).toContain(outputs["version"]);
  });
});

describe("a comment that can't be written", () => {
  it.each([
    ["public", "read", false],
    ["public", "none", false],
    ["private", "none", true],
  ] as const)("is a warning that names the permission: %s, %s", async (_case, level, isPrivate) => {
    const world = await createPreviewWorld({
      github: { permissions: { "pull-requests": level }, isPrivate },
    });

    const opened = await new Pull(world).run("opened");
    const closed = await new Pull(world).run("closed");

    for (const { code, warnings } of [opened, closed]) {
      expect(code).toBe(0);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain("pull-requests: write");
      expect(warnings[0]).toContain("#7");
    }
    expect(opened.outputs).toMatchObject({ status: "pushed" });
    expect(opened.summary).toContain(PREVIEW);
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(commentsOn(world)).toEqual([]);
  });

  it("is a warning without github-token, and the preview is made and deleted", async () => {
    const world = await createPreviewWorld();
    const inputs = { "github-token": "" };

    const opened = await new Pull(world).run("opened", { inputs });
    const closed = await new Pull(world).run("closed", { inputs });

    for (const { code, warnings } of [opened, closed]) {
      expect(code).toBe(0);
      expect(warnings).toEqual([expect.stringContaining("github-token")]);
    }
    expect(opened.outputs).toMatchObject({ status: "pushed" });
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(world.sandbox.requests.map(({ service }) => service)).not.toContain("github");
  });

  it.each([
    ["a wrong token", 401, "Bad credentials", ""],
    ["GitHub being down", 503, "Service Unavailable", ""],
    ["a locked conversation", 403, "Unable to create comment because issue is locked.", ""],
    ["an archived repository", 403, "Repository was archived so is read-only.", ""],
    ["single sign-on", 403, "Resource protected by organization SAML enforcement.", ""],
    ["a token of a person", 403, "Resource not accessible by personal access token", "write"],
  ])("is a warning with GitHub's reason despite %s", async (_case, status, message, remedy) => {
    const world = await createPreviewWorld();
    const path = `/github/repos/${REPOSITORY}/issues/*`;
    const headers = { "retry-after": "0" };
    world.sandbox.fault({ path, times: 20, answer: { status, headers, body: { message } } });

    const result = await new Pull(world).run("opened");

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(result.warnings).toHaveLength(1);
    for (const part of ["#7", message, remedy]) expect(result.warnings[0]).toContain(part);
    const hasPermission = result.warnings[0]?.includes("pull-requests: write");
    expect(hasPermission).toBe(remedy === "write");
  });
});

describe("a comment that can't be updated", () => {
  const COMMENT = `/github/repos/${REPOSITORY}/issues/comments/*`;
  const refused = { status: 403, body: { message: "Resource not accessible by integration" } };

  it("because it was deleted meanwhile is created again", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    const gone = { status: 404, body: { message: "Not Found" } };
    world.sandbox.fault({ method: "PATCH", path: COMMENT, answer: gone });

    const { outputs, warnings } = await pull.run("synchronize");

    expect(warnings).toEqual([]);
    expect(commentsOn(world)[1]).toContain(outputs["version"]);
  });

  it("because another app wrote it is replaced once by one that can be updated", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    const [old] = world.sandbox.github.comments(REPOSITORY, 7);
    // An app whose bot GitHub does not name, so that the workflow's own bot is assumed.
    const inputs = {
      "github-token": world.sandbox.addGitHubToken("preview-app[bot]", "installation"),
    };
    const unnamed = { status: 403, body: { message: "Forbidden" } };
    world.sandbox.fault({ path: "/github/graphql", times: 9, answer: unnamed });
    const path = `/github/repos/${REPOSITORY}/issues/comments/${old?.id}`;
    world.sandbox.fault({ method: "PATCH", path, times: 9, answer: refused });

    const first = await pull.run("synchronize", { inputs });
    const second = await pull.run("synchronize", { inputs });

    const comments = world.sandbox.github.comments(REPOSITORY, 7);
    expect([...first.warnings, ...second.warnings]).toEqual([]);
    expect(comments).toMatchObject([old, { author: { login: "preview-app[bot]" } }]);
    expect(comments[1]?.body).toContain(second.outputs["version"]);
  });

  it("because the permission is missing is a warning that names it", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    world.sandbox.github.permissions["pull-requests"] = "read";

    const { warnings } = await pull.run("synchronize");

    expect(warnings).toEqual([expect.stringContaining("pull-requests: write")]);
    expect(commentsOn(world)).toHaveLength(1);
  });
});
