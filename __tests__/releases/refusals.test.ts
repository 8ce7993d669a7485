import { describe, expect, it } from "vitest";
import type { Fault } from "../../dev/sandbox/server.ts";
import { REPOSITORY } from "../support/preview.ts";
import { annotated, type StepResult, type World } from "../support/world.ts";
import { blockOf, blocksIn, createReleaseWorld, notesOf, onRelease, published } from "./notes.ts";

const RELEASES = `/github/repos/${REPOSITORY}/releases/*`;
const LONG = 1000;

/** GitHub's own words to a workflow's token. */
const FORBIDDEN = { status: 403, body: { message: "Resource not accessible by integration" } };
const ABSENT = { status: 404, body: { message: "Not Found" } };
/** Without the pause that would be made between two tries. */
const BROKEN = { status: 500, headers: { "retry-after": "0" }, body: "<h1>Unicorn!</h1>" };

/** Checks that a version was pushed and confirmed all the same, and gives the one warning. */
function warning(world: World, { code, outputs, warnings, errors }: StepResult): string {
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(outputs).toMatchObject({
    status: "pushed",
    version: world.sandbox.model("acme/hotdog")?.versions[0]?.id,
    digest: expect.stringContaining("sha256:"),
  });
  expect(warnings).toHaveLength(1);
  return warnings[0] ?? "";
}

describe("release notes that can't be updated are a warning, and the step stays green,", () => {
  const faults: readonly (readonly [string, Omit<Fault, "path">, RegExp])[] = [
    ["reading is a 403", { method: "GET", answer: FORBIDDEN }, /"contents: write"/],
    ["writing is a 403", { method: "PATCH", answer: FORBIDDEN }, /"contents: write"/],
    ["writing is a 404", { method: "PATCH", answer: ABSENT }, /Not Found/],
    ["reading is a 500", { method: "GET", answer: BROKEN }, /Unicorn/],
    ["writing is a 500", { method: "PATCH", answer: BROKEN }, /Unicorn/],
    ["every write is lost", { method: "PATCH", answer: { status: 200, body: {} } }, /overwriting/],
    ["reading has no answer", { method: "GET", breaks: "reset" }, /ECONNRESET/],
    ["the answer has no body", { method: "GET", breaks: "empty", times: 1 }, /\bJSON\b/],
    [
      "the answer is a page",
      { method: "GET", answer: { status: 200, body: "<p>Login" } },
      /\bJSON\b/,
    ],
  ];
  it.each(faults)("when %s", async (_, fault, expected) => {
    const world = await createReleaseWorld();
    world.sandbox.fault({ times: LONG, ...fault, path: RELEASES });

    const result = await world.run(published(world, "v1.2.0", "Mine"));

    expect(warning(world, result)).toMatch(expected);
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
  });

  it("when the workflow's token may only read", async () => {
    const world = await createReleaseWorld({ github: { permissions: { contents: "read" } } });

    const result = await world.run(published(world, "v1.2.0", "Mine"));

    expect(warning(world, result)).toContain('"contents: write"');
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
  });

  it("when the list of earlier releases is a 500", async () => {
    const world = await createReleaseWorld();
    const path = /\/releases\?/;
    world.sandbox.fault({ times: LONG, path, answer: BROKEN });

    const result = await world.run(published(world, "v1.2.0", "Mine"));

    expect(warning(world, result)).toContain("Unicorn");
  });

  it("when github-token is empty", async () => {
    const world = await createReleaseWorld();

    const result = await world.run(published(world, "v1.2.0", "Mine", { "github-token": "" }));

    expect(warning(world, result)).toContain("github-token");
    expect(annotated(result, "warning")).toEqual(["release-notes-without-token"]);
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
  });

  it("when github-token is not a token", async () => {
    const world = await createReleaseWorld();

    const result = await world.run(
      published(world, "v1.2.0", "Mine", { "github-token": "ghs_none" }),
    );

    expect(warning(world, result)).toContain("Bad credentials");
  });
});

describe("a release", () => {
  it("that fails because of a rate limit is not reported as a missing permission", async () => {
    const world = await createReleaseWorld();
    // As GitHub documents the primary limit, and as the sandbox answers beyond it.
    const answer = {
      status: 403,
      headers: { "x-ratelimit-remaining": "0" },
      body: { message: "API rate limit exceeded for installation ID 1." },
    };
    world.sandbox.fault({ times: LONG, path: RELEASES, answer });

    const result = await world.run(published(world, "v1.2.0", "Mine"));

    expect(warning(world, result)).toContain("rate limit exceeded");
    expect(result.warnings.join()).not.toContain("contents: write");
  });

  it("that GitHub does not know is in the summary", async () => {
    const world = await createReleaseWorld();

    const { code, summary, outputs } = await world.run(onRelease(world, "v1.2.0"));

    expect(code).toBe(0);
    expect(blocksIn(summary)).toMatchObject([{ version: outputs["version"] }]);
  });

  it("is written when GitHub fails once, and once more", async () => {
    const world = await createReleaseWorld();
    for (const method of ["GET", "PATCH"])
      world.sandbox.fault({ method, path: RELEASES, answer: BROKEN });

    const { outputs, warnings } = await world.run(published(world, "v1.2.0", "Mine"));

    expect(warnings).toEqual([]);
    expect(blockOf(world, "v1.2.0").version).toBe(outputs["version"]);
  });

  it("is written once when the response to the write is lost", async () => {
    const world = await createReleaseWorld();
    const lost = { takesEffect: true, breaks: "reset" } as const;
    world.sandbox.fault({ method: "PATCH", path: RELEASES, ...lost });

    await world.run(published(world, "v1.2.0", "Mine"));

    expect(notesOf(world, "v1.2.0")).toBe(`Mine\n\n${blockOf(world, "v1.2.0").text}`);
  });
});
