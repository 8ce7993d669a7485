import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Plan } from "../../dev/sandbox/server.ts";
import { annotated, bodies, codes, failure, HOTDOG, World } from "../support/world.ts";
import { createVersionWorld, schemaOf, served, TESTED, testVersion } from "./support.ts";

const URI = { type: "string", format: "uri" };
const SCHEMA = schemaOf({
  image: URI,
  more: { type: "array", items: URI },
  text: { type: "string" },
});
const PHOTO = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x00, 0xff]);

/** A world whose project has photo.png. */
async function photoWorld(options: Parameters<typeof createVersionWorld>[0] = {}): Promise<World> {
  const world = await createVersionWorld({ schema: SCHEMA, script: { output: "x" }, ...options });
  await writeFile(join(world.project, "photo.png"), PHOTO);
  return world;
}

function uploads(world: World): string[] {
  return world.requests().filter((request) => request === "POST /v1/files");
}

function deletions(world: World): string[] {
  return world.requests().filter((request) => request.startsWith("DELETE /v1/files/"));
}

describe("a file that a test case names as @path", () => {
  it("is uploaded once, is in the inputs by its URL, and is deleted", async () => {
    const seen: unknown[] = [];
    const world = await photoWorld();
    world.sandbox.scriptModel("acme/hotdog", () => {
      seen.push(...world.sandbox.files.map(({ name, bytes }) => [name, Buffer.from(bytes)]));
      return { output: "x" };
    });

    const result = await world.run(
      testVersion([
        { inputs: { image: "@photo.png" } },
        { inputs: { image: "@photo.png", more: ["@photo.png", "https://example.com/b.png"] } },
      ]),
    );

    expect(result.errors).toEqual([]);
    expect(uploads(world)).toHaveLength(1);
    expect(seen).toEqual([
      ["photo.png", PHOTO],
      ["photo.png", PHOTO],
    ]);
    const address = expect.stringContaining(`${world.sandbox.origin}/v1/files/`);
    expect(world.sandbox.predictions.map(({ input }) => input)).toEqual([
      { image: address },
      { image: address, more: [address, "https://example.com/b.png"] },
    ]);
    expect(deletions(world)).toHaveLength(1);
    expect(world.sandbox.files).toEqual([]);
  });

  it("is relative to working-directory, may be anywhere in the workspace, and have any name", async () => {
    const world = await photoWorld();
    const directory = join(world.project, "models/hotdog");
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "cog.yaml"), "predict: predict.py:Predictor\n");
    await writeFile(join(directory, "Füße [1].png"), PHOTO);
    await symlink(join(world.project, "photo.png"), join(directory, "link.png"));
    const cases = ["@../../photo.png", "@Füße [1].png", "@./link.png"].map((image) => ({
      inputs: { image },
    }));

    const result = await world.run(
      testVersion(cases, { inputs: { "working-directory": "models/hotdog" } }),
    );

    expect(result.errors).toEqual([]);
    expect(uploads(world)).toHaveLength(3);
    expect(world.sandbox.files).toEqual([]);
  });

  it.each<readonly [string, Plan, boolean, string]>([
    ["a case fails", { error: "no" }, true, "no error, got no"],
    ["setup fails", { setupFails: true }, true, "setup failed"],
    ["there is no credit", {}, false, "HTTP 402"],
  ])("is deleted when %s", async (_fault, script, hasCredit, said) => {
    const world = await photoWorld({ script });
    world.sandbox.hasCredit = hasCredit;

    const message = failure(await world.run(testVersion([{ inputs: { image: "@photo.png" } }])));

    expect(message).toContain(said);
    expect(uploads(world)).toHaveLength(1);
    expect(world.sandbox.files).toEqual([]);
  });

  it("that is too large is reported, and the others are deleted", async () => {
    const world = await photoWorld({ fileLimit: 100 });
    await world.write("large.png", "x".repeat(101));
    const cases = [{ inputs: { image: "@photo.png", more: ["@large.png"] } }];

    const message = failure(await world.run(testVersion(cases)));

    expect(message).toMatch(/large\.png.*HTTP 413/);
    expect(message).toMatch(/\n.*test-cases/);
    expect(world.sandbox.predictions).toEqual([]);
    expect(world.sandbox.files).toEqual([]);
  });

  // Uploads.close() deletes what is there when the first upload fails, and waits for no other.
  it("is deleted when another one is rejected during the upload", async () => {
    const world = await photoWorld({ fileLimit: 100 });
    await world.write("large.png", "x".repeat(101));
    world.sandbox.fault({ method: "POST", path: "/v1/files", delay: 1500 });
    const cases = [{ inputs: { image: "@photo.png", more: ["@large.png"] } }];

    failure(await world.run(testVersion(cases)));

    await expect.poll(() => uploads(world)).toHaveLength(2);
    await pause(1000);
    expect(world.sandbox.files).toEqual([]);
  });

  it("is deleted after the wait that Replicate asks for", async () => {
    const world = await photoWorld();
    const answer = { status: 429, headers: { "retry-after": "1" } };
    world.sandbox.fault({ method: "DELETE", path: "/v1/files/*", answer });

    const result = await world.run(testVersion([{ inputs: { image: "@photo.png" } }]));

    expect(result.warnings).toEqual([]);
    expect(deletions(world)).toHaveLength(2);
    expect(world.sandbox.files).toEqual([]);
  });

  it("that can't be deleted is a warning, and not a failure", async () => {
    const world = await photoWorld();
    const answer = { status: 403, body: { detail: "Not yours." } };
    world.sandbox.fault({ method: "DELETE", path: "/v1/files/*", answer });

    const result = await world.run(testVersion([{ inputs: { image: "@photo.png" } }]));

    expect(annotated(result, "warning")).toEqual(["upload-not-deleted"]);
    expect(result.warnings[0]).toContain("HTTP 403: Not yours");
    expect(served(world)).toBe(TESTED);
  });
});

