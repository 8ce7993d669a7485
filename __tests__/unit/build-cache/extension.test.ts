import { describe, expect, it } from "vitest";
import { BuildExtension, type CacheOutcome } from "../../../src/build-cache/build-extension.ts";
import {
  CACHE_LABEL,
  type LabeledIndex,
  readIndexLabel,
} from "../../../src/build-cache/cache-index.ts";
import type { Importable } from "../../../src/build-cache/layer-source.ts";
import { bytesFields, readFields, textField } from "../../../src/build-cache/protobuf.ts";
import { readSolveRequest, type SolveRequest } from "../../../src/build-cache/solve-request.ts";
import type { Exported } from "../../../src/build-cache/uploads.ts";
import { cacheIndex, LAYERS, MAIN_BUILD, type SolveParts, solveMessage } from "./support.ts";

const NONE: Importable = { kind: "none" };
const importable = (index: LabeledIndex): Importable => ({
  kind: "index",
  index,
  source: () => Promise.reject(new Error("not asked")),
});

/** A run of Cog whose builds take a second each. */
function start(imported: Importable, earlier: CacheOutcome = { kind: "unused" }) {
  let exported: Exported = { kind: "none" };
  let milliseconds = 0;
  const registry = { importReference: "from", exportReference: "to", exported: () => exported };
  const target = { image: "r8.im/acme/hot", importable: imported, registry, earlier };
  const extension = new BuildExtension(target, () => milliseconds);
  const build = (request: SolveRequest, index?: LabeledIndex): Buffer => {
    const bytes = extension.extend(request);
    milliseconds += 1000;
    if (index !== undefined) exported = { kind: "index", index };
    return bytes;
  };
  return { extension, build };
}

const read = (parts: SolveParts) => readSolveRequest(solveMessage(parts));
const main = () => readSolveRequest(MAIN_BUILD);
const labels = () => read({ image: "r8.im/acme/hot", attributes: { "label:a": "b" } });
const attributesOf = (extension: Buffer) => {
  const { fields } = readFields(extension);
  return bytesFields(fields, 7).map((bytes) => {
    const inner = readFields(bytes).fields;
    return [textField(inner, 1), textField(inner, 2)] as const;
  });
};

describe("what is added to the builds of a run", () => {
  it("is an export without anything to import", () => {
    const { build } = start(NONE);
    const added = build(main());
    expect(added.includes("to")).toBe(true);
    expect(attributesOf(added)).toEqual([]);
  });

  it("is an import, too, where there is a cache", () => {
    const { build } = start(importable(cacheIndex()));
    const [[name, value] = ["", ""]] = attributesOf(build(main()));
    expect(name).toBe("cache-imports");
    expect(JSON.parse(value)).toEqual([{ Type: "registry", Attrs: { ref: "from" } }]);
  });

  it("is the exported index for the build that adds labels", () => {
    const { build } = start(NONE);
    build(main(), cacheIndex());
    const [[name, value] = ["", ""]] = attributesOf(build(labels()));
    expect(name).toBe(`label:${CACHE_LABEL}`);
    expect(readIndexLabel({ [CACHE_LABEL]: value })).toEqual({
      ...cacheIndex(),
      fullBuild: 1,
    });
  });

  it.each<[string, SolveParts]>([
    ["a build without cache", { attributes: { "no-cache": "" } }],
    ["the build of the weights", { image: "r8.im/acme/hot-weights" }],
    ["a build for another exporter", { exporter: "tar" }],
  ])("is nothing for %s, and the main build that follows is extended", (_case, parts) => {
    const { build } = start(NONE);
    expect(build(read(parts))).toHaveLength(0);
    expect(build(main()).length).toBeGreaterThan(0);
  });

  it("is nothing for a second build, which would replace the first one's cache", () => {
    const { build } = start(NONE);
    build(main());
    expect(build(main())).toHaveLength(0);
  });

  it("is no label when nothing was exported", () => {
    const { extension, build } = start(NONE);
    build(main());
    expect(build(labels())).toHaveLength(0);
    expect(extension.outcome).toEqual({ kind: "unused" });
  });
});

describe("the outcome of a run", () => {
  const second = { digest: `sha256:${"2".repeat(64)}`, size: 5_000_000 };
  it.each([
    ["nothing imported", NONE, cacheIndex(), 0, 1],
    ["all of it", importable(cacheIndex()), cacheIndex(), 2, 60],
    ["a part", importable(cacheIndex()), cacheIndex([...LAYERS.slice(0, 1), second]), 1, 60],
    ["no layer", importable(cacheIndex()), cacheIndex([second]), 0, 1],
  ] as const)("counts what was reused: %s", (_case, imported, index, layers, fullBuild) => {
    const { extension, build } = start(imported);
    build(main(), index);
    build(labels());
    expect(extension.outcome).toMatchObject({
      kind: "used",
      reused: { layers },
      total: { layers: index.layers.length },
      seconds: 1,
      fullBuild,
    });
  });
});

it("is that of the first build, when Cog runs again in the same step", () => {
  const first = start(NONE);
  first.build(main(), cacheIndex());
  first.build(labels());
  const { outcome } = first.extension;
  const second = start(importable(cacheIndex()), outcome);
  second.build(main(), cacheIndex());
  const [[, value] = ["", ""]] = attributesOf(second.build(labels()));
  expect(readIndexLabel({ [CACHE_LABEL]: value })?.fullBuild).toBe(1);
  expect(second.extension.outcome).toBe(outcome);
});
