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

/** A problem with the form of an input. */
interface InputProblem extends Problem {
  readonly input: string;
}

/** GitHub ends every job after 5 days (its documentation of usage limits). */
export const MAX_TIMEOUT_MINUTES = 7200;

/** The numbers that an input can be set to. */
interface NumberRange {
  readonly expected: string;
  readonly isValid: (number: number) => boolean;
}

/** The numbers above 0. */
export function upTo(maximum: number): NumberRange {
  const isValid = (number: number) => number > 0 && number <= maximum;
  return { expected: `a number above 0, at most ${maximum}`, isValid };
}

/** The whole numbers of a range. */
export function whole(minimum: number, maximum: number): NumberRange {
  const isValid = (n: number) => Number.isInteger(n) && n >= minimum && n <= maximum;
  return { expected: `a whole number from ${minimum} to ${maximum}`, isValid };
}

/** The text of an input, by its name, and trimmed unless the options are otherwise; empty when it is not set. */
export type InputSource = (name: string, options?: core.InputOptions) => string;

/**
 * Reads inputs strictly. Inputs that are not valid are added to `problems`, so that one error lists all of
 * them. Defaults are those of action.yml.
 */
export class InputReader {
  readonly problems: InputProblem[] = [];
  /** Notices about values that are used otherwise than they are set. */
  readonly notes: string[] = [];

  /** Inputs that are set, and not to their default. */
  readonly set: string[] = [];

  readonly #source: InputSource;

  constructor(source: InputSource = core.getInput) {
    this.#source = source;
  }

  /** The trimmed text of an input; undefined: it is empty, and has no default. */
  text(name: string): string | undefined;
  text(name: string, fallback: string): string;
  text(name: string, fallback?: string): string | undefined {
    const value = this.#source(name);
    if (value !== "" && value.toLowerCase() !== fallback) this.set.push(name);
    return value || fallback;
  }

  /** A secret, which is masked before anything else reads it. */
  secret(name: string, fallback: string | undefined): string | undefined {
    const value = this.text(name) ?? fallback?.trim() ?? "";
    if (value === "") return undefined;
    mask(value, name);
    if (/^[\x21-\x7e]+$/.test(value)) return value;
    this.refuse(name, "", "a token without spaces or line breaks");
    return undefined;
  }

  /** A boolean of YAML, 1.1's words included. */
  flag<D extends boolean | undefined>(name: string, fallback: D): boolean | D {
    const parse = (text: string) => ["true", "false"].find((word) => word === canonicalWord(text));
    const value = this.parsed(name, "true or false", parse, fallback?.toString());
    return value === undefined ? fallback : value === "true";
  }

  /** One of several values, in any case; undefined: the input is empty or not valid, and has no default. */
  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined;
  oneOf<const T extends string>(name: string, values: readonly T[], fallback: T): T;
  oneOf<const T extends string>(name: string, values: readonly T[], fallback?: T): T | undefined {
    const parse = (text: string): T | undefined =>
      values.find((value) => value === text.toLowerCase() || value === canonicalWord(text));
    return this.parsed(name, `one of ${values.join(", ")}`, parse, fallback) ?? fallback;
  }

  /** A model's name. Notes when its owner was written in capitals. */
  model(name: string, registryHost?: string): ModelName | undefined {
    const value = this.#source(name);
    const suggestion = suggestModelName(value);
    const expected =
      suggestion === undefined ? MODEL_NAME_RULE : `${MODEL_NAME_RULE}, such as ${suggestion}`;
    const model = this.parsed(name, expected, (text) => parseModelReference(text, registryHost));
    if (model !== undefined && !value.includes(fullName(model)))
      this.notes.push(`Input ${name} is "${value}", which is read as "${fullName(model)}".`);
    return model;
  }

  /** A number; undefined: the input is empty or not valid, and has no default. */
  number(name: string, range: NumberRange): number | undefined;
  number(name: string, range: NumberRange, fallback: number): number;
  number(name: string, { expected, isValid }: NumberRange, fallback?: number): number | undefined {
    const parse = (text: string): number | undefined => {
      const number = /^\+?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
      return isValid(number) ? number : undefined;
    };
    return this.parsed(name, expected, parse, fallback?.toString()) ?? fallback;
  }

