import * as v from "valibot";
import { ActionError } from "./errors.ts";
import { isRecord, type JsonRecord } from "./json.ts";

/** A JSON object with any fields, as it is. */
export const anyObject = v.custom<JsonRecord>(isRecord, "an object");

/** An object with at least these fields; Valibot's own schema would take a list, too. */
export function object<E extends v.ObjectEntries>(entries: E) {
  return v.pipe(anyObject, v.object(entries));
}

/** A field that may be missing or null; both are read as undefined. */
export function optional<S extends v.GenericSchema>(
  schema: S,
): v.NullishSchema<S, () => undefined> {
  return v.nullish(schema, () => undefined);
}

/** A field that decides nothing: anything unexpected is read as undefined. */
export const lenient = <S extends v.GenericSchema>(schema: S) =>
  v.fallback(optional(schema), undefined);

/**
 * Makes functions that validate what one service responds about a topic: "Replicate" and "model".
 * @returns functions that throw an ActionError with the first field which is not what the service documents.
 */
export function responseParser(service: string) {
  return <S extends v.GenericSchema>(schema: S, topic: string) =>
    (body: unknown): v.InferOutput<S> => {
      const result = v.safeParse(schema, body, { abortEarly: true });
      if (result.success) return result.output;
      const [issue] = result.issues;
      const path = v.getDotPath(issue);
      const field = path === null ? "it" : `"${path}"`;
      throw new ActionError({
        code: "response-invalid",
        message: `${service}'s response about the ${topic} is invalid: ${field} is ${issueReason(issue)}.`,
        hint: "Run the job again. If it fails again, the service has changed, or a proxy answers instead of it.",
      });
    };
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  Array: "a list",
};

function issueReason({ type, expected, message }: v.BaseIssue<unknown>): string {
  if (type === "custom") return `not ${message}`;
  const name = NAMES[expected ?? ""];
  // Of a key that is missing, Valibot expects the key itself.
  return name === undefined ? "missing" : `not ${name}`;
}
