import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { isRecord } from "../../src/lib/json.ts";
import { HOTDOG, World } from "../support/world.ts";

/** All that a push reads. */
const MAX_BYTES = 850_000;
const DIST = new URL("../../dist/", import.meta.url).href;

/** The files of dist that a step's main loaded, by what V8 says of its own coverage. */
async function loadedFiles(directory: string): Promise<string[]> {
  const reports = (await readdir(directory)).map((name) => readFile(join(directory, name), "utf8"));
  const scripts = (await Promise.all(reports)).flatMap((text): unknown[] => {
    const report: unknown = JSON.parse(text);
    return isRecord(report) && Array.isArray(report["result"]) ? report["result"] : [];
  });
  const urls = scripts.filter(isRecord).map(({ url }) => String(url));
  return urls.filter((url) => url.startsWith(DIST)).map((url) => fileURLToPath(url));
}

it("a plain push loads no library that only gates, previews, ranges or proxies need", async () => {
  const world = await World.create({ models: [HOTDOG] });
  const directory = join(world.runner.temporary, "coverage");

  const result = await world.run({ env: { NODE_V8_COVERAGE: directory } });

  expect(result.outputs["status"]).toBe("pushed");
  const files = await loadedFiles(directory);
  const names = files.map((file) => basename(file));
  expect(names).toContain("bundle.js");
  expect(names).not.toContain("undici.cjs");
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeLessThan(MAX_BYTES);
  const code = (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
  for (const library of [/octokit-endpoint/, /GifReader/, /jq-wasm/, /schemaPath/])
    expect(code).not.toMatch(library);
});
