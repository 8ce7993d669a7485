import { exampleInput } from "../compatibility/example.ts";
import { inputProperties } from "../compatibility/openapi.ts";
import type { JsonRecord } from "../lib/json.ts";

/**
 * Inputs for a prediction that nobody has given any for: the example's on the model's page, as far as the
 * version still has them, or else values for what the schema requires.
 */
export function bootInput(
  example: JsonRecord | undefined,
  schema: JsonRecord | undefined,
): JsonRecord {
  const properties = inputProperties(schema);
  const known = Object.entries(example ?? {}).filter(
    ([name]) => properties === undefined || properties.has(name),
  );
  return { ...exampleInput(schema), ...Object.fromEntries(known) };
}
