import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSchemas, type SchemaChange } from "../../../src/compatibility/compare.ts";
import type { JsonRecord } from "../../../src/lib/json.ts";
import { type Input, MUTATIONS } from "./mutations.ts";
import { openapi } from "./samples.ts";
import { codesOf } from "./support.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const note = { title: fc.string(), description: fc.string(), nullable: fc.boolean() };
const word = fc.string({ maxLength: 6 });

/** A range of at least two numbers, so that it can be narrowed. */
const range = fc
  .tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 2, max: 100 }))
  .map(([minimum, size]) => ({ minimum, maximum: minimum + size }));

const schema = fc.oneof(
  fc.record({ type: fc.constant("string"), ...note, default: word }),
  fc.record({ type: fc.constant("string"), format: fc.constant("uri"), ...note }),
  fc.record({ type: fc.constant("boolean"), ...note, default: fc.boolean() }),
  fc
    .tuple(fc.record({ type: fc.constantFrom("integer", "number"), ...note }), range)
    .map(([plain, limits]) => ({ ...plain, ...limits })),
  fc.record({
    type: fc.constant("array"),
    items: fc.record({ type: fc.constantFrom("string", "integer") }),
    ...note,
  }),
);

const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({ name, required: fc.boolean(), schema, choices: fc.constant([]) }),
  fc.record({
    name,
    required: fc.boolean(),
    schema: fc.record(note),
    choices: fc.uniqueArray(word, { minLength: 2, maxLength: 5 }),
  }),
);

const inputs = fc.uniqueArray(input, { minLength: 1, maxLength: 6, selector: (one) => one.name });

/** The inputs in any number and one of them. */
const inputsAndOne = inputs.chain((all) =>
  fc.nat({ max: all.length - 1 }).map((index) => ({ all, index })),
);

/** A schema of these inputs, with choices in one of the ways in which Cog has written them. */
function write(
  all: readonly Input[],
  choicesAs: "reference" | "in place" = "reference",
): JsonRecord {
  const properties = all.map(({ name, schema, choices }, order) => {
    const { title: _title, ...others } = schema;
    const written =
      choices.length === 0
        ? schema
        : choicesAs === "in place"
          ? { ...schema, type: "string", enum: choices }
          : { ...others, allOf: [{ $ref: `#/components/schemas/${name}_choices` }] };
    return [name, { ...written, "x-order": order }] as const;
  });
  const enums = all.map(({ name, choices }) => [
    `${name}_choices`,
    { title: name, type: "string", enum: choices, description: "An enumeration." },
  ]);
  return openapi({
    Input: {
      type: "object",
      title: "Input",
      properties: Object.fromEntries(properties),
      required: all.filter(({ required }) => required).map(({ name }) => name),
    },
    Output: { type: "string", title: "Output" },
    ...Object.fromEntries(enums),
  });
}

function changes(before: readonly Input[], after: readonly Input[]): readonly SchemaChange[] {
  return compareSchemas(write(before), write(after)).changes;
}

describe("a schema compared with itself", () => {
  it("has no changes", () => {
    fc.assert(
      fc.property(inputs, (all) => {
        expect(compareSchemas(write(all), write(all))).toEqual({ verdict: "none", changes: [] });
      }),
    );
  });

  it("has none where choices are written another way", () => {
    fc.assert(
      fc.property(inputs, (all) => {
        expect(compareSchemas(write(all), write(all, "in place")).verdict).toBe("none");
      }),
    );
  });

  it("has none, whatever is in place of a schema", () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), fc.jsonValue(), (properties, Output) => {
        const document = openapi({ Input: { properties }, Output });
        expect(compareSchemas(document, structuredClone(document)).verdict).toBe("none");
      }),
    );
  });
});

describe("a single change of one input", () => {
  it.each(MUTATIONS)("is one line: $name", ({ verdict, back, finding, apply }) => {
    fc.assert(
      fc.property(inputsAndOne, ({ all, index }) => {
        const [old] = all.slice(index);
        const fresh = old && apply(old);
        fc.pre(old !== undefined && fresh !== undefined);
        const changed = all.with(index, fresh);
        const [there, ...more] = changes(all, changed);
        expect(more).toEqual([]);
        expect(there).toMatchObject({
          ...{ part: "Input", name: old.name, verdict },
          findings: expect.arrayContaining([expect.objectContaining(finding)]),
        });
        const [again, ...rest] = changes(changed, all);
        expect(rest).toEqual([]);
        expect(again).toMatchObject({ name: old.name, verdict: back });
        expect([again?.before, again?.after]).toEqual([there?.after, there?.before]);
      }),
    );
  });

  it("is one line where it is added, and breaking where it is removed", () => {
    fc.assert(
      fc.property(inputsAndOne, ({ all, index }) => {
        const [one] = all.slice(index);
        const others = all.toSpliced(index, 1);
        const [added, ...more] = changes(others, all);
        const [removed, ...rest] = changes(all, others);
        expect([...more, ...rest]).toEqual([]);
        expect(added).toMatchObject({
          name: one?.name,
          before: undefined,
          after: removed?.before,
          verdict: one?.required ? "breaking" : "compatible",
        });
        expect(removed).toMatchObject({ name: one?.name, after: undefined, verdict: "breaking" });
      }),
    );
  });

  it("is one line where it is moved among the others", () => {
    fc.assert(
      fc.property(inputsAndOne, fc.nat(), ({ all, index }, to) => {
        const others = all.toSpliced(index, 1);
        const target = to % all.length;
        const moved = others.toSpliced(target, 0, ...all.slice(index, index + 1));
        const found = changes(all, moved);
        expect(found.map((change) => [change.name, change.verdict, codesOf(change)])).toEqual(
          target === index ? [] : [["", "compatible", "order-changed"]],
        );
      }),
    );
  });
});

describe("whatever is compared", () => {
  it("is breaking when one of the changes is, and lists the breaking ones first", () => {
    fc.assert(
      fc.property(inputs, inputs, (before, after) => {
        const { verdict, changes } = compareSchemas(write(before), write(after));
        const verdicts = changes.map((change) => change.verdict);
        expect(verdicts).toEqual([...verdicts].sort());
        expect(verdict).toBe(verdicts[0] ?? "none");
        expect(new Set(changes.map(({ part, name }) => `${part} ${name}`)).size).toBe(
          changes.length,
        );
      }),
    );
  });

  it("never throws", () => {
    const anything = fc.object({ withNullPrototype: true });
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const [old, fresh] = [before, after].map((Input) => openapi({ Input, Output: Input }));
        expect(compareSchemas(old, fresh).verdict).not.toBe("unknown");
        expect(compareSchemas(before, after)).toEqual({ verdict: "unknown", changes: [] });
      }),
    );
  });
});
