import { ActionError } from "./errors.ts";

/** A JSON object of which nothing is known yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Deeper than anything that people mean; who goes through a deeper value runs out of stack. */
const DEEPEST = 500;

/** The value that a text holds as JSON, or undefined when it is none, or one that is nested without sense. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTooDeep(text: string): boolean {
  if (text.length <= 2 * DEEPEST) return false;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') isString = !isString;
    else if (isString) at += sign === "\\" ? 1 : 0;
    else if (sign === "[" || sign === "{") depth++;
    else if (sign === "]" || sign === "}") depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The text at `key`, or undefined when there is none (absent, null, or of another type). */
export function stringAt(record: JsonRecord, key: string): string | undefined {
  const value = record[key];
  return typeof value === "string" ? value : undefined;
}

/** The object at `key`, or undefined when there is none. */
export function recordAt(record: JsonRecord, key: string): JsonRecord | undefined {
  const value = record[key];
  return isRecord(value) ? value : undefined;
}

/**
 * Readers of one answer from outside. Each names the field when it is not what was documented.
 * `subject` is how messages call the answer: "Replicate's answer about acme/hotdog".
 */
export function reader(subject: string): {
  record(value: unknown, field?: string): JsonRecord;
  list(value: unknown, field?: string): readonly unknown[];
  text(record: JsonRecord, field: string): string;
  optionalText(record: JsonRecord, field: string): string | undefined;
  number(record: JsonRecord, field: string): number;
  optionalNumber(record: JsonRecord, field: string): number | undefined;
  optionalFlag(record: JsonRecord, field: string): boolean | undefined;
  optionalRecord(record: JsonRecord, field: string): JsonRecord | undefined;
} {
  const refuse = (field: string | undefined, expected: string): never => {
    const where = field === undefined ? "" : ` in "${field}"`;
    throw new ActionError({
      code: "answer-invalid",
      message: `${subject} can't be understood: ${expected} was expected${where}.`,
      hint: "Run the job again; if it stays so, the service has changed or something between answers in its place.",
    });
  };
  const isAbsent = (value: unknown): boolean => value === undefined || value === null;
  return {
    record: (value, field) => (isRecord(value) ? value : refuse(field, "an object")),
    list: (value, field) => (Array.isArray(value) ? value : refuse(field, "a list")),
    text: (record, field) => stringAt(record, field) ?? refuse(field, "a text"),
    optionalText: (record, field) =>
      isAbsent(record[field]) ? undefined : (stringAt(record, field) ?? refuse(field, "a text")),
    number: (record, field) => {
      const value = record[field];
      return typeof value === "number" ? value : refuse(field, "a number");
    },
    optionalNumber: (record, field) => {
      const value = record[field];
      if (isAbsent(value)) return undefined;
      return typeof value === "number" ? value : refuse(field, "a number");
    },
    optionalFlag: (record, field) => {
      const value = record[field];
      if (isAbsent(value)) return undefined;
      return typeof value === "boolean" ? value : refuse(field, "true or false");
    },
    optionalRecord: (record, field) => {
      const value = record[field];
      if (isAbsent(value)) return undefined;
      return isRecord(value) ? value : refuse(field, "an object");
    },
  };
}
