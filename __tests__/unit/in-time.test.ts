import { describe, expect, it } from "vitest";
import { jqFailure } from "../../src/testing/jq.ts";
import { withTimeLimit } from "../../src/testing/time-limit.ts";

describe("work with a time limit", () => {
  it("gives what came of it, be it nothing", () => {
    expect(withTimeLimit(1, () => 7)).toEqual({ result: 7 });
    expect(withTimeLimit(1, () => undefined)).toEqual({ result: undefined });
  });

  it("throws what it throws", () => {
    const error = new Error("boom");
    expect(() =>
      withTimeLimit(1, () => {
        throw error;
      }),
    ).toThrow(error);
  });

  it.each<[string, () => unknown]>([
    ["a loop", () => endless()],
    ["a regular expression", () => /^(a+)+$/.test(`${"a".repeat(60)}!`)],
  ])("is ended: %s", (_, work) => {
    expect(withTimeLimit(0.1, work)).toBeUndefined();
  });
});

function endless(): never {
  for (;;);
}

describe("a jq query that never ends", () => {
  it("is told of, and jq answers others after it", async () => {
    const query = "last(repeat(1))";
    const got = "no result within 5 s";
    expect(await jqFailure(query, {})).toEqual({ expected: `jq ${query}`, got });
    expect(await jqFailure(".a", { a: 1 })).toBeUndefined();
  });
});
