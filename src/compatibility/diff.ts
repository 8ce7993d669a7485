import { type JsonRecord, recordOf } from "../lib/json.ts";
import { compareTypes } from "./compare-types.ts";
import type { Finding } from "./finding.ts";
import { limitFindings, noteFindings, toggled } from "./limits.ts";
import {
  elementsOf,
  type Field,
  type PlainSchema,
  propertiesOf,
  type SchemaReader,
} from "./normalize.ts";

/** What a change is named after: an input, or a path within an output; and its schema in both versions. */
interface Subject {
  readonly name: string;
  readonly before: Field | undefined;
  readonly after: Field | undefined;
}

/** A difference and where it is. */
export interface Difference {
  readonly subject: Subject;
  readonly finding: Finding;
}

/** The current position: the path within its subject, and the depth within the whole schema. */
interface At {
  readonly subject: Subject;
  readonly inner: string;
  readonly depth: number;
}

interface DiffOptions {
  /** The readers of the two documents. */
  readonly read: readonly [SchemaReader, SchemaReader];
  /** Whether differences are named after inputs, not after the whole path. */
  readonly isInput: boolean;
  /** Whether the previous document declares what may be null. If not, any property that was not required could be. */
  readonly nullsDeclared: boolean;
}

/** Deeper than any type that people write: what is below is not compared. */
const MAX_DEPTH = 32;
/** After this many differences, types that are known to differ are not compared again elsewhere. */
const MAX_REPEATED = 1000;

/** Compares two schemas recursively. */
export class SchemaDiff {
  readonly #differences: Difference[] = [];
  readonly #options: DiffOptions;
  /** Whether the schemas of a pair differ; false as well while a pair is compared, which adds nothing within itself. */
  readonly #seen = new Map<PlainSchema, Map<PlainSchema, boolean>>();

  constructor(options: DiffOptions) {
    this.#options = options;
  }

  /** Returns every difference; an undefined schema is missing. */
  compare(before: JsonRecord | undefined, after: JsonRecord | undefined): readonly Difference[] {
    // Inputs are an object even where the schema does not say so.
    const type = this.#options.isInput ? { type: "object" } : {};
    const was = before && { schema: { ...before, ...type }, required: false };
    const is = after && { schema: { ...after, ...type }, required: false };
    const at = { subject: { name: "", before: was, after: is }, inner: "", depth: 0 };
    if (was !== undefined && is !== undefined) this.#schemas(at, was, is);
    else if (was !== undefined) this.#add(at, [REMOVED]);
    else if (is !== undefined) this.#add(at, [{ code: "added", effect: "noted" }]);
    return this.#differences;
  }

  #schemas(at: At, before: Field, after: Field, wasNullUndeclared = false): void {
    const [readBefore, readAfter] = this.#options.read;
    const [was, is] = [readBefore(before.schema), readAfter(after.schema)];
    const seen = this.#seen.get(was) ?? new Map<PlainSchema, boolean>();
    const differs = seen.get(is);
    const count = this.#differences.length;
    if (differs === false || (differs && count > MAX_REPEATED) || at.depth > MAX_DEPTH) return;
    this.#seen.set(was, seen.set(is, false));
    const { findings, pairs } = compareTypes(was, is, wasNullUndeclared);
    this.#add(at, findings);
    for (const [old, fresh] of pairs) this.#alternatives(at, old, fresh);
    this.#add(at, noteFindings(was.keywords, is.keywords));
    seen.set(is, this.#differences.length > count);
  }

  #alternatives(at: At, before: JsonRecord, after: JsonRecord): void {
    this.#add(at, limitFindings(before, after));
    this.#properties(at, propertiesOf(before), propertiesOf(after));
    const [old, fresh] = [elementsOf(before), elementsOf(after)];
    for (const step of new Set([...old.keys(), ...fresh.keys()])) {
      const [was, is] = [old.get(step) ?? ANYTHING, fresh.get(step) ?? ANYTHING];
      this.#schemas(this.#enter(at, step, was, is), was, is);
    }
  }

  #properties(at: At, before: Properties, after: Properties): void {
    if (sharedOrder(before, after) !== sharedOrder(after, before))
      this.#add(at, [{ code: "order-changed", effect: "noted" }]);
    const noun = this.#options.isInput && at.depth === 0 ? "input" : "property";
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const [was, is] = [before.get(name), after.get(name)];
      const here = this.#enter(at, name, was, is);
      if (was !== undefined && is !== undefined) {
        const wasNullUndeclared = !was.required && !this.#options.nullsDeclared;
        this.#schemas(here, was, is, wasNullUndeclared);
        this.#add(here, toggled(was.required, is.required, REQUIRED, OPTIONAL));
      } else if (is?.required)
        this.#add(here, [{ code: `new-required-${noun}`, effect: "narrower" }]);
      else if (is !== undefined)
        this.#add(here, [{ code: `new-optional-${noun}`, effect: "noted" }]);
      else this.#add(here, [REMOVED]);
    }
  }

  #enter(at: At, step: string, before: Field | undefined, after: Field | undefined): At {
    const depth = at.depth + 1;
    const isOwnSubject = !this.#options.isInput || at.depth === 0;
    return isOwnSubject
      ? { subject: { name: join(at.subject.name, step), before, after }, inner: "", depth }
      : { ...at, inner: join(at.inner, step), depth };
  }

  #add({ subject, inner }: At, findings: readonly Finding[]): void {
    for (const finding of findings)
      this.#differences.push({ subject, finding: inner === "" ? finding : { ...finding, inner } });
  }
}

const ANYTHING: Field = { schema: {}, required: false };
const REMOVED: Finding = { code: "removed", effect: "different" };
const REQUIRED: Finding = { code: "required", effect: "narrower" };
const OPTIONAL: Finding = { code: "optional", effect: "wider" };

/** `segments[].text`: items of a list or dictionary follow directly, properties after a dot. */
function join(path: string, step: string): string {
  return path === "" || step.startsWith("[") || step === "{}"
    ? `${path}${step}`
    : `${path}.${step}`;
}

type Properties = ReadonlyMap<string, Field>;

/**
 * The names that two versions share, in one of them by Cog's `x-order`. The order of the keys means nothing: Replicate's
 * API sorts them by length.
 */
function sharedOrder(properties: Properties, others: Properties): string {
  const ordered = [...properties].flatMap(([name, { schema }]) => {
    const order = recordOf(schema)["x-order"];
    const isShared = typeof recordOf(others.get(name)?.schema)["x-order"] === "number";
    return typeof order === "number" && isShared ? [{ name, order }] : [];
  });
  ordered.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  return JSON.stringify(ordered.map(({ name }) => name));
}
