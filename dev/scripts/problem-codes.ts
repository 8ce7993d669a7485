import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** A problem as the source has it. What is only known at run time is `…` in message and hint. */
export interface ProblemCode {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

const SRC = fileURLToPath(new URL("../../src", import.meta.url));
const UNKNOWN = "…";

/**
 * Every problem that the source can report, sorted by code: the object literals with `code`, `message` and `hint`.
 * A code with several messages occurs several times. Problems whose code is computed are left out, because their
 * code is that of another literal.
 */
export function problemCodes(): readonly ProblemCode[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => parseFile(join(SRC, path)));
  const found = new Map(
    files.flatMap(problemsIn).map((problem) => [JSON.stringify(problem), problem]),
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

/** The text of an expression, with `…` for what is only known at run time. */
function textOf(expression: ts.Expression): string {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isParenthesizedExpression(expression)) return textOf(expression.expression);
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(
      ({ expression: value, literal }) => shortTextOf(value) + literal.text,
    );
    return tidy(expression.head.text + spans.join(""));
  }
  if (ts.isBinaryExpression(expression)) {
    const [left, right] = [textOf(expression.left), textOf(expression.right)];
    return expression.operatorToken.kind === ts.SyntaxKind.PlusToken ? tidy(left + right) : right;
  }
  if (ts.isConditionalExpression(expression))
    return [textOf(expression.whenTrue), textOf(expression.whenFalse)].join(" / ");
  if (ts.isIdentifier(expression)) return constantOf(expression) ?? UNKNOWN;
  return UNKNOWN;
}

/** Within a template only constants are spelled out: the choice of a condition would tear the sentence apart. */
function shortTextOf(expression: ts.Expression): string {
  return ts.isIdentifier(expression) || ts.isStringLiteralLike(expression)
    ? textOf(expression)
    : UNKNOWN;
}

function tidy(text: string): string {
  return text.replaceAll(/…(?: ?…)+/g, UNKNOWN);
}

/** The text of a constant of the same file, or of the file that it is imported from. */
function constantOf(identifier: ts.Identifier): string | undefined {
  const file = identifier.getSourceFile();
  return constantIn(file, identifier.text) ?? importedConstant(file, identifier.text);
}

function constantIn(file: ts.SourceFile, name: string): string | undefined {
  for (const statement of file.statements)
    if (ts.isVariableStatement(statement))
      for (const { name: declared, initializer } of statement.declarationList.declarations)
        if (declared.getText() === name && initializer !== undefined) {
          const text = textOf(initializer);
          return text === UNKNOWN ? undefined : text;
        }
  return undefined;
}

function importedConstant(file: ts.SourceFile, name: string): string | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const { text: path } = statement.moduleSpecifier;
    const bindings = statement.importClause?.namedBindings;
    if (!path.startsWith(".") || bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const imported = bindings.elements.find((element) => element.name.text === name);
    if (imported === undefined) continue;
    const original = imported.propertyName?.text ?? name;
    return constantIn(parseFile(join(dirname(file.fileName), path)), original);
  }
  return undefined;
}
