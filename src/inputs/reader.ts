import * as core from "@actions/core";
import { holdsCredentials } from "../http/endpoint.ts";
import type { Problem } from "../lib/errors.ts";
import { mask } from "../lib/masks.ts";

/**
 * Reads inputs strictly: whatever is not of the expected form is added to `problems`, so that one error
 * can list all of them. A default given here is the one that action.yml declares.
 */
export class InputReader {
  readonly problems: Problem[] = [];

  /** The input's text without space around it, or undefined when it is empty. */
  text(name: string): string | undefined {
    return core.getInput(name) || undefined;
  }

  /** A secret: registered as a mask before anything else sees it. */
  secret(name: string, fallback: string | undefined): string | undefined {
    const value = this.text(name) ?? (fallback?.trim() || undefined);
    if (value !== undefined) mask(value, name);
    if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
    this.refuse(name, "", "a token on one line, without spaces");
    return undefined;
  }

  flag<D extends boolean | undefined>(name: string, byDefault: D): boolean | D {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    if (/^(true|True|TRUE)$/.test(value)) return true;
    if (/^(false|False|FALSE)$/.test(value)) return false;
    this.refuse(name, value, "true or false");
    return byDefault;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.text(name);
    const found = values.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined)
      this.refuse(name, value, `one of ${values.join(", ")}`);
    return found;
  }

  positiveNumber(name: string, byDefault: number, maximum: number): number {
    const value = this.text(name) ?? String(byDefault);
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number > 0 && number <= maximum) return number;
    this.refuse(name, value, `a number above 0, at most ${maximum}`);
    return byDefault;
  }

  /** A number above 0, which may be left out. */
  optionalNumber(name: string, maximum: number): number | undefined {
    return this.text(name) === undefined ? undefined : this.positiveNumber(name, maximum, maximum);
  }

  /** A whole number from 0 on, which may be left out. */
  count(name: string, maximum: number): number | undefined {
    return this.parsed(name, `a whole number from 0 to ${maximum}`, (text) =>
      /^\d+$/.test(text) && Number(text) <= maximum ? Number(text) : undefined,
    );
  }

  /** An address. One with a password in it is refused, and not shown: it would be published, or logged. */
  url(
    name: string,
    expected = "a URL that begins with https:// or http://",
    isFit = ({ protocol }: URL): boolean => /^https?:$/.test(protocol),
  ): string | undefined {
    const value = this.text(name);
    const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && holdsCredentials(url)) {
      for (const part of [url.username, url.password]) mask(part, name);
      this.refuse(name, "", `${expected}, without a user's name or a password`);
    } else if (value !== undefined && !(url !== undefined && isFit(url)))
      this.refuse(name, value, expected);
    return value;
  }

  /** A text that `parse` understands; `expected` says what that is. */
  parsed<T>(name: string, expected: string, parse: (text: string) => T | undefined): T | undefined {
    const value = this.text(name);
    const result = value === undefined ? undefined : parse(value);
    if (value !== undefined && result === undefined) this.refuse(name, value, expected);
    return result;
  }

  /**
   * Lines of `id=value`, as docker/build-push-action writes its secrets. A line that begins with a
   * double quote goes on to the line that ends with one, for values of several lines.
   */
  pairs(name: string): ReadonlyMap<string, string> {
    const pairs = new Map<string, string>();
    for (const entry of splitEntries(core.getInput(name, { trimWhitespace: false }))) {
      const [, id, value] = /^([\w.-]+)=(.+)$/s.exec(entry) ?? [];
      if (id === undefined || value === undefined)
        this.refuse(name, "", "a line for each, of the form id=value");
      else if (pairs.has(id)) this.refuse(name, id, "each id once");
      else pairs.set(id, value);
    }
    return pairs;
  }

  /** Adds a problem with one input. An empty `value` is one that must not be shown. */
  refuse(name: string, value: string, expected: string): void {
    this.problems.push({
      code: "input-invalid",
      message: value === "" ? `Input ${name} is not valid.` : `Input ${name} is "${value}".`,
      hint: `Expected: ${expected}.`,
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
