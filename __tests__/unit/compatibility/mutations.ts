import type { JsonRecord } from "../../../src/lib/json.ts";

/** One input as a predictor declares it; `schema` has what Cog makes of it but its place and its choices. */
export interface Input {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonRecord;
  readonly choices: readonly string[];
}

/** One way to change an input; undefined where it can't be done to this one. */
interface Mutation {
  readonly name: string;
  readonly verdict: "breaking" | "compatible";
  /** The verdict of the change back. */
  readonly back: "breaking" | "compatible";
  readonly finding: Readonly<Record<string, string>>;
  apply(input: Input): Input | undefined;
}

function reshaped(input: Input, change: JsonRecord): Input {
  return { ...input, schema: { ...input.schema, ...change } };
}

function ranged(input: Input, by: readonly [number, number]): Input | undefined {
  const { minimum, maximum } = input.schema;
  if (typeof minimum !== "number" || typeof maximum !== "number") return undefined;
  return reshaped(input, { minimum: minimum + by[0], maximum: maximum + by[1] });
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "raising the minimum",
    verdict: "breaking",
    back: "compatible",
    finding: { code: "narrowed", about: "range" },
    apply: (input) => ranged(input, [1, 0]),
  },
  {
    name: "lowering the maximum",
    verdict: "breaking",
    back: "compatible",
    finding: { code: "narrowed", about: "range" },
    apply: (input) => ranged(input, [0, -1]),
  },
  {
    name: "moving the range",
    verdict: "breaking",
    back: "breaking",
    finding: { code: "moved", about: "range" },
    apply: (input) => ranged(input, [1, 1]),
  },
  {
    name: "taking a choice away",
    verdict: "breaking",
    back: "compatible",
    finding: { code: "choices-removed" },
    apply: (input) =>
      input.choices.length < 2 ? undefined : { ...input, choices: input.choices.slice(1) },
  },
  {
    name: "requiring",
    verdict: "breaking",
    back: "compatible",
    finding: { code: "required" },
    apply: (input) => (input.required ? undefined : { ...input, required: true }),
  },
  {
    name: "taking null away",
    verdict: "breaking",
    back: "compatible",
    finding: { code: "null-refused" },
    apply: (input) =>
      input.schema["nullable"] === true ? reshaped(input, { nullable: false }) : undefined,
  },
  {
    name: "another type",
    verdict: "breaking",
    back: "breaking",
    finding: { code: "type-changed" },
    apply: (input) => (input.choices.length > 0 ? undefined : reshaped(input, { type: "object" })),
  },
  {
    name: "another format",
    verdict: "breaking",
    back: "breaking",
    finding: { code: "format-changed" },
    apply: (input) => (input.choices.length > 0 ? undefined : reshaped(input, { format: "uuid" })),
  },
  {
    name: "other items",
    verdict: "breaking",
    back: "breaking",
    finding: { inner: "[]", code: "type-changed" },
    apply: (input) =>
      input.schema["type"] === "array"
        ? reshaped(input, { items: { type: "boolean" } })
        : undefined,
  },
  {
    name: "another description",
    verdict: "compatible",
    back: "compatible",
    finding: { code: "keyword-changed", about: "description" },
    apply: (input) => reshaped(input, { description: `${input.schema["description"]}!` }),
  },
  {
    name: "another default",
    verdict: "compatible",
    back: "compatible",
    finding: { code: "keyword-changed", about: "default" },
    apply: (input) => reshaped(input, { default: ["another"] }),
  },
  {
    name: "deprecating",
    verdict: "compatible",
    back: "compatible",
    finding: { code: "keyword-changed", about: "deprecated" },
    apply: (input) => reshaped(input, { deprecated: true }),
  },
];
