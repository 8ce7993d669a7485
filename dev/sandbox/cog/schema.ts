import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import gte from "semver/functions/gte.js";
import { Fatal } from "./console.ts";
import type { Project } from "./project.ts";

/** What Cog makes of Python's types. */
const TYPES: Readonly<Record<string, object>> = {
  str: { type: "string" },
  int: { type: "integer" },
  float: { type: "number" },
  bool: { type: "boolean" },
  Path: { type: "string", format: "uri" },
};

/** The OpenAPI schema of a project: of --openapi-schema's file, or of the predictor's signature. */
export function readSchema(version: string, project: Project, file: string | undefined): object {
  if (file !== undefined) {
    const schema: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof schema === "object" && schema !== null ? schema : {};
  }
  const { inputs, output } = readSignature(version, project);
  const properties = inputs.map(({ name, type, described }, order) => [
    name,
    { ...type, ...described, title: titleOf(name), "x-order": order },
  ]);
  const required = inputs.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    openapi: "3.0.2",
    info: { title: "Cog", version },
    paths: {},
    components: {
      schemas: {
        Input: {
          title: "Input",
          type: "object",
          properties: Object.fromEntries(properties),
          ...(required.length > 0 && { required }),
        },
        Output: { title: "Output", ...output },
      },
    },
  };
}

interface Parameter {
  readonly name: string;
  readonly type: object;
  readonly described: object;
  readonly isRequired: boolean;
}

/** The parameters and the result of `predict` or `run`, as far as a regular expression reads Python. */
function readSignature(version: string, { directory, predictor }: Project) {
  const [file = "", name = ""] = predictor?.split(":") ?? [];
  if (predictor === undefined)
    throw new Fatal(
      "image build failed: image build failed: no predict or train reference found in cog.yaml",
    );
  const path = join(directory, file);
  const isStatic = gte(version, "0.17.0");
  // Up to 0.16 the image is started to ask it for its schema.
  const failure = (words: string) =>
    new Fatal(
      isStatic
        ? `image build failed: image build failed: ${words}`
        : "Failed to get type signature: exit status 1",
    );
  if (!existsSync(path))
    throw failure(
      `failed to read predictor source ${path}: open ${path}: no such file or directory`,
    );
  const source = readFileSync(path, "utf8");
  if (!new RegExp(`^(?:class|def)\\s+${name}\\b`, "m").test(source)) throw failure(name);
  const signature = /def\s+(?:predict|run)\s*\(([\s\S]*?)\)\s*(?:->\s*([\w.]+)[^\n:]*)?:\s*\n/.exec(
    source,
  );
  return {
    inputs: splitParameters(signature?.[1] ?? "").flatMap(readParameter),
    output: TYPES[signature?.[2] ?? "str"] ?? {},
  };
}

/** Splits at the commas that no bracket or quote encloses. */
function splitParameters(list: string): string[] {
  return list.match(/(?:"[^"]*"|'[^']*'|\([^)]*\)|\[[^\]]*\]|[^,"'([])+/g) ?? [];
}

function readParameter(parameter: string): Parameter[] {
  const [, name, type = "str", value] =
    /^\s*(\w+)\s*(?::\s*([\w.]+)[^=]*)?(?:=\s*([\s\S]*?))?\s*$/.exec(parameter) ?? [];
  if (name === undefined || name === "self") return [];
  const description = /description\s*=\s*"([^"]*)"/.exec(value ?? "")?.[1];
  const fallback = value?.startsWith("Input(") ? /default\s*=\s*([^,)]+)/.exec(value)?.[1] : value;
  return [
    {
      name,
      type: TYPES[type] ?? { type: "string" },
      described: {
        ...(description !== undefined && { description }),
        ...(fallback !== undefined && { default: readLiteral(fallback.trim()) }),
      },
      isRequired: fallback === undefined,
    },
  ];
}

function readLiteral(source: string): unknown {
  if (/^["'].*["']$/.test(source)) return source.slice(1, -1);
  if (source === "True" || source === "False") return source === "True";
  const number = Number(source);
  return Number.isNaN(number) ? null : number;
}

function titleOf(name: string): string {
  return name.replace(
    /(^|_)(\w)/g,
    (_match, gap, letter) => (gap ? " " : "") + letter.toUpperCase(),
  );
}
