import { type Document, isMap, type ScalarTag, visit } from "yaml";
import { isTooLong, parseYaml, TOO_LONG, yamlErrorReason } from "../lib/yaml.ts";
import type { TestSuite } from "./options.ts";
import { invalidSuite, toSuite } from "./suite.ts";

/**
 * Parses test cases: a list, as YAML 1.2, where `no` is a string, or a whole cog-safe-push.yaml, as PyYAML does, where
 * the last of equal keys counts.
 * @param source name for messages: `Input test-cases`, or the file.
 * @throws {ActionError} that lists everything that is wrong.
 */
export function parseSuite(text: string, source: string): TestSuite {
  if (isTooLong(text)) throw invalidSuite(source, [TOO_LONG]);
  const plain = parseCases(text, []);
  const isSafePush = isMap(plain.contents);
  const document = isSafePush ? parseCases(text, PYYAML) : plain;
  const error = document.errors.find(({ code }) => !(isSafePush && code === "DUPLICATE_KEY"));
  if (error !== undefined) throw invalidSuite(source, [yamlErrorReason(error)]);
  const suite = toSuite(contentOf(document, source), source);
  const notes = document.errors.map((one) => `${yamlErrorReason(one)}. The last one counts.`);
  return { ...suite, notes: [...suite.notes, ...notes, ...roundedNumbers(document)] };
}

/** Whole numbers that lose digits, such as seeds of 64 bits: JavaScript's have 53. */
function roundedNumbers(document: Document.Parsed): readonly string[] {
  const notes: string[] = [];
  visit(document, {
    Scalar: (_, { value, source = "" }) => {
      const isRounded = Number.isInteger(value) && !Number.isSafeInteger(value);
      if (isRounded && /^[-+]?\d+$/.test(source) && source !== String(value))
        notes.push(`The number ${source} in test-cases is rounded to ${value}.`);
    },
  });
  return notes;
}

/** What PyYAML, which cog-safe-push reads its file with, takes for something else than YAML 1.2 (its resolver.py). */
const PYYAML: readonly ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:bool",
    default: true,
    test: /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
    resolve: (text) => /^(yes|on)$/i.test(text),
  },
  {
    tag: "tag:yaml.org,2002:float",
    default: true,
    test: /^[-+]?(?:0b[01_]*[01]|0[0-7_]+|0x[\da-f_]*[\da-f]|[1-9][\d_]*(?::[0-5]?\d)*|\d[\d_]*(?::[0-5]?\d)*\.[\d_]*)$/i,
    resolve: toNumber,
  },
  { tag: "tag:yaml.org,2002:str", default: true, test: /^[-+]?0\d+$/, resolve: (text) => text },
];

/** Octal with a leading 0, and sexagesimal: `10:00` is 600. */
function toNumber(text: string): number {
  const digits = text.replace(/^[-+]|_/g, "");
  const value = /^0[0-7]+$/.test(digits)
    ? Number.parseInt(digits, 8)
    : digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith("-") ? -value : value;
}

function contentOf(document: Document.Parsed, source: string): unknown {
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    // Throws for a value that contains itself.
    JSON.stringify(content);
    return content;
  } catch (cause) {
    throw invalidSuite(source, [yamlErrorReason(cause)]);
  }
}

function parseCases(text: string, tags: readonly ScalarTag[]): Document.Parsed {
  // The library counts a byte order mark as a column of the first line.
  return parseYaml(text.replace(/^\uFEFF/, ""), { customTags: (known) => [...tags, ...known] });
}
