import { isRecord, type JsonRecord } from "../lib/json.ts";
import type { Place } from "./describe.ts";
import { type Finding, limitFindings, noteFindings } from "./limits.ts";
import {
  elementsOf,
  type PlainSchema,
  type Property,
  propertiesOf,
  type SchemaReader,
} from "./normalize.ts";
import { compareTypes } from "./types.ts";

/** What a change is named after: an input, or a path within an output; and its schema in both versions. */
export interface Subject {
  readonly name: string;
  readonly before: Place | undefined;
  readonly after: Place | undefined;
}

/** A difference and where it is. */
export interface Difference extends Finding {
  readonly subject: Subject;
}

/** Where within a subject the walk is: the path from the whole, and from the subject. */
interface At {
  readonly subject: Subject;
  readonly inner: string;
  readonly depth: number;
}

/** Deeper than any type that people write: what is below is not compared. */
const DEEPEST = 32;
/** From so many differences on, types that were seen to differ are not gone through again elsewhere. */
const MOST_REPEATED = 1000;

/**
 * Goes through two schemas side by side and collects every difference.
 * `names` says what a difference is named after: the whole path in an output, the first step of it in inputs.
 */
export class SchemaDiff {
  readonly differences: Difference[] = [];
  readonly #read: readonly [SchemaReader, SchemaReader];
  readonly #names: "inputs" | "paths";
  readonly #nullsDeclared: boolean;
  /** What came out of each pair of schemas; one that is met again within itself adds nothing. */
  readonly #seen = new Map<PlainSchema, Map<PlainSchema, "open" | "same" | "differs">>();

  /**
   * @param nullsDeclared whether the document before says what may be null. If not, any property that was
   * not required could be.
   */
  constructor(
    before: SchemaReader,
    after: SchemaReader,
    names: "inputs" | "paths",
    nullsDeclared: boolean,
  ) {
    this.#read = [before, after];
    this.#names = names;
    this.#nullsDeclared = nullsDeclared;
  }

