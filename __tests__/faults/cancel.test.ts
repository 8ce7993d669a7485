import { describe, expect, it } from "vitest";
import { CANCEL, MOMENTS, momentsOf } from "../../dev/faults/cancel/matrix.ts";
import { describe as inWords } from "../../dev/faults/outcome.ts";

/*
 * A part of `npm run faults -- --matrix cancel`, or with CANCEL_MOMENTS=all the whole of it. Another FAULTS_ROTATION
 * takes other moments.
 */

const EVERY = process.env["CANCEL_MOMENTS"] === "all" ? 1 : 4;
const ROTATION = Number(process.env["FAULTS_ROTATION"] ?? 0);
const cells = await CANCEL.cells();
const signaled = cells.filter(({ fault }) => fault !== "no signal");
const inContainers = cells.filter(({ fault }) => fault === "no signal");
// The two columns of signals alternate: a part has both.
const chosen = [
  ...signaled.filter((_, index) => Math.floor(index / 2) % EVERY === ROTATION % EVERY),
  ...inContainers.filter((_, index) => index % (3 * EVERY - 2) === ROTATION % (3 * EVERY - 2)),
];

describe.concurrent("a push that is canceled when this begins", { timeout: 120_000 }, () => {
  it.each(chosen.map((cell) => [inWords(cell), cell] as const))("%s", async (_, cell) => {
    const { problems } = await cell.run();
    expect(problems).toEqual([]);
  });
});

describe("the moments", () => {
  const beginningsOf = (kind: "request" | "program", count: number) =>
    Array.from({ length: count }, (_, nth) => ({ kind, name: kind, nth }));

  it("include every program, and requests from the whole push", () => {
    const spread = momentsOf([...beginningsOf("request", 80), ...beginningsOf("program", 10)], 50);
    const nths = spread.map(({ at }) => at.nth);
    expect([spread.length, nths.at(0), nths.at(20), nths.at(39)]).toEqual([50, 0, 40, 78]);
    expect(nths.slice(40)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("are 50, of every kind", () => {
    const places = signaled.map(({ place }) => place).join("\n");
    expect(signaled).toHaveLength(MOMENTS);
    expect(inContainers.length).toBeGreaterThan(MOMENTS - 5);
    expect(MOMENTS).toBe(50);
    for (const place of [/^git/m, /^docker/m, /^Cog's/m, /^cog: P/m, /^GET/m, /^(POST|PATCH)/m])
      expect(places).toMatch(place);
  });
});