describe("a file that can't be uploaded is rejected before anything is changed", () => {
  /** A directory beside the workspace, with a secret. */
  async function outside(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "outside-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, "secret.txt"), "secret");
    return directory;
  }

  it.each([
    ["outside the workspace", "{outside}/secret.txt"],
    ["above the workspace", "../{name}/secret.txt"],
    ["behind a link to a file", "link.txt"],
    ["behind a link to a directory", "folder/secret.txt"],
    ["missing", "missing.png"],
    ["a directory", "./pictures/"],
    ["too large for Replicate", "huge.bin"],
  ])("%s", async (_where, path) => {
    const directory = await outside();
    const name = directory.split("/").at(-1) ?? "";
    // Without a schema, it is unknown which inputs take files, and a missing file may be a text.
    for (const openapiSchema of path === "missing.png" ? [SCHEMA] : [SCHEMA, null]) {
      const world = await World.create({ models: [{ ...HOTDOG, versions: [{ openapiSchema }] }] });
      await mkdir(join(world.project, "pictures"), { recursive: true });
      await symlink(join(directory, "secret.txt"), join(world.project, "link.txt"));
      await world.write("huge.bin", "");
      await truncate(join(world.project, "huge.bin"), 100_000_000);
      await symlink(directory, join(world.project, "folder"));
      const image = `@${path.replace("{outside}", directory).replace("{name}", name)}`;

      const message = await world.refusal({
        inputs: { "test-cases": JSON.stringify([{ inputs: { more: [image] } }]) },
      });

      expect(codes(message)).toEqual(["upload-file-unreadable"]);
      expect(message).toContain(`"${image}"`);
      expect(world.sandbox.files).toEqual([]);
    }
  });

  it("all of them are reported together, each once", async () => {
    const versions = [{ openapiSchema: SCHEMA }];
    const world = await World.create({ models: [{ ...HOTDOG, versions }] });
    const cases = ["@a.png", "@b.png", "@b.png"].map((image) => ({ inputs: { image } }));

    const message = await world.refusal({ inputs: { "test-cases": JSON.stringify(cases) } });

    expect(codes(message)).toEqual(["upload-file-unreadable", "upload-file-unreadable"]);
  });
});

describe("a text that begins with an @", () => {
  const caseWith = (text: string) => ({ inputs: { text } });

  it("stays a text", async () => {
    const world = await photoWorld();
    const texts = ["@photo.png", "@ada", "@"];

    const result = await world.run(testVersion(texts.map(caseWith)));

    expect(result.errors).toEqual([]);
    expect(uploads(world)).toEqual([]);
    const inputs = world.sandbox.predictions.map(({ input }) => input);
    expect(inputs).toHaveLength(texts.length);
    expect(inputs).toEqual(expect.arrayContaining(texts.map((text) => ({ text }))));
  });

  // No version shows yet which inputs take files: what looks like a path but is not a file remains text.
  it("stays a text on a first push", async () => {
    const world = await World.create();
    const texts = ["@ada", "@ada says: hello.", "@", "@types/node", "@ada.lovelace"];

    const result = await world.run({
      inputs: { "test-cases": JSON.stringify(texts.map(caseWith)) },
    });

    expect(result.errors).toEqual([]);
    expect(uploads(world)).toEqual([]);
    const sent = bodies(world, "POST", "/v1/predictions");
    const expected = texts.map((text) => expect.objectContaining({ input: { text } }));
    expect(sent).toHaveLength(texts.length);
    expect(sent).toEqual(expect.arrayContaining(expected));
  });
});
