import { errorMessage } from "../../lib/errors.ts";
import { isRecord, type JsonRecord } from "../../lib/json.ts";
import type { Validation } from "./tasks.ts";

/** Validates inputs against the schema of a version (OpenAPI 3.0, as Cog writes it). */
export async function validateInputs(
  schema: JsonRecord,
  all: readonly JsonRecord[],
): Promise<Validation> {
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
  try {
    ajv.addSchema(asJsonSchema(schema), "version");
    const validate = ajv.compile({ $ref: "version#/components/schemas/Input" });
    const problems = all.map((inputs) => {
      validate(inputs);
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath.slice(1) || "inputs"} ${message}`,
      );
    });
    return { problems, unusable: [] };
  } catch (error) {
    // A schema that is nonsense fails when it is compiled, or only when it is used.
    return { problems: [], unusable: [errorMessage(error)] };
  }
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
function asJsonSchema(schema: unknown): JsonRecord {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (!isRecord(value)) return value;
    const { nullable, ...rest } = value;
    const plain = Object.fromEntries(
      Object.entries(rest).map(([key, part]) => [key, convert(part)]),
    );
    if (nullable === true) return { anyOf: [plain, { type: "null" }] };
    return nullable === false || nullable === undefined
      ? plain
      : { ...plain, nullable: convert(nullable) };
  };
  const converted = convert(schema);
  return isRecord(converted) ? converted : {};
}
