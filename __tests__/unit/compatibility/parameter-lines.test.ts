import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parameterLines } from "../../../src/compatibility/parameter-lines.ts";

function lines(source: string, symbol = "Predictor", methods = ["predict", "run"]) {
  return Object.fromEntries(parameterLines(source, symbol, methods));
}

const CLASS = `from cog import BasePredictor, Input

class Other:
    def predict(self, wrong: str): ...

class Predictor(BasePredictor):
    def setup(self, weights):
        pass

    async def predict(
        self,
        text: str = Input(description="a, (b: int", default="x"),
        size: int = Input(choices=[1, 2], ge=1),  # size, or (not
        style: Literal["a", "b"] = "a",
        note: str = """
        inner: int,
        """,
        größe: int = 1, last=None, *, only: dict[str, int] = {"a": 1, "b": 2},
        **rest,
    ) -> Output[str, int]:
        text: str = other(text, found=1)
`;

describe("the lines of parameters", () => {
  it("are those of the method of the class", () => {
    expect(lines(CLASS)).toEqual({
      ...{ self: 11, text: 12, size: 13, style: 14, note: 15 },
      ...{ größe: 18, last: 18, only: 18, rest: 19 },
    });
  });

  it.each<[string, string, string, Record<string, number>]>([
    ["in a function", "def greet(name: str):\n  pass", "greet", { name: 1 }],
    ["in a function of another name", "def other(name: str): ...", "greet", {}],
    [
      "in the method run",
      "class R:\n def run(\n  self, a,\n  b): ...",
      "R",
      { self: 3, a: 3, b: 4 },
    ],
    [
      "in a class before",
      "class A:\n def predict(self, x): ...\nclass B(A): ...",
      "B",
      { self: 2, x: 2 },
    ],
    ["in a signature that does not end", "def greet(a, b='x", "greet", { a: 1, b: 1 }],
    ["with line ends of Windows", "def greet(\r\n a,\r\n b): ...", "greet", { a: 2, b: 3 }],
    [
      "after a text that goes on in the next line",
      'def greet(a="x\\\n, b, \\"", c=1): ...',
      "greet",
      { a: 1, c: 2 },
    ],
    ["in a class of another name", "class Predictors:\n def predict(self): ...", "Predictor", {}],
    ["in nothing", "", "", {}],
  ])("%s", (_, source, symbol, expected) => {
    expect(lines(source, symbol)).toEqual(expected);
  });

  // Searched for its end from each of its quotes, the text would take minutes, and so would counting from the first line.
  it("are found in a file as large as is read", () => {
    const text = `"x\\\n${'\\"'.repeat(60_000)}\\\n"`;
    const many = Array.from({ length: 20_000 }, (_, index) => `a${index}: int,\n`);
    const found = lines(`def greet(\nfirst=${text},\n${many.join("")}): ...`, "greet");
    expect(Object.keys(found)).toHaveLength(20_001);
    expect(found).toMatchObject({ first: 2, a0: 5, a19999: 20_004 });
  });

  it("are found or not in any text, and never throw", () => {
    const part = fc.constantFrom(
      "def predict(",
      "class P:",
      "(",
      ")",
      ",",
      '"',
      "'''",
      "#",
      "\\",
      "a",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const source = parts.join("");
        const count = source.split("\n").length;
        for (const line of parameterLines(source, "P", ["predict"]).values())
          expect(line).toBeLessThanOrEqual(count);
      }),
    );
  });
});
