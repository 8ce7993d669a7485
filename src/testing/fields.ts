import { isRecord, type JsonRecord } from "../lib/json.ts";
import { nearestName } from "../lib/text.ts";

/** Further from every known key than this, a key is no misspelling of one. */
const LIKELY_SLIP = 3;

/**
 * Reads the fields of what people wrote in YAML or JSON, and collects whatever is not as expected, so that
 * one error can list all of it.
 */
export class FieldReader {
  readonly problems: string[] = [];

  /** The value as an object, empty when it is none. `where` is how messages call it. */
  record(value: unknown, where: string): JsonRecord {
    if (isRecord(value)) return value;
    if (value !== undefined && value !== null) this.problems.push(`${where} is not a mapping`);
    return {};
  }

  list(value: unknown, where: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.problems.push(`${where} is not a list`);
    return [];
  }

  text(record: JsonRecord, key: string, where: string): string | undefined {
    const value = record[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string") return value;
    this.problems.push(`${key} of ${where} is not a text (put it in quotes)`);
    return undefined;
  }

  /** A text that `parse` understands. */
  parsed<T>(
    record: JsonRecord,
    key: string,
    where: string,
    parse: (text: string) => T | undefined,
  ): T | undefined {
    const text = this.text(record, key, where);
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined)
      this.problems.push(`${key} of ${where} is "${text}", which is no name on Replicate`);
    return value;
  }

  flag(record: JsonRecord, key: string, where: string): boolean | undefined {
    const value = record[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "boolean") return value;
    this.problems.push(`${key} of ${where} is neither true nor false`);
    return undefined;
  }

  /** A number above 0. */
  positive(record: JsonRecord, key: string, where: string): number | undefined {
    const value = record[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && value > 0) return value;
    this.problems.push(`${key} of ${where} is not a number above 0`);
    return undefined;
  }

  /** Refuses keys that nothing reads: a misspelt expectation would pass every test. */
  refuseOthers(record: JsonRecord, known: readonly string[], where: string): void {
    for (const key of Object.keys(record)) {
      if (known.includes(key)) continue;
      const near = nearestName(key, known, LIKELY_SLIP);
      const hint = near === undefined ? "" : `: did you mean ${near}?`;
      this.problems.push(
        `${where} has "${key}", which is not known${hint || ` (known are ${known.join(", ")})`}`,
      );
    }
  }
}
