import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  assembleIndex,
  CACHE_LABEL,
  digestOf,
  formatIndexLabel,
  type LabeledIndex,
  parseManifest,
  readIndexLabel,
} from "../../../src/build-cache/cache-index.ts";
import { cacheIndex, LAYERS } from "./support.ts";

const INDEX = cacheIndex();
const encode = (value: object | string) =>
  gzipSync(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");
const fields = (index: LabeledIndex) => ({
  v: 1,
  type: index.mediaType,
  manifest: index.manifest.toString(),
  config: index.config.toString(),
  seconds: index.fullBuild,
});
const withLayers = (layers: unknown) =>
  encode({
    ...fields(INDEX),
    manifest: JSON.stringify({ ...JSON.parse(INDEX.manifest.toString()), layers }),
  });

describe("the index in a label", () => {
  it("is read as it was written", () => {
    const index = { ...INDEX, fullBuild: 123.4 };
    const label = formatIndexLabel(index);
    expect(label).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(readIndexLabel({ [CACHE_LABEL]: label })).toEqual(index);
  });

  it.each([
    ["no labels", {}],
    ["an empty label", { [CACHE_LABEL]: "" }],
    ["a label that is not a text", { [CACHE_LABEL]: 7 }],
  ])("is not there: %s", (_case, labels) => {
    expect(readIndexLabel(labels)).toBeUndefined();
  });

  it.each([
    ["no base64", "!"],
    ["no gzip", Buffer.from("{}").toString("base64")],
    ["no JSON", encode("{")],
    ["a list", encode("[]")],
    ["another version", encode({ ...fields(INDEX), v: 2 })],
    ["a negative time", encode({ ...fields(INDEX), seconds: -5 })],
    ["no media type", encode({ ...fields(INDEX), type: "" })],
    ["no configuration", encode({ ...fields(INDEX), config: "" })],
    ["another configuration", encode({ ...fields(INDEX), config: "{}" })],
    ["a bomb", encode(" ".repeat(5_000_000))],
    ["a label of megabytes", "A".repeat(1_000_001)],
    ["a manifest that is not one", encode({ ...fields(INDEX), manifest: "7" })],
    ["no layers", withLayers(undefined)],
    ["a path for a digest", withLayers([{ digest: "../../x", size: 1 }])],
    ["a negative size", withLayers([{ ...LAYERS[0], size: -1 }])],
    ["thousands of layers", withLayers(Array(600).fill(LAYERS[0]))],
  ])("is unreadable: %s", (_case, label) => {
    expect(() => readIndexLabel({ [CACHE_LABEL]: label })).toThrow();
  });
});

describe("a cache manifest", () => {
  it("can be an index whose entries are layers", () => {
    const config = Buffer.from("{}");
    const entry = { mediaType: "application/vnd.buildkit.cacheconfig.v0", size: 2 };
    const manifests = [...LAYERS, { ...entry, digest: digestOf(config) }];
    const manifest = Buffer.from(JSON.stringify({ manifests }));
    expect(parseManifest(manifest)).toEqual({ layers: LAYERS, configDigest: digestOf(config) });
    expect(() => assembleIndex("t", manifest, Buffer.from("[]"))).toThrow();
  });
});
