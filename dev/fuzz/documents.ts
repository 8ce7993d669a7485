import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { parseConfig } from "../../src/cog/config-yaml.ts";
import { InputReader } from "../../src/inputs/reader.ts";
import { isRecord, recordAt } from "../../src/lib/json.ts";
import type { TestSuite } from "../../src/testing/options.ts";
import { parseSuite } from "../../src/testing/parse.ts";
import { withInput } from "./inputs.ts";
import { type Property, property } from "./property.ts";
import {
  spellings,
  type Written,
  writtenAny,
  writtenList,
  writtenMapping,
  writtenText,
} from "./yaml.ts";

/** What PyYAML (resolver.py, constructor.py) makes of plain words: YAML 1.1 without `y` and `n`. */
const PYYAML = spellings([
  ...["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"].map(
    (word) => [word, true] as const,
  ),
  ...["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"].map(
    (word) => [word, false] as const,
  ),
  ...["~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...[
    "y",
    "n",
    "Y",
    "N",
    "truE",
    "yEs",
    "oN",
    "nuLL",
    "1.2.3",
    "0.22.0-rc.1",
    "a:b",
    "r8.im/a/b",
  ].map((word) => [word, word] as const),
  ["7", 7],
  ["-3", -3],
  ["+12", 12],
  ["1.5", 1.5],
  ["-0.25", -0.25],
  ["1.5e+3", 1500],
  ["0x1F", 31],
  ["0x1_F", 31],
  ["0123", 83],
  ["-017", -15],
  ["089", "089"],
  ["0b1_1", 3],
  ["1_000", 1000],
  ["10:00", 600],
  ["-1:30", -90],
  ["1:30.5", 90.5],
  ["1_0.5", 10.5],
  [".5", 0.5],
  ["5.", 5],
  ["10:60", "10:60"],
  ["1:2:3", 3723],
]);
const numbers = spellings([
  // Pydantic takes a number, and a flag, from a text.
  ['"3"', 3],
  ["'300'", 300],
  ["0b11", 3],
  ["012", 10],
  ["1_000", 1000],
  ["10:00", 600],
  ["600", 600],
  ["2", 2],
  ["+12", 12],
  ["0x1F", 31],
]);
const flags = spellings([
  ['"yes"', true],
  ["yes", true],
  ["Off", false],
  ["TRUE", true],
]);

/** A cog-safe-push.yaml, and what it means. */
const safePush = writtenMapping(
  {
    test_hardware: writtenText,
    parallel: numbers,
    predict: writtenMapping(
      {
        predict_timeout: numbers,
        compare_outputs: flags,
        test_cases: writtenList(
          writtenMapping(
            {
              inputs: writtenMapping(
                { b: writtenAny(fc.oneof(PYYAML, writtenText)), c: PYYAML },
                [],
              ),
              exact_string: writtenText,
              jq_query: writtenText,
            },
            ["inputs"],
          ),
        ),
      },
      ["test_cases"],
    ),
  },
  ["predict"],
);

/** Texts of cog.yaml: of the words that Cog reads otherwise than as text, it has none. */
const config = writtenMapping(
  {
    predict: writtenText,
    image: writtenText,
    build: writtenMapping(
      {
        gpu: spellings([
          ["true", true],
          ["false", false],
        ]),
        python_version: writtenText,
        python_packages: writtenList(writtenText),
        run: writtenList(writtenAny(writtenText)),
      },
      ["run"],
    ),
  },
  ["build"],
);

/** Around a document: a byte order mark, ends of lines, marks of its begin and end. */
const frame = fc.record({
  start: fc.constantFrom("", "\uFEFF", "---\n", "# a\n---\n", "\n\n"),
  end: fc.constantFrom("", "\n", "\n# b", "\n...\n"),
  lineBreak: fc.constantFrom("\n", "\r\n"),
});

function textOf(
  { lines }: Written,
  around: typeof frame extends fc.Arbitrary<infer T> ? T : never,
) {
  const { start, end, lineBreak } = around;
  return `${start}${lines.join("\n")}${end}`.replaceAll("\n", lineBreak);
}

