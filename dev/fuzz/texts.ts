import fc from "fast-check";

/** What means something to a shell, markdown, HTML, YAML, a terminal, the runner or a registry. */
const SIGNS = [
  ..."`~|<>[](){}!*_#@&:;,.\\/'\"$%^+-=? \t\r\n\u0000\u001b\u0085\u00a0\u200b\u2028\ufeff",
  ...["``", "```", "````", "::", "##[", "%0A", "\r\n", "\n\n", "---", "<!--", "-->", "</details>"],
  ...[
    "<details>",
    "<summary>",
    "<img src=x onerror=a>",
    "<script>",
    "![a](https://evil.example/a)",
  ],
  ...[
    "| a | b |",
    "| --- |",
    "@acme",
    "https://",
    "www.",
    "\\|",
    "\\`",
    "&lt;",
    "\ud800",
    "é",
    "😀",
  ],
  ...["::add-mask::evil", "::set-output name=version::evil", "##[add-mask]evil", "\u001b[31m"],
];

/** Any text, and oftener one that tries to be something else. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...SIGNS, "a", "b", " "), maxLength: 40 }),
);

/** Keys that mean something to JavaScript, besides any other. */
export const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "valueOf", "length", "then", ""),
  text,
);

/** Any JSON. */
export const json: fc.Arbitrary<unknown> = fc
  .oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.dictionary(key, fc.oneof(fc.jsonValue({ maxDepth: 2 }), text), { maxKeys: 5 }),
    text,
  )
  // As it would come from a server: `__proto__` is a key like any other there.
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** A document as it should be, with something else in one or two places. */
export function almost(sample: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(sample);
  const change = fc.tuple(fc.constantFrom(...places), fc.option(json, { nil: undefined, freq: 8 }));
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) => {
    let document: unknown = structuredClone(sample);
    for (const [place, value] of changes) document = put(document, place, value);
    return document ?? null;
  });
}

type Place = readonly string[];

function placesIn(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [[]];
  const below = Object.entries(value).flatMap(([name, part]) =>
    placesIn(part).map((place) => [name, ...place]),
  );
  return [[], ...below];
}

/** A copy with another value there; undefined takes what is there away. */
function put(document: unknown, [name, ...rest]: Place, value: unknown): unknown {
  if (name === undefined) return value;
  if (typeof document !== "object" || document === null) return document;
  const entries = Object.entries(document).flatMap(([own, part]) => {
    const changed = own === name ? put(part, rest, value) : part;
    return changed === undefined ? [] : [[own, changed] as const];
  });
  if (Array.isArray(document)) return entries.map(([, part]) => part);
  return Object.fromEntries(entries);
}
