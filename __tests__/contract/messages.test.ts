import ts from "typescript";
import { describe, expect, it } from "vitest";
import { FAILURES } from "../../dev/scripts/known-failures.ts";
import { DIALECT } from "./dialect.ts";
import { readAction, SOURCES, textOf } from "./repository.ts";

/** A problem in the source. Each interpolation of a message or hint is a `…`. */
interface Text {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Phrases that are fine in a page, and not in a message. */
const MESSAGE_DIALECT = /\b(that passes|gives? (it|the|api-token))\b/i;
/** Nouns that follow a number, which has to be able to agree with them. */
const FIXED_NUMBER = /…\s(versions|files|problems|test cases|minutes|predictions|attempts)\b/;

function problemsOf(path: string): Text[] {
  const found: Text[] = [];
  const source = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const { code, message, hint } = fieldsOf(node);
      if (code !== undefined && message !== undefined && hint !== undefined)
        found.push({ code, message, hint });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function fieldsOf(node: ts.ObjectLiteralExpression): Partial<Text> {
  return Object.fromEntries(
    node.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)
        ? [[property.name.text, literal(property.initializer)]]
        : [],
    ),
  );
}

/** The text of a literal or template; undefined for an expression, whose text is not in this place. */
function literal(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("");
}

const CATALOGUE: readonly Text[] = Object.values(FAILURES).flat();
const PROBLEMS = SOURCES.flatMap(problemsOf);

it("the messages of the source are found", () => {
  expect(PROBLEMS.length).toBeGreaterThan(100);
});

describe("a problem's text", () => {
  it.each([...new Map([...CATALOGUE, ...PROBLEMS].map((p) => [p.code + p.message, p])).values()])(
    "$code: is one sentence or more in plain words",
    ({ code, message, hint }) => {
      expect(code).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(message).toMatch(/^[A-Za-z"`….].*[.:…]$/s);
      expect(hint).toMatch(/^(`[a-z]|[A-Z…]).*[.)…]$/s);
      for (const text of [message, hint]) {
        expect(text).not.toMatch(DIALECT);
        expect(text).not.toMatch(MESSAGE_DIALECT);
        expect(text).not.toMatch(FIXED_NUMBER);
        expect(text).not.toMatch(/\b1 (?:versions|files|problems|seconds|attempts)\b/);
      }
    },
  );
});

describe("a hint of the catalogue", () => {
  const inputs = ["", "discover/", "sweep/", "collect/"].flatMap((path) => [
    ...readAction(`${path}action.yml`).inputs.keys(),
  ]);
  const settings = [
    ...[
      "runs-on",
      "python_requirements",
      "cog\\.yaml",
      "weights\\.lock",
      "config\\.json",
      "permissions?",
      "strategy\\.\\w",
    ],
    // An environment variable
    "[A-Z]{2,}_[A-Z_]+",
  ];
  const named = new RegExp(`(?<![\\w-])(?:${[...inputs, ...settings].join("|")})(?![\\w])`);

  it.each(CATALOGUE)("$code: names an input, a file, a variable, or a setting", ({ hint }) => {
    expect(hint).toMatch(named);
  });
});

it("every code in the catalogue belongs to exactly one failure", () => {
  const codes = CATALOGUE.map(({ code }) => code);
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
});
