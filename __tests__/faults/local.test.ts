import { describe, expect, it } from "vitest";
import { LOCAL } from "../../dev/faults/local/matrices.ts";
import { describe as inWords } from "../../dev/faults/outcome.ts";
import { sliceOf } from "../../dev/faults/slice.ts";

/** Cells that are tried every time: those whose faults did the most harm. */
const ALWAYS = [
  "push: GITHUB_OUTPUT, full while Cog runs",
  "push: GITHUB_OUTPUT, full",
  "push: RUNNER_TEMP, full",
  "push: RUNNER_TEMP, read-only while Cog runs",
  "push: Cog's push, SIGKILL",
];
const ROTATION = Number(process.env["FAULTS_ROTATION"] ?? 0);
const slices = LOCAL.map(async (matrix) => {
  const all = await matrix.cells();
  const slice = sliceOf(all, ROTATION);
  const chosen = all.filter((cell) => slice.includes(cell) || ALWAYS.includes(inWords(cell)));
  return { title: matrix.title, cells: chosen.map((cell) => ({ cell, words: inWords(cell) })) };
});

describe.concurrent.each(await Promise.all(slices))("$title", { timeout: 120_000 }, ({ cells }) => {
  it.each(cells)("$words", async ({ cell }) => {
    const { problems } = await cell.run();
    expect(problems).toEqual([]);
  });
});
