import { expect, it } from "vitest";
import { EVENTS } from "../../dev/faults/events.ts";
import { describe as inWords } from "../../dev/faults/outcome.ts";
import { EVENT_RULES } from "../../src/plan/events.ts";

const cells = await EVENTS.cells();

it.each(cells.map((cell) => [inWords(cell), cell] as const))("%s", async (_, cell) => {
  expect((await cell.run()).problems).toEqual([]);
});

it("has every event of the table", () => {
  const places = cells.map(({ place }) => place);
  expect(places).toEqual(expect.arrayContaining(Object.keys(EVENT_RULES)));
});
