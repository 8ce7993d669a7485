import {
  type Document,
  isScalar,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
  visit,
  YAMLParseError,
} from "yaml";
import { errorMessage } from "./errors.ts";

/** What begins an entry or an escape, and an anchor or an alias: the parser compares these with each other. */
const LIMITS = [
  { sign: /[\n,:[{\\]|[-?]\s/, max: 100_000 },
  { sign: /[&*]/, max: 10_000 },
];
/** Characters. */
const MAX_LENGTH = 4_000_000;

/** Whether a text takes seconds to parse, in which the step would not even notice that it is canceled. */
export function isTooLong(text: string): boolean {
  return (
    text.length > MAX_LENGTH ||
    LIMITS.some(({ sign, max }) => text.split(sign, max + 1).length > max)
  );
}

/** Errors that are listed, each with its line. */
const MAX_ERRORS = 10;

/** Why a text is refused that is too long, as a sentence without its end. */
export const TOO_LONG = "It has too many entries";

/**
 * Lists the keys that a mapping has twice, as errors. To be used with `uniqueKeys: false`: the parser's own check compares
 * each key with all others.
 */
export function duplicateKeys(document: Document, text: string): YAMLParseError[] {
  const positions: number[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) positions.push(key.range?.[0] ?? 0);
        known.add(key.value);
      }
    },
  });
  return positions.slice(0, MAX_ERRORS).map((at) => {
    const line = text.slice(0, at).split("\n").length;
    return new YAMLParseError([at, at], "DUPLICATE_KEY", `Map keys must be unique at line ${line}`);
  });
}

/** Parses YAML with merge keys. The errors of the document include the keys that a mapping has twice. */
export function parseYaml(text: string, options: ParseOptions & SchemaOptions): Document.Parsed {
  const lineCounter = new LineCounter();
  // The parser's own description of a position takes as long as its line, for each error.
  const how = { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false };
  const document = parseDocument(text, { ...options, ...how });
  document.errors.splice(MAX_ERRORS);
  for (const error of document.errors) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    error.message += ` at line ${line}, column ${col}`;
  }
  document.errors.push(...duplicateKeys(document, text));
  return document;
}

/** Why a text cannot be read as YAML, or not be written as JSON, as a sentence without its end. */
export function yamlErrorReason(error: unknown): string {
  if (error instanceof YAMLParseError && error.code === "MULTIPLE_DOCS")
    return "It has more than one YAML document";
  // JSON.stringify's error.
  if (error instanceof TypeError) return "An alias in it refers to its own value";
  const [line = ""] = errorMessage(error).split("\n");
  return line.replace(/[:.]$/, "");
}
