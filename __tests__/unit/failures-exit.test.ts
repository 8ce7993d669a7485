import { describe, expect, it } from "vitest";
import { exitReason } from "../../src/known-failures/exit.ts";

describe("an end of Cog that is not its own", () => {
  it.each([
    ["SIGKILL", /killed.*memory/, /more memory/],
    [137, /killed.*memory/, /more memory/],
    ["SIGTERM", /other than this step/, /ends processes/],
    [143, /other than this step/, /ends processes/],
    [130, /other than this step/, /ends processes/],
    ["SIGSEGV", /crashed/, /tool cache.*cog-version/],
    [139, /crashed/, /tool cache.*cog-version/],
    [126, /can't be run/, /tool cache/],
    [127, /can't be run/, /tool cache/],
  ] as const)("%s has a cause and a remedy", (exit, cause, remedy) => {
    expect(exitReason(exit)).toMatchObject({
      cause: expect.stringMatching(cause),
      remedy: expect.stringMatching(remedy),
    });
  });

  it.each([1, 2, 255])("exit code %s tells nothing by itself", (exit) => {
    expect(exitReason(exit)).toBeUndefined();
  });
});
