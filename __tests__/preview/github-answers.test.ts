import { describe, expect, it } from "vitest";
import { createPreviewWorld, PREVIEW, Pull, previewModel, REPOSITORY } from "../support/preview.ts";
import { annotated, failure } from "../support/world.ts";

const COMMENTS = `/github/repos/${REPOSITORY}/issues/7/comments`;
const MARKER = "<!-- push-to-replicate: preview of acme/hotdog -->";
const PAGE = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

describe("GitHub's response is reported in one warning of one sentence", () => {
  const now = { "retry-after": "0" };
  const gateway = { status: 502, body: PAGE, headers: now };
  const redirect = { status: 307, headers: { location: "/x" } };
  it.each([
    ["a gateway's page", { answer: gateway }, "HTTP 502: 502 Bad Gateway."],
    ["a redirect", { answer: redirect }, " /x."],
    ["not JSON", { breaks: "flood" }, "."],
    ["other types", { breaks: "mistype" }, '"0.id"'],
  ] as const)("when it is %s", async (_case, fault, words) => {
    const world = await createPreviewWorld();
    world.sandbox.github.addComment({
      repository: REPOSITORY,
      issue: 7,
      login: "stranger",
      body: "Hello",
    });
    world.sandbox.fault({ ...fault, method: "GET", path: COMMENTS, times: 9 });

    const result = await new Pull(world).run("opened");

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toEqual(["comment-failed"]);
    expect(result.warnings).toEqual([expect.stringContaining(words)]);
    expect(result.warnings[0]?.trimEnd()).toMatch(/^[^\n]*\.$/);
  });

  it("and no second comment is written when it does not return the token's account", async () => {
    const world = await createPreviewWorld();
    const { github } = world.sandbox;
    const token = world.sandbox.addGitHubToken("mona", "personal");
    const comment = { repository: REPOSITORY, issue: 7, login: "mona", body: `${MARKER}\nOld` };
    github.addComment(comment);
    const answer = { status: 503, headers: { "retry-after": "0" }, body: "" };
    world.sandbox.fault({ path: "/github/user", times: 9, answer });

    const result = await new Pull(world).run("opened", { inputs: { "github-token": token } });

    expect(result.warnings).toHaveLength(1);
    expect(github.comments(REPOSITORY, 7).map(({ body }) => body)).toEqual([comment.body]);
  });

  it("once for a Deployment, however many requests it takes", async () => {
    const world = await createPreviewWorld();
    const answer = { status: 403, body: { message: "Resource not accessible by integration" } };
    world.sandbox.fault({ path: /\/deployments\/\d+\/statuses$/, times: 9, answer });

    const inputs = { "github-deployment": "true" };
    const result = await new Pull(world).run("opened", { inputs });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toEqual([expect.stringContaining('"deployments: write"')]);
  });
});

describe("a model that the API does not show is not taken for missing", () => {
  it.each([
    ["a later name of the preview", `/v1/models/${PREVIEW}-r2`],
    ["production", "/v1/models/acme/hotdog"],
  ])("when it is %s", async (_case, path) => {
    const world = await createPreviewWorld();
    world.sandbox.retire(PREVIEW);
    world.sandbox.addModel(previewModel(7, { name: "hotdog-pr-7-r2" }));
    const answer = { status: 500, headers: { "retry-after": "0" }, body: {} };
    world.sandbox.fault({ path, times: 5, answer });

    const result = await new Pull(world).run("synchronize");

    expect(failure(result)).toContain("HTTP 500");
    expect(world.changes()).toEqual([]);
  });
});
