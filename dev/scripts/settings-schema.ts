import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { SECRET_INPUTS } from "../../src/discover/settings.ts";

interface Typed {
  readonly type: string;
  readonly "allowed-values"?: readonly string[];
}

const textOf = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** The JSON Schema of the settings file of the discover action, for editors: made from the inputs of the action. */
export function settingsSchema(): string {
  const inputs: Readonly<Record<string, { description: string }>> = parse(
    textOf("action.yml"),
  ).inputs;
  const types: Readonly<Record<string, Typed>> = parse(textOf("action-types.yml")).inputs;
  const properties = Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !SECRET_INPUTS.includes(name))
      .map(([name, { description }]) => [name, { description, ...schemaOf(types[name]) }]),
  );
  const paths = {
    description:
      "Globs of files in the repository whose change counts as a change of the project. A project with paths needs no cog.yaml that git tracks.",
    anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
  };
  const project = {
    type: ["object", "null"],
    properties: { ...properties, paths },
    additionalProperties: false,
  };
  return `${JSON.stringify(
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      title: "Settings of Cog projects, for push-to-replicate/discover",
      type: "object",
      properties: {
        defaults: {
          description: "Inputs of the action for all projects.",
          $ref: "#/definitions/project",
        },
        projects: {
          description: "Inputs of the action by directory, configuration file, or glob.",
          type: ["object", "null"],
          additionalProperties: { $ref: "#/definitions/project" },
        },
      },
      additionalProperties: false,
      definitions: { project },
    },
    undefined,
    2,
  )}\n`;
}

/** Values of a workflow are texts, so a boolean or a number may be quoted. */
function schemaOf(typed: Typed | undefined): object {
  switch (typed?.type) {
    case "boolean":
      return { enum: [true, false, "true", "false", ""] };
    case "enum": {
      const values = typed["allowed-values"] ?? [];
      const flags = values
        .filter((value) => /^(true|false)$/.test(value))
        .map((value) => value === "true");
      return { enum: [...values, ...flags, ""] };
    }
    case "integer":
    case "float":
      return { type: ["number", "string"] };
    case "list":
      return { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] };
    default:
      return {};
  }
}
