import {
  type Document,
  isMap,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from "yaml";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { duplicateKeys, isTooLong, TOO_LONG } from "../lib/yaml.ts";

/** Characters that are parsed again after corrections of one file. */
const MAX_CORRECTED = 100_000;
/** More than any indentation. */
const INDENT = " ".repeat(100);

/** Encodings by their byte order mark. */
const UTF_16: Readonly<Record<string, string>> = { fffe: "utf-16le", feff: "utf-16be" };

/** Line breaks of YAML 1.1: what follows one is not part of a comment. A carriage return can be followed by a newline. */
const LINE_BREAK = /\r\n?|[\u0085\u2028\u2029]/g;

/**
 * Parses a configuration file as Cog does, with go.yaml.in/yaml (compared with v4.0.0-rc.4, Cog 0.22's): merge keys
 * count, the first document is read, and lines in brackets or quotes need no indentation. Bytes are UTF-8, or UTF-16
 * with a byte order mark, as libyaml and its descendants read them.
 * @throws {Error} if it is not a YAML mapping, or not text; the message is part of a sentence.
 */
export function parseConfig(file: string | Uint8Array): JsonRecord {
  const text = typeof file === "string" ? file : decode(file);
  const document = parseFirstDocument(text.replace(LINE_BREAK, "\n"));
  // Cog reads an empty file as well, but pushes none without a predictor.
  const config: unknown = isMap(document?.contents) ? document.toJS() : undefined;
  if (!isRecord(config)) throw new Error("it is not a mapping");
  try {
    JSON.stringify(config);
  } catch {
    throw new Error("an alias in it refers to its own value");
  }
  // A merge key in a spelling that Cog reads and this parser does not would hide what is in it.
  for (const mapping of [config, config["build"]])
    if (isRecord(mapping) && "<<" in mapping)
      throw new Error('its merge key "<<" is quoted or tagged');
  return config;
}

function decode(bytes: Uint8Array): string {
  const mark = Buffer.from(bytes.subarray(0, 2)).toString("hex");
  return new TextDecoder(UTF_16[mark] ?? "utf-8", { fatal: true }).decode(bytes);
}

function parseFirstDocument(text: string): Document.Parsed | undefined {
  if (isTooLong(text)) throw new Error(TOO_LONG.toLowerCase());
  let corrected = text;
  let original: Error | undefined;
  for (let round = 0; ; round++) {
    const lineCounter = new LineCounter();
    const documents = parseAllDocuments<ParsedNode>(corrected, {
      lineCounter,
      prettyErrors: false,
      merge: true,
      logLevel: "error",
      uniqueKeys: false,
    });
    const document = Array.isArray(documents) ? documents[0] : undefined;
    const error = document?.errors[0];
    if (error === undefined) {
      const [duplicate] = document === undefined ? [] : duplicateKeys(document, corrected);
      if (duplicate !== undefined) throw duplicate;
      return document;
    }
    const { line, col } = lineCounter.linePos(error.pos[0]);
    original ??= new Error(`${error.message} (line ${line}, column ${col})`);
    const next = correct(corrected, error);
    if (next === undefined || round * text.length > MAX_CORRECTED) throw original;
    corrected = next;
  }
}

/** Rewrites what Cog reads although YAML forbids it, without a change of meaning; undefined for any other error. */
function correct(text: string, { message, pos: [start] }: YAMLError): string | undefined {
  if (message.startsWith("Comments must be separated"))
    return `${text.slice(0, start)} ${text.slice(start)}`;
  const isOpen = /^Missing closing ["']|must be sufficiently indented and end with/.test(message);
  if (!isOpen) return undefined;
  // The first line that begins after the error, or the error's own.
  const from = Math.max(start - 1, 0);
  const lineBreak = /\n[ \t]*(?=\S)/.exec(text.slice(from));
  if (lineBreak === null) return undefined;
  const at = from + lineBreak.index + 1;
  if (text.startsWith(INDENT, at)) return undefined;
  return `${text.slice(0, at)}${INDENT}${text.slice(at)}`;
}
