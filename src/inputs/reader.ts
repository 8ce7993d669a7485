import * as core from "@actions/core";
import { holdsCredentials } from "../http/endpoint.ts";
import type { Problem } from "../lib/errors.ts";
import { mask } from "../lib/masks.ts";
import {
  fullName,
  MODEL_NAME_RULE,
  type ModelName,
  parseModelReference,
  suggestModelName,
} from "../lib/model-name.ts";

/**
 * Reads inputs strictly. Inputs that are not valid are added to `problems`, so that one error lists all of
 * them. Defaults are those of action.yml.
 */
export class InputReader {
  readonly problems: Problem[] = [];
  /** Notices about values that were read in another spelling. */
  readonly notes: string[] = [];

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

  /** A boolean of YAML, 1.1's words included. */
  flag<D extends boolean | undefined>(name: string, byDefault: D): boolean | D {
    const value = this.parsed(name, "true or false", (text) =>
      ["true", "false"].find((word) => word === canonicalWord(text)),
    );
    return value === undefined ? byDefault : value === "true";
  }

  /** One of several values, in any case; undefined: the input is empty, or not valid. */
  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    return this.parsed(name, `one of ${values.join(", ")}`, (text) =>
      values.find((value) => value === text.toLowerCase() || value === canonicalWord(text)),
    );
  }

  /** A model's name. A notice says when its owner was spelled in capitals. */
  model(name: string, registryHost?: string): ModelName | undefined {
    const value = this.text(name) ?? "";
    const suggestion = suggestModelName(value);
    const expected =
      suggestion === undefined ? MODEL_NAME_RULE : `${MODEL_NAME_RULE}, such as ${suggestion}`;
    const model = this.parsed(name, expected, (text) => parseModelReference(text, registryHost));
    if (model !== undefined && !value.includes(fullName(model)))
      this.notes.push(`Input ${name} is "${value}", which is read as "${fullName(model)}".`);
    return model;
  }

  /** A number above 0. */
  positiveNumber(name: string, byDefault: number, maximum: number): number {
    const expected = `a number above 0, at most ${maximum}`;
    const value = this.parsed(name, expected, (text) => {
      const number = parseNumber(text);
      return number !== undefined && number > 0 && number <= maximum ? number : undefined;
    });
    return value ?? byDefault;
  }

  /** A number above 0; undefined: the input is empty. */
  optionalNumber(name: string, maximum: number): number | undefined {
    return this.text(name) === undefined ? undefined : this.positiveNumber(name, maximum, maximum);
  }

  /** A whole number; undefined: the input is empty. */
  count(name: string, minimum: number, maximum: number): number | undefined {
    return this.parsed(name, `a whole number from ${minimum} to ${maximum}`, (text) => {
      const number = parseNumber(text) ?? Number.NaN;
      const isFit = Number.isInteger(number) && number >= minimum && number <= maximum;
      return isFit ? number : undefined;
    });
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
    let last: { readonly id: string; readonly line: number } | undefined;
    for (const { text, line } of splitEntries(core.getInput(name, { trimWhitespace: false }))) {
      const [, id, value] = PAIR.exec(text) ?? [];
      if (id === undefined || value === undefined) {
        // The lines after it can belong to the same value, and their beginnings may be secret.
        const reason = text.startsWith('"')
          ? "has a double quote without its end"
          : "is not id=value";
        const owner =
          last && ` It may belong to the value of "${last.id}", which begins on line ${last.line}.`;
        this.problems.push({
          code: "input-invalid",
          message: `Input ${name} is not valid: line ${line} ${reason}.${owner ?? ""}`,
          hint: `Set ${name} to one id=value per line. Put an entry of several lines in double quotes, and double each quote in it.\n"${last?.id ?? "id"}=first line\nlast line".`,
        });
        break;
      }
      if (pairs.has(id)) this.refuse(name, id, "each ID once");
      else pairs.set(id, value);
      last = { id, line };
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

/** A lone `=` is the padding of Base64: the end of a value of several lines, not a value. */
const PAIR = /^([\w.-]+)=(?!=?$)(.+)$/s;

/** The words for booleans in YAML 1.1, which PyYAML and Cog read, too. */
function canonicalWord(text: string): string | undefined {
  if (/^(true|yes|on)$/i.test(text)) return "true";
  return /^(false|no|off)$/i.test(text) ? "false" : undefined;
}

function parseNumber(text: string): number | undefined {
  return /^\+?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

interface Entry {
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

function splitEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  let quoted: string[] = [];
  let start = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (quoted.length > 0) quoted.push(line);
    else if (line.trim() !== "") {
      start = index + 1;
      if (line.trimStart().startsWith('"')) quoted = [line.trimStart()];
      else entries.push({ text: line.trim(), line: start });
    }
    if (isClosed(quoted)) {
      const content = quoted.join("\n").trimEnd().slice(1, -1).replaceAll('""', '"');
      entries.push({ text: content, line: start });
      quoted = [];
    }
  }
  return quoted.length === 0 ? entries : [...entries, { text: quoted.join("\n"), line: start }];
}

function isClosed(lines: readonly string[]): boolean {
  const text = lines.join("\n").trimEnd();
  return text.length > 1 && (text.match(/"/g) ?? []).length % 2 === 0 && text.endsWith('"');
}
