import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { isObject, type JsonObject } from "../../dev/sandbox/http/http.ts";
import type { RequestRecord } from "../../dev/sandbox/server.ts";

/** What a record must have to be compared with a document. */
export type Exchange = Pick<RequestRecord, "method" | "path" | "headers" | "body"> &
  Partial<Pick<RequestRecord, "status" | "answer">>;

interface Operation {
  readonly name: string;
  readonly segments: readonly string[];
  readonly definition: JsonObject;
  readonly parameters: readonly JsonObject[];
}

const METHODS = ["get", "post", "put", "patch", "delete", "query"];
const FORMATS = {
  // GitHub's own document has an empty address as a default.
  uri: (text: string) => text === "" || URL.canParse(text),
  "date-time": (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text),
};
/** Addresses of further pages are opaque, and have this. */
const OPAQUE = ["cursor"];

/** An OpenAPI document that requests and answers are compared with. */
export class OpenApi {
  readonly #document: unknown;
  readonly #prefix: string;
  readonly #operations: readonly Operation[];
  readonly #ajv = new Ajv({
    strict: false,
    validateSchema: false,
    logger: false,
    unicodeRegExp: false,
    coerceTypes: false,
    formats: FORMATS,
  });
  readonly #compiled = new Map<unknown, ValidateFunction>();
  /** Names of the operations that were compared. */
  readonly seen = new Set<string>();

  /** @param prefix of the paths in the sandbox: `/v1`. */
  constructor(source: string, prefix: string) {
    this.#document = JSON.parse(source, withoutNullable);
    this.#prefix = prefix;
    const components = this.#at("#/components");
    const schemas = isObject(components) ? components["schemas"] : {};
    this.#ajv.addSchema({ components: { schemas } }, "document");
    const paths = this.#at("#/paths");
    this.#operations = Object.entries(isObject(paths) ? paths : {}).flatMap(([path, item]) =>
      METHODS.flatMap((method) => {
        const definition = isObject(item) ? item[method] : undefined;
        if (!isObject(item) || !isObject(definition)) return [];
        return [
          {
            name: `${method.toUpperCase()} ${path}`,
            segments: [method.toUpperCase(), ...path.split("/")],
            definition,
            parameters: [
              ...listOf(item["parameters"]),
              ...listOf(definition["parameters"]),
            ].flatMap((one) => this.#resolved(one)),
          },
        ];
      }),
    );
  }

  /** The document that a variable names; undefined without the variable. */
  static read(variable: string, prefix: string): OpenApi | undefined {
    const path = process.env[variable];
    if (path !== undefined) return new OpenApi(readFileSync(path, "utf8"), prefix);
    console.warn(`Skipped: set ${variable} to the path of an OpenAPI document to compare with it.`);
    return undefined;
  }

  /** Everything about a request and its answer that the document does not allow. */
  problems(exchange: Exchange): string[] {
    const url = new URL(exchange.path, "http://sandbox");
    const operation = this.#find(exchange.method, url.pathname.replace(this.#prefix, ""));
    const label = `${exchange.method} ${exchange.path} (${exchange.status ?? "no answer"})`;
    if (operation === undefined) return [`${label}: not in the document`];
    this.seen.add(operation.name);
    return [
      ...this.#queryProblems(operation, url),
      ...this.#requestProblems(operation, exchange),
      ...this.#answerProblems(operation, exchange),
    ].map((problem) => `${label}: ${problem}`);
  }

  #find(method: string, path: string): Operation | undefined {
    const asked = [method, ...path.split("/")];
    const isFitting = ({ segments }: Operation, isExact: boolean) =>
      segments.length === asked.length &&
      segments.every(
        (segment, index) => segment === asked[index] || (!isExact && segment.startsWith("{")),
      );
    return (
      this.#operations.find((operation) => isFitting(operation, true)) ??
      this.#operations.find((operation) => isFitting(operation, false))
    );
  }

  #queryProblems({ parameters }: Operation, url: URL): string[] {
    return [...url.searchParams].flatMap(([name, value]) => {
      if (OPAQUE.includes(name)) return [];
      const known = parameters.find((one) => one["in"] === "query" && one["name"] === name);
      if (known === undefined) return [`unknown parameter ${name}`];
      // A number and a word look the same in an address.
      const values = [value, ...(/^\d+$/.test(value) ? [Number(value)] : [])];
      return values.some((one) => this.#errors(known["schema"], one).length === 0)
        ? []
        : [`parameter ${name} is ${value}`];
    });
  }

  #requestProblems({ definition }: Operation, { headers, body }: Exchange): string[] {
    const declared = this.#resolved(definition["requestBody"])[0];
    if (declared === undefined) return body === "" ? [] : ["a body that is not in the document"];
    if (body === "") return declared["required"] === true ? ["no body"] : [];
    return this.#contentProblems("request", declared["content"], headers["content-type"], body);
  }

  #answerProblems({ definition }: Operation, { status, answer }: Exchange): string[] {
    if (status === undefined || answer === undefined) return [];
    const responses = isObject(definition["responses"]) ? definition["responses"] : {};
    const declared = this.#resolved(responses[String(status)])[0];
    // Of refusals hardly any is declared.
    if (declared === undefined) return status < 400 ? [`status ${status}`] : [];
    const { content } = declared;
    // Whether a refusal has a body is often left out.
    if (content === undefined)
      return answer.body === "" || status >= 400 ? [] : ["an answer with a body"];
    return this.#contentProblems("answer", content, answer.type, answer.body);
  }

  #contentProblems(what: string, content: unknown, type = "", body = ""): string[] {
    const [name = ""] = type.split(";");
    const media = isObject(content) ? content[name] : undefined;
    if (!isObject(media)) return [`${what} is ${name}`];
    if (!name.endsWith("json")) return [];
    return this.#errors(media["schema"], JSON.parse(body)).map((error) => `${what}${error}`);
  }

  #errors(schema: unknown, value: unknown): string[] {
    if (!isObject(schema)) return [];
    const known = this.#compiled.get(schema);
    const validate =
      known ??
      this.#ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')));
    this.#compiled.set(schema, validate);
    if (validate(value)) return [];
    const errors = (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    return [errors.join("; ")];
  }

  /** The object itself, or what it refers to; none where there is nothing. */
  #resolved(value: unknown): JsonObject[] {
    if (!isObject(value)) return [];
    const reference = value["$ref"];
    return typeof reference === "string" ? this.#resolved(this.#at(reference)) : [value];
  }

  #at(reference: string): unknown {
    return reference
      .replace("#/", "")
      .split("/")
      .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), this.#document);
  }
}

/**
 * Makes JSON Schema of OpenAPI 3.0's `nullable`. `oneOf` becomes `anyOf`: the documents use it for types of
 * which one contains the other.
 */
function withoutNullable(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  const { nullable, oneOf, ...rest } = value;
  const schema = Array.isArray(oneOf)
    ? { ...rest, anyOf: oneOf }
    : { ...rest, ...(oneOf !== undefined && { oneOf }) };
  if (nullable === true) return { anyOf: [{ type: "null" }, schema] };
  return nullable === undefined || nullable === false ? schema : { ...schema, nullable };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