/** What Cog takes although YAML forbids it, or reads besides: each rewrites a file without changing its meaning. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `${text}\n---\nimage: other\n`,
  (text) => `${text}\n---\n`,
  (text) => `${text}\nx-list: [\n"b",\n'c'\n]\n`,
  (text) => `${text}\nx-list: ["b" , 'c']\n`,
  (text) => `${text}\nx-list: &list ["b", c]\nx-more: {<<: {z: 1}}\n`,
];

/** An entry of `secrets`: plain on a line, or between quotes, and blank lines before it. */
const secret = fc.record({
  id: fc.stringMatching(/^[\w.-]{1,8}$/),
  value: fc
    .string({
      unit: fc.constantFrom(..."ab =,\"'#\n\t:{}[]é", "😀", '""', "x=y"),
      minLength: 1,
      maxLength: 20,
    })
    .filter((value) => !/^=?$/.test(value)),
  isQuoted: fc.boolean(),
  before: fc.constantFrom("", "\n", "  \n", "  "),
});
type Secret = typeof secret extends fc.Arbitrary<infer T> ? T : never;

function lineOf({ id, value, isQuoted, before }: Secret): string {
  const isPlain = !isQuoted && value === value.trim() && !value.includes("\n");
  return isPlain ? `${before}${id}=${value}` : `${before}"${id}=${value.replaceAll('"', '""')}"`;
}

export const DOCUMENTS: readonly Property[] = [
  property(
    "documents: a cog-safe-push.yaml is read as PyYAML reads it, however it is written",
    fc.tuple(safePush, frame),
    ([written, around]) => {
      const suite = parseSuite(textOf(written, around), "file");
      return isDeepStrictEqual(fileOf(suite), withDefaults(written.value));
    },
  ),
  property(
    "documents: a cog.yaml is read as Cog reads it, however it is written",
    fc.tuple(config, frame, fc.constantFrom(...SPELLINGS), fc.boolean()),
    ([written, around, spell, isUtf16]) => {
      const plain = textOf(written, { ...around, end: "" }).replace("\uFEFF", "");
      const text = written.isBlock ? spell(plain) : plain;
      const bytes = isUtf16 ? Buffer.from(`\uFEFF${text}`, "utf16le") : Buffer.from(text);
      const { "x-list": list, "x-more": more, ...read } = parseConfig(bytes);
      return (
        isDeepStrictEqual(read, written.value) &&
        (list === undefined || isDeepStrictEqual(list, ["b", "c"])) &&
        (more === undefined || isDeepStrictEqual(more, { z: 1 }))
      );
    },
  ),
  property(
    "documents: secrets are read as they were written",
    fc.tuple(
      fc.uniqueArray(secret, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
      fc.constantFrom("\n", "\r\n"),
    ),
    ([secrets, lineBreak]) => {
      const text = secrets.map(lineOf).join("\n").replaceAll("\n", lineBreak);
      const reader = new InputReader();
      const read = withInput("secrets", text, () => reader.pairs("secrets"));
      const expected = secrets.map(({ id, value }) => [id, value]);
      return reader.problems.length === 0 && isDeepStrictEqual([...read], expected);
    },
  ),
];

/** The file that a suite was read from, with the defaults of cog-safe-push (config.py) in it. */
function fileOf({ cases, parallel, defaults }: TestSuite): unknown {
  const file = {
    parallel,
    test_hardware: defaults.testHardware,
    predict: {
      predict_timeout: defaults.timeoutSeconds,
      // Only the outputs of the first case are compared (main.py).
      compare_outputs: cases[0]?.compare,
      test_cases: cases.map(({ inputs, expected }) => ({
        inputs,
        exact_string: expected.exactString,
        jq_query: expected.jqQuery,
      })),
    },
  };
  return JSON.parse(JSON.stringify(file));
}

function withDefaults(value: unknown): unknown {
  const file = isRecord(value) ? value : {};
  const predict = { compare_outputs: false, ...recordAt(file, "predict") };
  return { parallel: 4, ...file, predict };
}
