import { type ModelName, parseModelName } from "../lib/model-name.ts";

/** What the placeholders of `model` stand for. */
export interface NameParts {
  /** The directory's own name. */
  readonly directory: string;
  /** The directory's path from where projects are looked for. */
  readonly path: string;
  readonly configFile: string;
}

const PLACEHOLDERS = ["directory", "path", "config"];
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** What may stand between letters and digits in a name: see MODEL_NAME_RULE. */
const SEPARATOR = /^(\.|_|__|-+)$/;

/** Whether this can be a template: `owner/` and a name, with known placeholders. */
export function isTemplate(text: string): boolean {
  const keys = [...text.matchAll(PLACEHOLDER)].map(([, key = ""]) => key);
  const example = text.replaceAll(PLACEHOLDER, "x");
  return parseModelName(example) !== undefined && keys.every((key) => PLACEHOLDERS.includes(key));
}

/**
 * Fills in a template such as `acme/{directory}-{config}`. What can't stand in a name becomes a hyphen.
 * `{config}` is the `gpu` of cog.gpu.yaml; for cog.yaml it goes, with the separator before it.
 * @returns undefined when it makes no name.
 */
export function modelFrom(template: string, parts: NameParts): ModelName | undefined {
  const config = nameable(configName(parts.configFile));
  const values: Readonly<Record<string, string>> = {
    directory: nameable(parts.directory),
    path: nameable(parts.path),
    config,
  };
  const fitting = config === "" ? template.replaceAll(/[._-]*\{config\}/g, "") : template;
  const text = fitting.replaceAll(PLACEHOLDER, (_all, key: string) => values[key] ?? "");
  return parseModelName(text);
}

function configName(configFile: string): string {
  return configFile.replace(/\.ya?ml$/, "").replace(/^cog(?![a-z0-9])/, "");
}

function nameable(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, (run) => (SEPARATOR.test(run) ? run : "-"))
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}
