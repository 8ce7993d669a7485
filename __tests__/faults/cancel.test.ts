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
// A part has both columns, which alternate.
const chosen = cells.filter((_, index) => Math.floor(index / 2) % EVERY === ROTATION % EVERY);

describe.concurrent("a push that is canceled as soon as this begins", { timeout: 120_000 }, () => {
  it.each(chosen.map((cell) => [inWords(cell), cell] as const))("%s", async (_, cell) => {
    const { problems } = await cell.run();
    expect(problems).toEqual([]);
  });
});

describe("the moments", () => {
  const beginnings = Array.from({ length: 70 }, (_, nth) => {
    return { kind: "request", name: "GET /", nth } as const;
  });

  it("are 50, spread over the whole push, of all kinds", () => {
    const spread = momentsOf(beginnings, MOMENTS).map(({ at }) => at.nth);
    expect(cells).toHaveLength(50);
    expect([spread.at(0), spread.at(25), spread.at(-1)]).toEqual([0, 35, 68]);
    expect(new Set(spread).size).toBe(50);
    const places = cells.map(({ place }) => place).join("\n");
    for (const place of [
      /^git/m,
      /^docker/m,
      /^Cog's/m,
      /^cog: PUT/m,
      /^GET \/v1/m,
      /^PATCH \/v1\/dep/m,
    ])
      expect(places).toMatch(place);
  });
});
