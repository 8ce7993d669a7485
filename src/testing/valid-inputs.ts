import { getPath, inputProperties } from "../compatibility/openapi.ts";
import { errorMessage } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { nearestName } from "../lib/text.ts";
import type { TestCase } from "./options.ts";
import { withTimeLimit } from "./time-limit.ts";

/**
 * Checks the inputs of test cases against a version's own schema (OpenAPI 3.0, as Cog writes it).
 * A case that expects an error may give what is wrong on purpose.
 * @param unchecked is told when the schema is one that can't be used: then only names are checked.
 * @param unknown is told of inputs that the version does not have; without it they are problems as well.
 * @returns a line for each problem, none when there is no schema to check against.
 */
export async function inputProblems(
  cases: readonly TestCase[],
  schema: JsonRecord | undefined,
  unchecked?: (reason: string) => void,
  unknown?: (line: string) => void,
): Promise<string[]> {
  const properties = inputProperties(schema);
  if (schema === undefined || properties === undefined) return [];
  // What Cog writes for predict(**inputs).
  const takesAny =
    getPath(schema, "components", "schemas", "Input", "additionalProperties") === true;
  const validate = await validator(schema, unchecked);
  return cases
    .filter(({ expected }) => expected.errorContains === undefined)
    .flatMap(({ name, inputs }) => {
      const unheard = Object.keys(inputs)
        .filter((key) => !takesAny && !properties.has(key))
        .map((key) => `${name}: input ${key} is unknown to the version${nearest(key, properties)}`);
      if (unknown !== undefined) unheard.forEach(unknown);
      const problems = validate(inputs).map((problem) => `${name}: ${problem}`);
      return unknown === undefined ? [...unheard, ...problems] : problems;
    });
}

type Validator = (inputs: JsonRecord) => string[];

async function validator(
  schema: JsonRecord,
  unchecked?: (reason: string) => void,
): Promise<Validator> {
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
  const leave = (error: unknown): string[] => {
    unchecked?.(errorMessage(error));
    return [];
  };
  try {
    ajv.addSchema(asJsonSchema(schema), "version");
    const validate = ajv.compile({ $ref: "version#/components/schemas/Input" });
    // The validator of a schema that is nonsense may throw only when it is used.
    return (inputs) => {
      try {
        validate(inputs);
      } catch (error) {
        return leave(error);
      }
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath.slice(1) || "inputs"} ${message}`,
      );
    };
  } catch (error) {
    leave(error);
    return () => [];
  }
}

/** Seconds that a pattern may take. */
const LONGEST_MATCH = 5;

/** Cog's patterns are Python's; one that JavaScript does not know, or not in time, is left to the model. */
function lenientPattern(pattern: string): { test(text: string): boolean } {
  try {
    const known = new RegExp(pattern);
    return { test: (text) => withTimeLimit(LONGEST_MATCH, () => known.test(text))?.result ?? true };
  } catch {
    return { test: () => true };
  }
}

function nearest(key: string, properties: ReadonlyMap<string, unknown>): string {
  const near = nearestName(key, properties.keys());
  return near === undefined ? "" : ` (it has ${near})`;
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
