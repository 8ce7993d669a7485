import { stripVTControlCharacters } from "node:util";
import { getPath } from "../compatibility/normalize.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { truncate } from "../lib/text.ts";

const LOG_LINES = 20;
/** Characters. */
const MAX_LINE_LENGTH = 300;

/** The output as users see it: the parts of a text that is streamed (Cog's `x-cog-array-type: iterator`) are joined. */
export function joinOutput(output: unknown, schema: JsonRecord | undefined): unknown {
  const kind = getPath(schema, "components", "schemas", "Output", "x-cog-array-type");
  const isText = Array.isArray(output) && output.every((part) => typeof part === "string");
  const isFiles = getPath(schema, "components", "schemas", "Output", "items", "format") === "uri";
  return kind === "iterator" && isText && !isFiles ? output.join("") : output;
}

/** Whether a value is the URL of a file. One with line breaks is not, although URL parsers drop them. */
export function isUrl(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^(https?:\/\/|data:)[^\p{Cc}\u2028\u2029]*$/u.test(value) &&
    URL.canParse(value)
  );
}

/** The URLs of files anywhere in an output, in order. */
export function urlsIn(output: unknown): string[] {
  if (isUrl(output)) return [output];
  if (typeof output !== "object" || output === null) return [];
  return Object.values(output).flatMap(urlsIn);
}

/** Whether a URL is that of an image that a page can show. */
export function isImageUrl(url: string): boolean {
  return (
    /^https?:$/.test(new URL(url).protocol) &&
    /\.(png|jpe?g|webp|gif|avif)$/i.test(new URL(url).pathname)
  );
}

/** A value as text without secrets, truncated to a number of characters. */
export function shortText(value: unknown, length: number): string {
  // In JSON, quotes and line breaks of a secret are escaped, so it would not be found.
  const text = typeof value === "string" ? value : JSON.stringify(redactedValue(value));
  return truncate(text ?? "nothing", length);
}

/** A value of JSON without secrets in its texts and keys. */
export function redactedValue(value: unknown): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map(redactedValue);
  return isRecord(value) ? redactedRecord(value) : value;
}

/** As redactedValue, of an object. */
export function redactedRecord(record: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [redact(key), redactedValue(value)]),
  );
}

/** A value as text: JSON with indentation, if it is not a string. */
export function indented(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, undefined, 2) ?? "");
}

/** The last non-empty lines of a prediction's log, without colors. */
export function lastLines(log: string, count = LOG_LINES): string[] {
  // A progress bar overwrites its line again and again; only its last state is shown.
  const lines = stripVTControlCharacters(log)
    .split(/\r?\n/)
    .map((line) => line.split("\r").findLast((text) => text.trim() !== ""))
    .filter((line) => line !== undefined);
  return lines.slice(-count).map((line) => shortText(line, MAX_LINE_LENGTH));
}