  /** A URL. One with credentials is not valid, and not shown: it would be published or logged. */
  url(
    name: string,
    expected = "a URL that starts with https:// or http://",
    isValid = ({ protocol }: URL): boolean => /^https?:$/.test(protocol),
    fallback?: string,
  ): string | undefined {
    const given = this.#source(name);
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url !== undefined && holdsCredentials(url)) {
      for (const part of [url.username, url.password]) mask(part, name);
      this.refuse(name, "", `${expected}, without a user name or password`);
      return undefined;
    }
    const parse = (text: string) => (url !== undefined && isValid(url) ? text : undefined);
    return this.parsed(name, expected, parse, fallback);
  }

  /**
   * An input that `parse` reads; `expected` describes its form. Undefined: it is empty, or not valid.
   * @param defaultText counts as not set.
   */
  parsed<T>(
    name: string,
    expected: string,
    parse: (text: string) => T | undefined,
    defaultText = "",
  ): T | undefined {
    const value = this.text(name, defaultText);
    if (this.#source(name) === "") return undefined;
    const result = parse(value);
    if (result === undefined) this.refuse(name, value, expected);
    return result;
  }

  /**
   * Lines of `id=value`, as docker/build-push-action reads its secrets. For values of several lines, an
   * entry that starts with a double quote ends with the next line that ends with one.
   */
  pairs(name: string): ReadonlyMap<string, string> {
    const pairs = new Map<string, string>();
    let last: { readonly id: string; readonly line: number } | undefined;
    if (this.#source(name) !== "") this.set.push(name);
    for (const { text, line } of entriesOf(this.#source(name, { trimWhitespace: false }))) {
      const [, id, value] = PAIR.exec(text) ?? [];
      if (id === undefined || value === undefined) {
        // The lines after it can belong to the same value, and their beginnings may be secret.
        const { reason, fix } = pairProblem(text);
        const owner =
          last && ` It may belong to the value of "${last.id}", which begins on line ${last.line}.`;
        this.problems.push({
          input: name,
          code: "input-invalid",
          message: `Input ${name} is not valid: line ${line} ${reason}.${owner ?? ""}`,
          hint: `${fix}Set ${name} to one id=value per line. Put an entry of several lines in double quotes, and double each quote in it.\n"${last?.id ?? "id"}=first line\nlast line".`,
        });
        break;
      }
      if (pairs.has(id)) this.refuse(name, id, "each ID once");
      else pairs.set(id, value);
      last = { id, line };
    }
    return pairs;
  }

  /** The problems of some inputs. */
  problemsOf(...names: readonly string[]): readonly InputProblem[] {
    return this.problems.filter(({ input }) => names.includes(input));
  }

  /** Adds a problem. An empty `value` is not shown, because it may be secret. */
  refuse(name: string, value: string, expected: string): void {
    this.problems.push({
      input: name,
      code: "input-invalid",
      message:
        value === "" ? `Input ${name} is not valid.` : `Input ${name} is not valid: "${value}".`,
      hint: `Set ${name} to ${expected}.`,
    });
  }
}

/** A lone `=` is the padding of Base64: the end of a value of several lines, not a value. */
const PAIR = /^([\w.-]+)=(?!=?$)(.+)$/s;

/** Why an entry is no pair, and what to check before its form. */
function pairProblem(text: string): { readonly reason: string; readonly fix: string } {
  if (text.startsWith('"')) return { reason: "has a double quote without its end", fix: "" };
  if (!/^[\w.-]+=$/.test(text)) return { reason: "is not id=value", fix: "" };
  const fix =
    "Check that the repository has the secret that is used there: without it, the expression is empty. ";
  return { reason: "has no value after =", fix };
}

/** The words for booleans in YAML 1.1, which PyYAML and Cog read, too. */
function canonicalWord(text: string): string | undefined {
  if (/^(true|yes|on)$/i.test(text)) return "true";
  return /^(false|no|off)$/i.test(text) ? "false" : undefined;
}

/** The entries of an input, with the number of their first line. One that does not end is left as it is. */
function* entriesOf(text: string): Generator<{ readonly text: string; readonly line: number }> {
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let entry = (lines[at] ?? "").trimStart();
    const isQuoted = entry.startsWith('"');
    while (isQuoted && !isClosed(entry) && at + 1 < lines.length) entry += `\n${lines[++at]}`;
    entry = entry.trimEnd();
    if (isQuoted && isClosed(entry)) yield { text: entry.slice(1, -1).replaceAll('""', '"'), line };
    else if (entry !== "") yield { text: entry, line };
  }
}

function isClosed(entry: string): boolean {
  const text = entry.trimEnd();
  return text.length > 1 && text.endsWith('"') && text.split('"').length % 2 === 1;
}
