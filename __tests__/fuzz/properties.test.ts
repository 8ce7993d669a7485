import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { PROPERTIES } from "../../dev/fuzz/properties.ts";
import { textOf } from "../contract/repository.ts";

/** Cases of all properties together; `npm run fuzz` tries a hundred thousand. */
const CASES = 2000;

// Some cases are secrets, which stay masked in this process: other files need masks of their own.
afterAll(() => vi.resetModules());

describe("input from outside", () => {
  it.each(PROPERTIES.map(({ name, holds }) => [name, holds] as const))(
    "%s",
    async (_name, holds) => {
      const numRuns = Math.ceil(CASES / PROPERTIES.length);
      const result = await fc.check(holds, { numRuns });
      expect(result.failed, fc.defaultReportMessage(result)).toBe(false);
      expect(result.numRuns).toBe(numRuns);
    },
  );
});

it("docs/threat-model.md states the number of properties", () => {
  expect(textOf("docs/threat-model.md")).toContain(`[${PROPERTIES.length} properties]`);
});

describe("a property that fails", () => {
  it("is reported", async () => {
    const { property } = await import("../../dev/fuzz/property.ts");
    const result = await fc.check(property("short", fc.string(), (one) => one.length < 5).holds);
    expect(result.failed).toBe(true);
  });
});
