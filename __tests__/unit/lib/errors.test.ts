import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ActionError,
  errorMessage,
  failStep,
  type Problem,
  runChecks,
} from "../../../src/lib/errors.ts";

const problem = (name: string): Problem => ({
  code: "broken",
  message: `${name} broke.`,
  hint: `Fix ${name}.`,
});
const refused = (...names: string[]): Promise<never> =>
  Promise.reject(new ActionError(names.map(problem)));

describe("the error message", () => {
  it("states what happened and how to fix it", () => {
    expect(new ActionError(problem("A")).message).toBe("A broke. [broken]\nHow to fix: Fix A.");
    expect(new ActionError([problem("A")]).message).toBe("A broke. [broken]\nHow to fix: Fix A.");
  });

  it("numbers several problems, each with its fix", () => {
    expect(new ActionError([problem("A"), problem("B")]).message).toBe(
      "Found 2 problems:\n1. A broke. [broken]\n   How to fix: Fix A.\n2. B broke. [broken]\n   How to fix: Fix B.",
    );
  });

  it("reports the same problem once", () => {
    const error = new ActionError([problem("A"), problem("B"), problem("A")]);
    expect(error.problems).toEqual([problem("A"), problem("B")]);
  });

  it("keeps its cause out of its text", () => {
    const cause = new Error("internal");
    const error = new ActionError(problem("A"), { cause });
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain("internal");
  });
});

describe("checks that run together", () => {
  it("return what each found, by name or in a list", async () => {
    const checks = { one: Promise.resolve(1), none: undefined, two: Promise.resolve("b") };
    await expect(runChecks(checks)).resolves.toEqual({ one: 1, none: undefined, two: "b" });
    await expect(runChecks([Promise.resolve(1), Promise.resolve("b")])).resolves.toEqual([1, "b"]);
    await expect(runChecks({})).resolves.toEqual({});
  });

  it("fail with the problems of all of them, in the order of the checks, each once", async () => {
    const late = Promise.resolve().then(() => refused("A", "B"));
    const checks = [late, refused("C"), Promise.resolve(), refused("B", "D")];
    await expect(runChecks(checks)).rejects.toMatchObject({
      problems: ["A", "B", "C", "D"].map(problem),
    });
  });

  it("wait for the last of them before they fail", async () => {
    let ended = false;
    const slow = new Promise((resolve) => setTimeout(resolve, 20)).then(() => {
      ended = true;
    });
    await expect(runChecks([refused("A"), slow])).rejects.toBeInstanceOf(ActionError);
    expect(ended).toBe(true);
  });

  it("rethrow an unexpected error unchanged, whatever else was found", async () => {
    const defect = new TypeError("x is not a function");
    await expect(runChecks([refused("A"), Promise.reject(defect), refused("B")])).rejects.toBe(
      defect,
    );
  });

  it("keep a cause for the debug log", async () => {
    const cause = new Error("socket hang up");
    const caused = Promise.reject(new ActionError(problem("B"), { cause }));
    await expect(runChecks([refused("A"), caused])).rejects.toMatchObject({ cause });
  });
});

describe("a step that fails", () => {
  let written = "";
  const exitCode = process.exitCode;
  beforeEach(() => {
    written = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = exitCode;
  });
  const lines = (command: string): string[] =>
    written.split("\n").filter((line) => line.startsWith(`::${command}`));

  it("has one complete annotation, and exit code 1", () => {
    const cause = new Error("deep", { cause: new Error("deeper") });
    failStep(new ActionError([problem("A"), problem("B")], { cause }));
    const code = process.exitCode;
    expect(lines("error")).toHaveLength(1);
    expect(lines("error")[0]).toMatch(/A broke\..*Fix A\..*B broke\..*Fix B\./);
    expect(lines("error")[0]).not.toContain("deep");
    expect(code).toBe(1);
  });

  it("has the chain of causes in the debug log", () => {
    failStep(new ActionError(problem("A"), { cause: new Error("deep", { cause: "deeper" }) }));
    const debug = lines("debug").join("\n");
    expect(debug).toContain("deep");
    expect(debug).toContain("deeper");
  });

  it.each<[string, unknown, string]>([
    ["an error", new TypeError("x is not a function"), "x is not a function"],
    ["a text", "out of cheese", "out of cheese"],
    ["nothing", undefined, "undefined"],
  ])("reports %s that is not an ActionError as a bug", (_, thrown, words) => {
    failStep(thrown);
    const code = process.exitCode;
    expect(lines("error")).toHaveLength(1);
    expect(lines("error")[0]).toContain("[unexpected-error]");
    expect(lines("error")[0]).toContain(words);
    expect(code).toBe(1);
  });

  it("stops at circular causes", () => {
    const error = new ActionError(problem("A"));
    Object.assign(error, { cause: error });
    failStep(error);
    expect(lines("error")).toHaveLength(1);
  });
});

it.each<[unknown, string]>([
  [new Error("broken"), "broken"],
  ["broken", "broken"],
  [7, "7"],
  [null, "null"],
])("the text of %j is %s", (thrown, text) => {
  expect(errorMessage(thrown)).toBe(text);
});
