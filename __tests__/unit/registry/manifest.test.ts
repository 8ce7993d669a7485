import { describe, expect, it } from "vitest";
import type { HttpResponse } from "../../../src/http/request.ts";
import {
  readImageConfig,
  readImageParts,
  readLabels,
  resolveTag,
} from "../../../src/registry/manifest.ts";
import type { RegistrySession } from "../../../src/registry/session.ts";
import { digest, refusal, reply } from "../support.ts";

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

const LINUX = { os: "linux", architecture: "amd64" };
const UNKNOWN = { os: "unknown", architecture: "unknown" };
const AMD64 = { digest: digest("a"), platform: LINUX };
const ARM64 = { digest: digest("b"), platform: { os: "linux", architecture: "arm64" } };
const ATTESTATION = {
  digest: digest("4"),
  platform: UNKNOWN,
  annotations: { "vnd.docker.reference.type": "attestation-manifest" },
};
const WEIGHTS = {
  digest: digest("5"),
  platform: UNKNOWN,
  annotations: { "run.cog.weight.name": "transformer" },
};
const CHILDREN = {
  [digest("a")]: image(blob("1", 100)),
  [digest("b")]: image(blob("2", 20)),
  [digest("4")]: image(blob("3", 9000)),
  [digest("5")]: { config: blob("e", 7), layers: [blob("6", 3000)] },
};

describe("the size of an image", () => {
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

  it.each([
    ["first", [AMD64, ARM64]],
    ["last", [ARM64, AMD64]],
    ["after an attestation", [ATTESTATION, AMD64, ARM64]],
    [
      "beside another variant",
      [AMD64, { digest: digest("8"), platform: { ...LINUX, variant: "v3" } }],
    ],
  ])("is, of an index, what linux/amd64 pulls: %s", async (_, manifests) => {
    const size = await readImageParts(
      sessionWith({ ...CHILDREN, latest: { manifests } }),
      "latest",
    );
    expect(size).toEqual({ layers: [blob("1", 100)], size: 105 });
  });

  it("is, of a bundle, what its image and its weights weigh", async () => {
    // Two of its weights can be the same.
    const manifests = [ARM64, AMD64, WEIGHTS, WEIGHTS];
    const size = await readImageParts(
      sessionWith({ ...CHILDREN, latest: { manifests } }),
      "latest",
    );
    expect(size).toMatchObject({ size: 3112 });
  });

  it("is unknown for an index without an image for linux/amd64", async () => {
    const session = sessionWith({ ...CHILDREN, latest: { manifests: [ATTESTATION, ARM64] } });
    expect(await readImageParts(session, "latest")).toBeUndefined();
  });

  it("is, of an index without platforms, what all its images weigh, what they share counted once", async () => {
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

  it.each([
    ["the same again", () => AMD64],
    ["another one each time", (count: number) => ({ digest: `sha256:${count}` })],
  ])("is unknown for an index with endless nested indexes: %s", async (_, next) => {
    let requests = 0;
    const session = {
      manifest: async () => {
        requests += 1;
        return reply(200, { manifests: [next(2 * requests), next(2 * requests + 1)] });
      },
      blob: async () => reply(404),
    };
    expect(await readImageParts(session, "latest")).toBeUndefined();
    expect(await readImageConfig(session, "latest")).toBeUndefined();
    expect(requests).toBeLessThanOrEqual(200);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a refusal", {}],
    ["a text", { latest: "<title>Log in</title>" }],
    ["a list", { latest: [] }],
    [
      "an index of which one image is rejected",
      {
        latest: { manifests: [{ digest: digest("a") }, { digest: digest("b") }] },
        [digest("a")]: image(blob("1", 100)),
      },
    ],
  ])("is unknown for %s", async (_, manifests) => {
    expect(await readImageParts(sessionWith(manifests), "latest")).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ["layers that are no list", { config: blob("c", 5), layers: {} }, "layers"],
    ["no layers", { config: blob("c", 5) }, "layers"],
    ["a layer that is not an object", image("x"), "layers.0"],
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

describe("the labels of an image", () => {
  const session = (manifests: unknown): Pick<RegistrySession, "manifest" | "blob"> => ({
    ...sessionWith({ ...CHILDREN, latest: { manifests }, [digest("a")]: image() }),
    blob: async () => reply(200, { config: { Labels: { name: "amd64" } } }),
  });

  it.each([
    ["the first one", [AMD64, ARM64]],
    ["behind an attestation and another platform's", [ATTESTATION, ARM64, AMD64]],
    ["without a platform", [ATTESTATION, { digest: digest("a") }]],
  ])("are, of an index, those of its image for linux/amd64: %s", async (_, manifests) => {
    expect(await readLabels(session(manifests), "latest")).toEqual({ name: "amd64" });
  });

  it("are not those of another platform, or of an attestation", async () => {
    expect(await readLabels(session([ATTESTATION, ARM64]), "latest")).toBeUndefined();
  });
});

describe("the digest of a tag", () => {
  it("is what the registry returns", async () => {
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

  it("is unknown when the registry has no such tag, or does not return it", async () => {
    expect(await resolveTag(sessionWith({}), "latest")).toEqual([]);
    const silent: Pick<RegistrySession, "manifest"> = { manifest: async () => reply(200, {}) };
    expect(await resolveTag(silent, "latest")).toEqual([]);
  });
});
