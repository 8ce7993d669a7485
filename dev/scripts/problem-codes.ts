import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { FAILURES } from "./known-failures.ts";

/** A problem as the source has it. What is only known at run time is `…` in message and hint. */
export interface ProblemCode {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const SRC = fileURLToPath(new URL("../../src", import.meta.url));
const UNKNOWN = "…";
/** Constants of constants and calls of calls that are followed. */
const DEEPEST = 8;

/**
 * Every problem that the source can report, sorted by code: the catalogue's, and the object literals with `code`,
 * `message` and `hint`.
 * A code with several messages occurs several times. Problems whose code is computed are left out, because their
 * code is that of another literal.
 */
export function problemCodes(): readonly ProblemCode[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => parseFile(join(SRC, path)));
  const catalogue = Object.values(FAILURES)
    .flat()
    .map(({ code, message, hint }) => ({ code, message, hint }));
  const found = new Map(
    [...catalogue, ...files.flatMap(problemsIn)].map((problem) => [
      JSON.stringify(problem),
      problem,
    ]),
  );
  return [...found.values()].toSorted((a, b) =>
    `${a.code} ${a.message}`.localeCompare(`${b.code} ${b.message}`, "en"),
  );
}

const parsed = new Map<string, ts.SourceFile>();

function parseFile(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const text = readFileSync(path, "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  parsed.set(path, file);
  return file;
}

function problemsIn(file: ts.SourceFile): ProblemCode[] {
  const problems: ProblemCode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const [code, message, hint] = ["code", "message", "hint"].map((name) =>
        propertyOf(node, name),
      );
      if (code !== undefined && message !== undefined && hint !== undefined)
        for (const literal of literalsIn(code))
          problems.push({ code: literal, message: textOf(message), hint: textOf(hint) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return problems;
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties)
    if (property.name?.getText() === name) {
      if (ts.isPropertyAssignment(property)) return property.initializer;
      if (ts.isShorthandPropertyAssignment(property)) return property.name;
    }
  return undefined;
}

/** The codes that an expression can have: `"a"`, `isX ? "a" : "b"` or `known ?? "a"`. */
function literalsIn(expression: ts.Expression): string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression))
    return [...literalsIn(expression.whenTrue), ...literalsIn(expression.whenFalse)];
  if (ts.isBinaryExpression(expression)) return literalsIn(expression.right);
  return [];
}

/** The text of an expression, with `…` for what is only known at run time. Several possible texts are joined by ` / `. */
function textOf(expression: ts.Expression, depth = 0): string {
  if (depth > DEEPEST) return UNKNOWN;
  const inner = (value: ts.Expression): string => textOf(value, depth + 1);
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isParenthesizedExpression(expression)) return inner(expression.expression);
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(
      ({ expression: value, literal }) => textWithin(value, depth) + literal.text,
    );
    return tidy(expression.head.text + spans.join(""));
  }
  if (ts.isBinaryExpression(expression)) {
    const [left, right] = [inner(expression.left), inner(expression.right)];
    return expression.operatorToken.kind === ts.SyntaxKind.PlusToken ? tidy(left + right) : right;
  }
  if (ts.isConditionalExpression(expression))
    return oneOf([inner(expression.whenTrue), inner(expression.whenFalse)]);
  if (ts.isArrayLiteralExpression(expression))
    return tidy(expression.elements.map(inner).join(" "));
  if (ts.isCallExpression(expression)) return textOfCall(expression, depth);
  if (!ts.isIdentifier(expression)) return UNKNOWN;
  const initializer = constantOf(expression);
  return initializer === undefined ? UNKNOWN : inner(initializer);
}

/** Within a template only texts are spelled out: the choice of a condition would tear the sentence apart. */
function textWithin(expression: ts.Expression, depth: number): string {
  const value = ts.isIdentifier(expression) ? constantOf(expression) : expression;
  const isText =
    value !== undefined && (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value));
  return isText ? textOf(value, depth + 1) : UNKNOWN;
}

/** What a call returns: `parts.join(" ")`, or a function of the same file. */
function textOfCall({ expression: called }: ts.CallExpression, depth: number): string {
  if (ts.isPropertyAccessExpression(called))
    return called.name.text === "join" ? textOf(called.expression, depth + 1) : UNKNOWN;
  const declaration = called
    .getSourceFile()
    .statements.filter(ts.isFunctionDeclaration)
    .find(({ name }) => name?.text === called.getText());
  if (declaration?.body === undefined) return UNKNOWN;
  const returned: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined)
      returned.push(textOf(node.expression, depth + 1));
    ts.forEachChild(node, visit);
  };
  visit(declaration.body);
  return oneOf(returned);
}

function oneOf(texts: readonly string[]): string {
  const known = [...new Set(texts)].filter((text) => text !== UNKNOWN && text !== "");
  return known.length === 0 ? UNKNOWN : known.join(" / ");
}

function tidy(text: string): string {
  return text.replaceAll(/…(?: ?…)+/g, UNKNOWN);
}

/** The initializer of a constant: of an enclosing block, of the file, or of the file that it is imported from. */
function constantOf(identifier: ts.Identifier): ts.Expression | undefined {
  const { text: name } = identifier;
  for (let scope: ts.Node = identifier; ; scope = scope.parent) {
    if (ts.isBlock(scope) || ts.isSourceFile(scope)) {
      const found = declaredIn(scope.statements, name);
      if (found !== undefined) return found;
    }
    if (ts.isSourceFile(scope)) return importedConstant(scope, name);
  }
}

function declaredIn(statements: readonly ts.Statement[], name: string): ts.Expression | undefined {
  return statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .find((declaration) => declaration.name.getText() === name)?.initializer;
}

function importedConstant(file: ts.SourceFile, name: string): ts.Expression | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const { text: path } = statement.moduleSpecifier;
    const bindings = statement.importClause?.namedBindings;
    if (!path.startsWith(".") || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const imported = bindings.elements.find((element) => element.name.text === name);
    if (imported === undefined) continue;
    const original = imported.propertyName?.text ?? name;
    return declaredIn(parseFile(join(dirname(file.fileName), path)).statements, original);
  }
  return undefined;
}
