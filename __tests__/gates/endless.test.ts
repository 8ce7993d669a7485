import { describe, expect, it } from "vitest";
import { createVersionWorld, SERVED, served, testVersion, verdicts } from "./support.ts";

describe("an expectation that would run forever", () => {
  it("fails its case in time, and the others are checked as usual", async () => {
    const world = await createVersionWorld();
    const output = `${"a".repeat(60)}!`;

    const result = await world.run(
      testVersion([
        { name: "ends", inputs: { output }, matches: "!$", jq_query: '. == "a"' },
        { name: "does not", inputs: { output }, matches: "^(a+)+$" },
      ]),
    );

    expect(verdicts(result)).toEqual({
      ends: [expect.stringMatching(/^jq /)],
      "does not": [expect.stringMatching(/\b5 s/)],
    });
    expect(served(world)).toBe(SERVED);
  });
});
