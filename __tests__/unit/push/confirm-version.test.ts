import { describe, expect, it } from "vitest";
import { ActionError } from "../../../src/lib/errors.ts";
import { digest, refusal } from "../support.ts";
import { startWorld } from "./confirm-support.ts";

const hex = (of: string): string => of.slice("sha256:".length);
const SCHEMA = { openapi: "3.0.2", components: { schemas: {} } };
const LABELLED = { config: { Labels: { "run.cog.openapi_schema": JSON.stringify(SCHEMA) } } };
/** Seconds, for tests that wait for the end of it. */
const SHORT = 0.4;

describe("a version whose digest Cog printed", () => {
  it("is confirmed by the API, with its schema", async () => {
    const { push, confirm } = await startWorld();
    const pushed = await push(LABELLED);
    expect(await confirm([pushed])).toEqual({ id: hex(pushed), digest: pushed, schema: SCHEMA });
  });

  it("is waited for when the API has it later", async () => {
    const { push, confirm, sandbox } = await startWorld({ registrationDelay: 800 });
    const pushed = await push({});
    expect(await confirm([pushed])).toMatchObject({ id: hex(pushed), digest: pushed });
    const asked = sandbox.requests.filter(({ path }) => path.endsWith(hex(pushed)));
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.map(({ status }) => status)).toEqual([...asked.slice(1).map(() => 404), 200]);
  });

  it("is not confirmed when the API never has it: the error says that the push succeeded", async () => {
    const { push, confirm } = await startWorld({ registrationDelay: "never" });
    const pushed = await push({});
    const { message, problems } = await refusal(() => confirm([pushed], { patience: SHORT }));
    expect(problems).toMatchObject([{ code: "version-unconfirmed" }]);
    expect(message).toContain(pushed);
    expect(message).toContain("The requested resource could not be found");
    expect(message).toContain("https://replicate.com/acme/hotdog/versions");
  });

  it("is its own, not the newest one, since another run may have pushed in between", async () => {
    const { push, confirm, versions } = await startWorld();
    const ours = await push({ run: "ours" });
    const theirs = await push({ run: "theirs" });
    expect(versions()[0]).toBe(hex(theirs));
    expect((await confirm([ours])).id).toBe(hex(ours));
  });

  it.each([
    ["index", "index"],
    ["image", "image"],
  ] as const)("is, of a bundle, the one of the two that the API has: the %s", async (_, of) => {
    const { push, confirm } = await startWorld({ bundleVersion: of });
    const image = await push({}, "cog-image.20260512T153042Z");
    const index = await push(image, "20260512T153042Z");
    const expected = of === "index" ? index : image;
    expect((await confirm([index, image])).digest).toBe(expected);
  });

  it.each(["index", "image"] as const)(
    "is found by the bundle's tag when Cog printed the image's alone: the %s",
    async (of) => {
      const { push, confirm } = await startWorld({ bundleVersion: of });
      const tag = "20260512T153042Z";
      const image = await push({}, `cog-image.${tag}`);
      const index = await push(image, tag);
      const expected = of === "index" ? index : image;
      expect((await confirm([image], { tag, patience: SHORT })).digest).toBe(expected);
    },
  );

  it("is confirmed although the registry does not answer about the bundle's tag", async () => {
    const { push, confirm, registry } = await startWorld();
    const tag = "20260512T153042Z";
    const image = await push({}, tag);
    const manifest = () => Promise.reject(new ActionError({ code: "x", message: "m", hint: "h" }));
    const changes = { tag, patience: SHORT, registry: { ...registry, manifest } };
    expect((await confirm([image], changes)).digest).toBe(image);
  });

  it("is confirmed although the API fails for a moment", async () => {
    const { push, confirm, sandbox } = await startWorld();
    const pushed = await push({});
    sandbox.fault({ path: "/v1/models/acme/hotdog/*", answer: { status: 502, body: "busy" } });
    expect((await confirm([pushed])).id).toBe(hex(pushed));
  });
});

