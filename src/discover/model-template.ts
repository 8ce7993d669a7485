import { type ModelName, parseModelName } from "../lib/model-name.ts";

/** What the placeholders of `model` stand for. */
export interface NameParts {
  /** The directory's own name. */
  readonly directory: string;
  /** The directory's path, relative to where projects are looked for. */
  readonly path: string;
  readonly configFile: string;
}

const PLACEHOLDERS = ["directory", "path", "config"];
const PLACEHOLDER = /\{([^{}]*)\}/g;
/** What separates letters and digits in a name: see MODEL_NAME_RULE. */
const SEPARATOR = /^(\.|_|__|-+)$/;

/** Whether a text is a template: `owner/name` with known placeholders. */
export function isTemplate(text: string): boolean {
  const keys = [...text.matchAll(PLACEHOLDER)].map(([, key = ""]) => key);
  const example = text.replaceAll(PLACEHOLDER, "x");
  return parseModelName(example) !== undefined && keys.every((key) => PLACEHOLDERS.includes(key));
}

/**
 * Fills in a template such as `acme/{directory}-{config}`. Characters that a name cannot have become hyphens.
 * `{config}` is the `gpu` of cog.gpu.yaml; for cog.yaml it is removed, with the separator before it.
 * @returns undefined when the result is not a valid name.
 */
export function modelFrom(template: string, parts: NameParts): ModelName | undefined {
  const [, variant = ""] = /^(?:cog(?![a-z0-9]))?(.*?)(?:\.ya?ml)?$/s.exec(parts.configFile) ?? [];
  const config = slugify(variant);
  const values: Readonly<Record<string, string>> = {
    directory: slugify(parts.directory),
    path: slugify(parts.path),
    config,
  };
  const shortened =
    config === "" ? template.replaceAll(/(?<![._-])[._-]*\{config\}/g, "") : template;
  const text = shortened.replaceAll(PLACEHOLDER, (_all, key: string) => values[key] ?? "");
  return parseModelName(text);
}

function slugify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, (run) => (SEPARATOR.test(run) ? run : "-"))
    .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}
