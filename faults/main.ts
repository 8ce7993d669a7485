import { parseArgs } from "node:util";
import type { Cell } from "./cell.ts";
import { MATRICES } from "./matrices.ts";
import { inPool } from "./pool.ts";

const { values } = parseArgs({
  options: {
    use: { type: "string" },
    place: { type: "string" },
    fault: { type: "string" },
    parallel: { type: "string", default: "4" },
    noslow: { type: "boolean", default: false },
  },
});
const fits = (cell: Cell): boolean =>
  (values.use === undefined || cell.use.includes(values.use)) &&
  (values.place === undefined || cell.place.includes(values.place)) &&
  (!values.noslow || !cell.isSlow) &&
  (values.fault === undefined || cell.fault === values.fault);
for (const matrix of MATRICES) {
  const cells = (await matrix.cells()).filter(fits);
  console.error(cells.length, "cells");
  const t = Date.now();
  const counts: Record<string, number> = {};
  await inPool(cells, Number(values.parallel), async (cell) => {
    const v = await cell.run();
    counts[v.sign] = (counts[v.sign] ?? 0) + 1;
    if (v.sign === "wrong" || cells.length < 40)
      console.log(
        `${v.sign} ${v.seconds.toFixed(1)} s: ${cell.use} | ${cell.place} | ${cell.fault} ${cell.variant}\n    ${v.problems.join("\n    ")}\n    SAID ${v.said.replaceAll("\n", " / ").slice(0, 600)}`,
      );
  });
  console.log(counts, Date.now() - t);
}
