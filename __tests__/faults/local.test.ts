import { describe, expect, it } from "vitest";
import { LOCAL } from "../../faults/local/matrices.ts";
import { describe as inWords } from "../../faults/outcome.ts";
import { sliceOf } from "../../faults/slice.ts";

const ROTATION = Number(process.env["FAULTS_ROTATION"] ?? 0);
const slices = LOCAL.map(async (matrix) => ({
  title: matrix.title,
  cells: sliceOf(await matrix.cells(), ROTATION).map((cell) => ({ cell, words: inWords(cell) })),
}));

describe.concurrent.each(await Promise.all(slices))("$title", { timeout: 120_000 }, ({ cells }) => {
  it.each(cells)("$words", async ({ cell }) => {
    const { problems } = await cell.run();
    expect(problems).toEqual([]);
  });
});
