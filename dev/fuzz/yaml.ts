import fc from "fast-check";

/** A value, and one of the ways to write it: on a line of its own, or on several. */
export interface Written {
  readonly value: unknown;
  readonly lines: readonly string[];
  /** Whether the lines cannot stand behind a key, or within brackets. */
  readonly isBlock: boolean;
}

/** Texts without control characters, which every YAML can have between quotes. */
const words = fc.string({
  unit: fc.constantFrom(..."aZ09 -:#,[]{}&*!|>%@`\"'\\/.=~?<", "é", "😀", "yes", "null"),
  maxLength: 12,
});

/** A text between quotes, or in plain letters. */
export const writtenText: fc.Arbitrary<Written> = fc.oneof(
  words.map((value) => inline(value, JSON.stringify(value))),
  words.map((value) => inline(value, `'${value.replaceAll("'", "''")}'`)),
  fc.stringMatching(/^w[a-z]{0,5}$/).map((value) => inline(value, value)),
);

function inline(value: unknown, line: string): Written {
  return { value, lines: [line], isBlock: false };
}

/** One of these spellings, each with its value. */
export function spellings(table: readonly (readonly [string, unknown])[]): fc.Arbitrary<Written> {
  return fc.constantFrom(...table).map(([line, value]) => inline(value, line));
}

/** What a mapping or list is written like. */
const style = fc.record({
  flow: fc.boolean(),
  /** Behind a line, and between two. */
  comment: fc.constantFrom("", " # yes: no", " #"),
  gap: fc.constantFrom([], [""], ["# - a: ["]),
});
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

/** Anything that is made of these scalars. */
export function writtenAny(scalar: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  const name = fc.stringMatching(/^w[a-z]{0,5}$/);
  return fc.letrec<{ any: Written }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      scalar,
      fc
        .tuple(fc.array(tie("any"), { maxLength: 3 }), style)
        .map(([items, how]) => listOf(items, how)),
      fc
        .tuple(fc.dictionary(name, tie("any"), { maxKeys: 3, noNullPrototype: true }), style)
        .map(([entries, how]) => mappingOf(Object.entries(entries), how)),
    ),
  })).any;
}

/** A mapping with these keys, in any order. */
export function writtenMapping(
  entries: Readonly<Record<string, fc.Arbitrary<Written>>>,
  required: readonly string[] = Object.keys(entries),
): fc.Arbitrary<Written> {
  const some = fc.record(entries, { requiredKeys: [...required], noNullPrototype: true });
  return fc
    .tuple(some, style, fc.nat())
    .map(([written, how, order]) => mappingOf(rotated(Object.entries(written), order), how));
}

/** A list of these. */
export function writtenList(item: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  return fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 3 }), style)
    .map(([items, how]) => listOf(items, how));
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = list.length === 0 ? 0 : by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function listOf(items: readonly Written[], { flow, comment, gap }: Style): Written {
  const value = items.map((item) => item.value);
  const isInline = items.every(({ isBlock }) => !isBlock);
  if (items.length === 0 || (flow && isInline))
    return inline(value, `[${items.map(({ lines }) => lines[0]).join(", ")}]`);
  const lines = items.flatMap(({ lines: [first = "", ...rest] }) => [
    ...gap,
    `- ${first}${rest.length === 0 ? comment : ""}`,
    ...rest.map((line) => `  ${line}`),
  ]);
  return { value, lines, isBlock: true };
}

function mappingOf(entries: readonly (readonly [string, Written])[], how: Style): Written {
  const { flow, comment, gap } = how;
  const value = Object.fromEntries(entries.map(([key, written]) => [key, written.value]));
  const isInline = entries.every(([, { isBlock }]) => !isBlock);
  if (entries.length === 0 || (flow && isInline)) {
    const parts = entries.map(([key, { lines }]) => `${key}: ${lines[0]}`);
    return inline(value, `{${parts.join(", ")}}`);
  }
  const lines = entries.flatMap(([key, written]) => [
    ...gap,
    ...(written.isBlock
      ? [`${key}:${comment}`, ...written.lines.map((line) => `  ${line}`)]
      : [`${key}: ${written.lines[0]}${comment}`]),
  ]);
  return { value, lines, isBlock: true };
}
