import { getPath } from "../compatibility/openapi.ts";
import type { JsonRecord } from "../lib/json.ts";

/**
 * What a prediction gave, as people think of it: the pieces of a text that is streamed are one text
 * (an iterator of strings, in Cog's schema `x-cog-array-type: iterator`).
 */
export function wholeOutput(output: unknown, schema: JsonRecord | undefined): unknown {
  const kind = getPath(schema, "components", "schemas", "Output", "x-cog-array-type");
  const isText = Array.isArray(output) && output.every((piece) => typeof piece === "string");
  const isFiles = getPath(schema, "components", "schemas", "Output", "items", "format") === "uri";
  return kind === "iterator" && isText && !isFiles ? output.join("") : output;
}

/** Whether a value is the address of a file. */
export function isUrl(value: unknown): value is string {
  return typeof value === "string" && /^(https?:\/\/|data:)/.test(value) && URL.canParse(value);
}

/** The addresses of files anywhere in an output, in order. */
export function urlsIn(output: unknown): string[] {
  if (isUrl(output)) return [output];
  if (typeof output !== "object" || output === null) return [];
  return Object.values(output).flatMap(urlsIn);
}

/** Whether an address is that of an image which a page can show. */
export function isImageUrl(url: string): boolean {
  return (
    /^https?:$/.test(new URL(url).protocol) &&
    /\.(png|jpe?g|webp|gif|avif)$/i.test(new URL(url).pathname)
  );
}

/** An output in so many characters. */
export function shortText(output: unknown, length: number): string {
  const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "nothing");
  // Half of a pair of surrogates is no character.
  return text.length > length ? `${text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "")}…` : text;
}
