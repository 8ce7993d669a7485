import * as core from "@actions/core";
import { holdsCredentials } from "../http/endpoint.ts";
import type { Problem } from "../lib/errors.ts";
import { mask } from "../lib/masks.ts";

/**
 * Reads inputs strictly. Inputs that are not valid are added to `problems`, so that one error lists all of
 * them. Defaults are those of action.yml.
 */
export class InputReader {
  readonly problems: Problem[] = [];

  /** The trimmed text of an input; undefined: it is empty. */
  text(name: string): string | undefined {
    return core.getInput(name) || undefined;
  }

  /** A secret, which is masked before anything else reads it. */
  secret(name: string, fallback: string | undefined): string | undefined {
    const value = this.text(name) ?? (fallback?.trim() || undefined);
    if (value !== undefined) mask(value, name);
    if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
    this.refuse(name, "", "a token without spaces or line breaks");
    return undefined;
  }

  /** A YAML boolean, as `core.getBooleanInput` reads it. */
  flag<D extends boolean | undefined>(name: string, byDefault: D): boolean | D {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    if (/^(true|True|TRUE)$/.test(value)) return true;
    if (/^(false|False|FALSE)$/.test(value)) return false;
    this.refuse(name, value, "true or false");
    return byDefault;
  }

  /** One of several values; undefined: the input is empty, or not valid. */
  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = values.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined)
      this.refuse(name, value, `one of ${values.join(", ")}`);
    return found;
  }

  /** A number above 0. */
  positiveNumber(name: string, byDefault: number, maximum: number): number {
    const value = this.text(name) ?? String(byDefault);
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number > 0 && number <= maximum) return number;
    this.refuse(name, value, `a number above 0, at most ${maximum}`);
    return byDefault;
  }

  /** A number above 0; undefined: the input is empty. */
  optionalNumber(name: string, maximum: number): number | undefined {
    return this.text(name) === undefined ? undefined : this.positiveNumber(name, maximum, maximum);
  }

  /** A whole number, 0 or more; undefined: the input is empty. */
  count(name: string, maximum: number): number | undefined {
    return this.parsed(name, `a whole number from 0 to ${maximum}`, (text) =>
      /^\d+$/.test(text) && Number(text) <= maximum ? Number(text) : undefined,
    );
  }

  /** A URL. One with credentials is not valid, and not shown: it would be published or logged. */
  url(
    name: string,
    expected = "a URL that starts with https:// or http://",
    isFit = ({ protocol }: URL): boolean => /^https?:$/.test(protocol),
  ): string | undefined {
    const value = this.text(name);
    const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && holdsCredentials(url)) {
      for (const part of [url.username, url.password]) mask(part, name);
      this.refuse(name, "", `${expected}, without a user name or password`);
    } else if (value !== undefined && !(url !== undefined && isFit(url)))
      this.refuse(name, value, expected);
    return value;
  }

  /** An input that `parse` reads; `expected` describes its form. */
  parsed<T>(name: string, expected: string, parse: (text: string) => T | undefined): T | undefined {
    const value = this.text(name);
    const result = value === undefined ? undefined : parse(value);
    if (value !== undefined && result === undefined) this.refuse(name, value, expected);
    return result;
  }

  /**
   * Lines of `id=value`, as docker/build-push-action reads its secrets. For values of several lines, an
   * entry that starts with a double quote ends with the next line that ends with one.
   */
  pairs(name: string): ReadonlyMap<string, string> {
    const pairs = new Map<string, string>();
    for (const entry of splitEntries(core.getInput(name, { trimWhitespace: false }))) {
      const [, id, value] = /^([\w.-]+)=(.+)$/s.exec(entry) ?? [];
      if (id === undefined || value === undefined) this.refuse(name, "", "one id=value per line");
      else if (pairs.has(id)) this.refuse(name, id, "each ID once");
      else pairs.set(id, value);
    }
    return pairs;
  }

  /** Adds a problem. An empty `value` is not shown, because it may be secret. */
  refuse(name: string, value: string, expected: string): void {
    this.problems.push({
      code: "input-invalid",
      message:
        value === "" ? `Input ${name} is not valid.` : `Input ${name} is not valid: "${value}".`,
      hint: `Set ${name} to ${expected}.`,
    });
  }
}

function splitEntries(text: string): string[] {
  const entries: string[] = [];
  let quoted: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (quoted !== undefined) quoted.push(line);
    else if (line.trimStart().startsWith('"')) quoted = [line.trimStart()];
    else if (line.trim() !== "") entries.push(line.trim());
    if (quoted !== undefined && isClosed(quoted)) {
      entries.push(quoted.join("\n").trimEnd().slice(1, -1).replaceAll('""', '"'));
      quoted = undefined;
    }
  }
  return quoted === undefined ? entries : [...entries, quoted.join("\n")];
}

function isClosed(lines: readonly string[]): boolean {
  const text = lines.join("\n").trimEnd();
  return text.length > 1 && (text.match(/"/g) ?? []).length % 2 === 0 && text.endsWith('"');
}