  compare(before: unknown, after: unknown): readonly Difference[] {
    const [whole, now] = [before, after].map((schema) => ({ schema, required: false }));
    this.#schemas(
      { subject: { name: "", before: whole, after: now }, inner: "", depth: 0 },
      before,
      after,
    );
    return this.differences;
  }

  #schemas(at: At, before: unknown, after: unknown, wasNullUndeclared = false): void {
    const [was, is] = [this.#read[0](before), this.#read[1](after)];
    const seen = this.#seen.get(was) ?? new Map<PlainSchema, "open" | "same" | "differs">();
    const known = seen.get(is);
    const isKnown =
      known === "open" ||
      known === "same" ||
      (known === "differs" && this.differences.length > MOST_REPEATED);
    if (isKnown || at.depth > DEEPEST) return;
    this.#seen.set(was, seen.set(is, "open"));
    const count = this.differences.length;
    const { findings, pairs } = compareTypes(was, is, wasNullUndeclared);
    this.#add(at, findings);
    for (const [old, fresh] of pairs) this.#alternatives(at, old, fresh);
    this.#add(at, noteFindings(was.keywords, is.keywords));
    seen.set(is, this.differences.length === count ? "same" : "differs");
  }

  #alternatives(at: At, before: JsonRecord, after: JsonRecord): void {
    this.#add(at, limitFindings(before, after));
    this.#properties(at, before, after);
    const [old, fresh] = [elementsOf(before), elementsOf(after)];
    for (const step of new Set([...old.keys(), ...fresh.keys()])) {
      const places = [old, fresh].map((some) => ({
        schema: some.get(step) ?? {},
        required: false,
      }));
      const [was, is] = places;
      this.#schemas(this.#enter(at, step, was, is), was?.schema, is?.schema);
    }
    this.#closed(at, before, after);
  }

  #properties(at: At, before: JsonRecord, after: JsonRecord): void {
    const [old, fresh] = [propertiesOf(before), propertiesOf(after)];
    const moved = movedProperties(old, fresh);
    const noun = this.#names === "inputs" && at.depth === 0 ? "input" : "property";
    for (const name of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
      const [was, is] = [old.get(name), fresh.get(name)];
      const here = this.#enter(at, name, was, is);
      if (is === undefined) this.#add(here, [{ reason: "removed", effect: "different" }]);
      else if (was === undefined)
        this.#add(here, [
          is.required
            ? { reason: `new required ${noun}`, effect: "narrower" }
            : { reason: `new optional ${noun}`, effect: "noted" },
        ]);
      else {
        this.#schemas(here, was.schema, is.schema, !was.required && !this.#nullsDeclared);
        this.#add(here, requiredFindings(was, is));
        if (moved.has(name)) this.#add(here, [{ reason: "moved", effect: "noted" }]);
      }
    }
  }

  /** `additionalProperties: false` takes no other keys than those that are named. */
  #closed(at: At, before: JsonRecord, after: JsonRecord): void {
    const [was, is] = [before, after].map((one) => one["additionalProperties"] === false);
    if (was === is) return;
    this.#add(at, [
      is === true
        ? { reason: "other keys no longer allowed", effect: "narrower" }
        : { reason: "other keys allowed", effect: "wider" },
    ]);
  }

  #enter(at: At, step: string, before: Place | undefined, after: Place | undefined): At {
    const depth = at.depth + 1;
    const isOwnSubject = this.#names === "paths" || at.depth === 0;
    return isOwnSubject
      ? { subject: { name: join(at.subject.name, step), before, after }, inner: "", depth }
      : { ...at, inner: join(at.inner, step), depth };
  }

  #add({ subject, inner }: At, findings: readonly Finding[]): void {
    for (const { reason, effect } of findings)
      this.differences.push({
        subject,
        reason: inner === "" ? reason : `${inner} ${reason}`,
        effect,
      });
  }
}

function requiredFindings(before: Place, after: Place): Finding[] {
  if (before.required === after.required) return [];
  return after.required
    ? [{ reason: "newly required", effect: "narrower" }]
    : [{ reason: "no longer required", effect: "wider" }];
}

/** `segments[].text`: what is in a list or a dictionary stands next to it, a property behind a dot. */
function join(path: string, step: string): string {
  return path === "" || step.startsWith("[") || step === "{}"
    ? `${path}${step}`
    : `${path}.${step}`;
}

/**
 * The properties that have moved among the others by Cog's `x-order`. The order of the keys means nothing:
 * Replicate's API sorts them by length. New and removed properties move no others.
 */
function movedProperties(
  before: ReadonlyMap<string, Property>,
  after: ReadonlyMap<string, Property>,
): ReadonlySet<string> {
  const [old, fresh] = [namesInOrder(before), namesInOrder(after)];
  const [was, is] = [new Set(old), new Set(fresh)];
  const [oldNames, newNames] = [
    old.filter((name) => is.has(name)),
    fresh.filter((name) => was.has(name)),
  ];
  const moved = new Set<string>();
  for (let [i, j] = [0, 0]; i < oldNames.length && j < newNames.length; ) {
    const [one = "", other = ""] = [oldNames[i], newNames[j]];
    if (one === other) [i, j] = [i + 1, j + 1];
    else if (moved.has(one)) i++;
    else if (moved.has(other)) j++;
    else moved.add(newNames[j + 1] === one ? other : one);
  }
  return moved;
}

/** The names of the properties that have an `x-order`, sorted by it. */
function namesInOrder(properties: ReadonlyMap<string, Property>): string[] {
  return [...properties]
    .flatMap(([name, { schema }]) => {
      const order = isRecord(schema) ? schema["x-order"] : undefined;
      return typeof order === "number" ? [{ name, order }] : [];
    })
    .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
