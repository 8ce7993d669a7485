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

/** What an index says of one of its images. */
const on = (hex: string, architecture: string, os = "linux") => ({
  digest: digest(hex),
  platform: { os, architecture },
});

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

  it.each<[string, unknown[]]>([
    ["amd64 first", [on("a", "amd64"), on("b", "arm64")]],
    ["arm64 first", [on("b", "arm64"), on("a", "amd64")]],
    ["an attestation first", [on("b", "unknown", "unknown"), on("a", "amd64")]],
    ["an attestation, and no platform", [on("b", "unknown", "unknown"), { digest: digest("a") }]],
    ["nothing known of platforms", [{ digest: digest("a") }, { digest: digest("b") }]],
    ["an index within", [on("e", "amd64")]],
  ])("is, of an index, what linux/amd64 pulls: %s", async (_, manifests) => {
    const session = sessionWith({
      latest: { manifests },
      [digest("a")]: image(blob("1", 100), blob("2", 20)),
      [digest("b")]: { config: blob("e", 7), layers: [blob("1", 100), blob("3", 3000)] },
      [digest("e")]: { manifests: [on("a", "amd64")] },
    });
    expect(await readImageParts(session, "latest")).toMatchObject({ size: 125 });
  });

  it.each([1, 2, 20])("is not known of an index that names itself, %d times", async (times) => {
    let asked = 0;
    const manifests = Array(times).fill(on("a", "amd64"));
    const manifest = async (): Promise<HttpResponse> => {
      asked++;
      return reply(200, { manifests });
    };
    expect(await readImageParts({ manifest }, "latest")).toBeUndefined();
    expect(asked).toBeLessThan(10);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a refusal", {}],
    ["a text", { latest: "<title>Log in</title>" }],
    ["a list", { latest: [] }],
    [
      "an index whose image is refused",
      { latest: { manifests: [{ digest: digest("a") }, { digest: digest("b") }] } },
    ],
    ["an index without an image", { latest: { manifests: [] } }],
    ["an index whose image has no digest", { latest: { manifests: [{}] } }],
  ])("is not known from %s", async (_, manifests) => {
    expect(await readImageParts(sessionWith(manifests), "latest")).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["layers that are no list", { config: blob("c", 5), layers: {} }, "layers"],
    ["no layers", { config: blob("c", 5) }, "layers"],
    ["a layer that is no object", image("x"), "layers.0"],
    ["a layer without a digest", image({ size: 1 }), "layers.0.digest"],
    ["a layer with a size in words", image({ digest: digest("1"), size: "big" }), "layers.0.size"],
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