describe("a version for which Cog printed no digest", () => {
  it("is the one that is new in the API and that the registry holds", async () => {
    const { push, confirm } = await startWorld();
    const previous = await push({ run: "before" });
    const pushed = await push({ run: "ours" });
    expect(await confirm([], { previous: hex(previous) })).toMatchObject({
      id: hex(pushed),
      digest: pushed,
    });
  });

  it("is the model's first one", async () => {
    const { push, confirm } = await startWorld();
    const pushed = await push({});
    expect((await confirm([])).id).toBe(hex(pushed));
  });

  it("is waited for when the API has it later", async () => {
    const { push, confirm } = await startWorld({ registrationDelay: 800 });
    const pushed = await push({});
    expect((await confirm([])).id).toBe(hex(pushed));
  });

  it("is the previous one when nothing new came and the registry holds that", async () => {
    const { push, confirm } = await startWorld();
    const previous = await push({});
    expect(await push({})).toBe(previous);
    const confirmed = await confirm([], { previous: hex(previous), patience: SHORT });
    expect(confirmed.id).toBe(hex(previous));
  });

  it("is not guessed when nothing new came and the registry holds something else", async () => {
    const { push, confirm } = await startWorld({ registrationDelay: "never" });
    const pushed = await push({});
    const error = await refusal(() => confirm([], { patience: SHORT }));
    expect(error.problems).toMatchObject([{ code: "version-unconfirmed" }]);
    expect(error.message).toContain(pushed);
  });

  it("is not guessed when the registry holds nothing under the tag", async () => {
    const { push, confirm } = await startWorld();
    await push({}, "another-tag");
    const error = await refusal(() => confirm([], { patience: SHORT }));
    expect(error.problems).toMatchObject([{ code: "version-unconfirmed" }]);
  });

  it("is not guessed when two came: the error names both", async () => {
    const { push, confirm } = await startWorld();
    const previous = await push({ run: "before" });
    const pushes = [await push({ run: "ours" }), await push({ run: "theirs" })];
    const error = await refusal(() => confirm([], { previous: hex(previous), patience: SHORT }));
    for (const pushed of pushes) expect(error.message).toContain(hex(pushed));
    expect(error.message).not.toContain(hex(previous));
  });

  it("is looked for over all pages, up to the previous one", async () => {
    const { push, confirm } = await startWorld({ pageSize: 2 });
    const older = await push({ run: -1 });
    const previous = await push({ run: 0 });
    const pushes = [];
    for (const run of [1, 2, 3]) pushes.push(await push({ run }));
    const error = await refusal(() => confirm([], { previous: hex(previous), patience: SHORT }));
    for (const pushed of pushes) expect(error.message).toContain(hex(pushed));
    expect(error.message).not.toContain(hex(older));
  });

  it("is not guessed when the previous one is gone, so that new and old look the same", async () => {
    const { push, confirm } = await startWorld({ pageSize: 2 });
    for (const run of [1, 2, 3]) await push({ run });
    const gone = hex(digest("a"));
    const error = await refusal(() => confirm([], { previous: gone, patience: SHORT }));
    expect(error.problems).toMatchObject([{ code: "version-unconfirmed" }]);
  });

  it("is not guessed when the API does not list the versions", async () => {
    const { push, confirm, sandbox } = await startWorld();
    await push({});
    const refused = { status: 403, body: { title: "Forbidden", detail: "No permission." } };
    sandbox.fault({ path: "/v1/models/acme/hotdog/versions", times: 99, answer: refused });
    const { message, problems } = await refusal(() => confirm([], { patience: SHORT }));
    expect(problems).toMatchObject([{ code: "version-unconfirmed" }]);
    expect(message).toContain("No permission");
  });
});

describe("without the API", () => {
  it("a version is confirmed by the registry that shows the digest Cog named", async () => {
    const { push, confirm } = await startWorld({ registrationDelay: "never" });
    const pushed = await push({});
    expect(await confirm([pushed], { api: undefined })).toEqual({
      id: hex(pushed),
      digest: pushed,
    });
  });

  it.each([
    ["the registry does not show the digest", [digest("a")], digest("a")],
    ["Cog printed no digest", [], "api-token"],
  ])("a version is not confirmed when %s", async (_, digests, words) => {
    const { push, confirm } = await startWorld();
    await push({});
    const { message, problems } = await refusal(() => confirm(digests, { api: undefined }));
    expect(problems).toMatchObject([{ code: "version-unconfirmed" }]);
    expect(message).toContain(words);
  });
});

it("a canceled step waits no longer", async () => {
  const { push, confirm } = await startWorld({ registrationDelay: "never" });
  const pushed = await push({});
  const controller = new AbortController();
  const reason = new ActionError({
    code: "broken",
    message: "The step was canceled.",
    hint: "Run it again.",
  });
  const confirmed = refusal(() => confirm([pushed], { signal: controller.signal, patience: 600 }));
  controller.abort(reason);
  expect((await confirmed).message).toContain("The step was canceled");
});
