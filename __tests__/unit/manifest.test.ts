import { describe, expect, it } from "vitest";
import type { HttpResponse } from "../../src/http/request.ts";
import { readImageParts, resolveTag } from "../../src/registry/manifest.ts";
import type { RegistrySession } from "../../src/registry/session.ts";
import { digest, refusal, reply } from "./support.ts";

/** A session with a registry that holds these manifests, and knows of nothing else. */
function sessionWith(manifests: Record<string, unknown>): Pick<RegistrySession, "manifest"> {
  return {
    manifest: async (reference): Promise<HttpResponse> =>
      reference in manifests
        ? reply(200, manifests[reference], { "docker-content-digest": digest("d") })
        : reply(404, { errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] }),
  };
}

const blob = (hex: string, size: number) => ({ digest: digest(hex), size });
const image = (...layers: unknown[]) => ({ config: blob("c", 5), layers });

describe("what an image weighs", () => {
  it("is its configuration and its layers", async () => {
    const session = sessionWith({ latest: image(blob("1", 100), blob("2", 20)) });
    expect(await readImageParts(session, "latest")).toEqual({
      layers: [blob("1", 100), blob("2", 20)],
      size: 125,
    });
  });

  it("counts a layer that is named twice once: it is pulled once", async () => {
    const session = sessionWith({ latest: image(blob("1", 100), blob("1", 100)) });
    expect(await readImageParts(session, "latest")).toMatchObject({ size: 105 });
  });

  it("is, of an index, what all its images weigh, what they share counted once", async () => {
    const session = sessionWith({
      latest: { manifests: [{ digest: digest("a") }, { digest: digest("b") }] },
      [digest("a")]: image(blob("1", 100), blob("2", 20)),
      [digest("b")]: { config: blob("e", 7), layers: [blob("1", 100), blob("3", 3000)] },
    });
    expect(await readImageParts(session, "latest")).toEqual({
      layers: [blob("1", 100), blob("2", 20), blob("3", 3000)],
      size: 3132,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["a refusal", {}],
    ["a text", { latest: "<title>Log in</title>" }],
    ["a list", { latest: [] }],
    [
      "an index of which one image is refused",
      {
        latest: { manifests: [{ digest: digest("a") }, { digest: digest("b") }] },
        [digest("a")]: image(blob("1", 100)),
      },
    ],
  ])("is not known from %s", async (_, manifests) => {
    expect(await readImageParts(sessionWith(manifests), "latest")).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["layers that are no list", { config: blob("c", 5), layers: {} }, "layers"],
    ["no layers", { config: blob("c", 5) }, "layers"],
    ["a layer that is no object", image("x"), "layers.0"],
    ["a layer without a digest", image({ size: 1 }), "layers.0.digest"],
    ["a layer with a size in words", image({ digest: digest("1"), size: "big" }), "layers.0.size"],
    ["an image of an index without a digest", { manifests: [{}] }, "digest"],
  ])("is an error that names the field for %s", async (_, manifest, field) => {
    const error = await refusal(() => readImageParts(sessionWith({ latest: manifest }), "latest"));
    expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
    expect(error.message).toContain("The registry");
    expect(error.message).toContain(`"${field}"`);
  });
});

describe("the digest of a tag", () => {
  it("is what the registry says it is", async () => {
    expect(await resolveTag(sessionWith({ latest: {} }), "latest")).toEqual([digest("d")]);
  });

  it("is, of an index, its own and those of the images that it names", async () => {
    const index = { manifests: [{ digest: digest("a") }, { digest: digest("b") }] };
    expect(await resolveTag(sessionWith({ t1: index }), "t1")).toEqual([
      digest("d"),
      digest("a"),
      digest("b"),
    ]);
  });

  it("is not known when the registry has no such tag, or does not say", async () => {
    expect(await resolveTag(sessionWith({}), "latest")).toEqual([]);
    const silent: Pick<RegistrySession, "manifest"> = { manifest: async () => reply(200, {}) };
    expect(await resolveTag(silent, "latest")).toEqual([]);
  });
});
