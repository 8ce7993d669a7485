import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { writeSummary } from "../../../src/lib/summary-file.ts";
import { block, details } from "../../../src/markdown/markdown.ts";
import { temporaryDirectory } from "../support.ts";

it("has no more bytes than GitHub shows, and loses its folded sections first", async () => {
  const file = join(await temporaryDirectory(), "summary");
  await writeFile(file, "");
  vi.stubEnv("GITHUB_STEP_SUMMARY", file);
  // Of three bytes each.
  const folded = details("Output", block("text", "犬".repeat(100_000)));

  await writeSummary(`# Results\n\n${Array.from({ length: 6 }, () => folded).join("\n\n")}\n\nend`);
  await writeSummary("# Failed", "first");

  const text = await readFile(file, "utf8");
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
  expect(text.match(/^#.*$|^end$/gm)).toEqual(["# Failed", "# Results", "end"]);
  expect(text.match(/<details>/g)).toHaveLength(3);
});
