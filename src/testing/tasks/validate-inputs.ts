import { isRecord, type JsonRecord } from "../../lib/json.ts";

/**
 * Lists what is wrong with each of some inputs by the schema of a version (OpenAPI 3.0, as Cog writes it).
 * @throws for a schema that cannot be used.
 */
export async function validateInputs({
  schema,
  inputs: all,
}: {
  readonly schema: JsonRecord;
  readonly inputs: readonly JsonRecord[];
}): Promise<readonly (readonly string[])[]> {
  const { default: Ajv } = await import("ajv");
  const ajv = new Ajv.default({
    strict: false,
    validateFormats: false,
    validateSchema: false,
    allErrors: true,
    ownProperties: true,
    logger: false,
    code: { regExp: Object.assign(lenientPattern, { code: "lenientPattern" }) },
  });
  ajv.addSchema(asJsonSchema(schema), "version");
  const validate = ajv.compile({ $ref: "version#/components/schemas/Input" });
  return all.map((inputs) => {
    validate(inputs);
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath.slice(1) || "inputs"} ${message}`,
    );
  });
}

/** Cog's patterns are Python's; one that JavaScript does not know is left to the model. */
function lenientPattern(pattern: string): { test(text: string): boolean } {
  try {
    return new RegExp(pattern);
  } catch {
    return { test: () => true };
  }
}

/** OpenAPI 3.0's `nullable`, which JSON schema has not. */
function asJsonSchema(schema: JsonRecord): JsonRecord {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    return isRecord(value) ? asJsonSchema(value) : value;
  };
  const { nullable, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, convert(part)]));
  if (nullable === true) return { anyOf: [plain, { type: "null" }] };
  // An input may have this name.
  return isRecord(nullable) ? { ...plain, nullable: asJsonSchema(nullable) } : plain;
}
