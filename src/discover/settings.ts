import { posix } from "node:path";
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from "yaml";
import type { Problem } from "../lib/errors.ts";
import { nearestName } from "../lib/text.ts";
import { globMatcher, isGlob, normalizeGlob } from "./globs.ts";
import { isTemplate } from "./model-template.ts";
import { type ProjectFile, projectFile } from "./projects.ts";

/** Inputs of the action for one project, by their names, and globs of files that its build depends on. */
export interface ProjectSettings {
  readonly inputs: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

/** The entry of one directory, file, or glob, as it is written. */
interface Entry extends ProjectSettings {
  readonly key: string;
}

/** The settings of all projects of a repository. */
export interface Settings {
  readonly defaults: ProjectSettings;
  readonly projects: readonly Entry[];
  /** Every input that occurs. */
  readonly keys: readonly string[];
}

export const NO_SETTINGS: Settings = {
  defaults: { inputs: {}, paths: [] },
  projects: [],
  keys: [],
};

/** Inputs that a file of a repository must not set. */
const SECRET_INPUTS = ["api-token", "cli-auth-token", "github-token", "secrets"];
const CONFIG_NAME = /\.ya?ml$/;

/**
 * Parses a settings file. Values keep their spelling: `0.20` is not a number.
 * @param inputs the inputs of the action.
 * @returns the settings, and every problem of the file.
 */
export function parseSettings(
  text: string,
  file: string,
  inputs: readonly string[],
): { readonly settings: Settings; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const refuse = (message: string, hint: string): void => {
    problems.push({ code: "settings-invalid", message: `${file}: ${message}.`, hint });
  };
  const document = parseDocument(text, { schema: "failsafe", merge: true, prettyErrors: true });
  for (const { message } of document.errors)
    refuse(message.split("\n")[0]?.replace(/[:.]$/, "") ?? "", "Fix the syntax of the file.");
  const root = document.errors.length > 0 ? null : document.contents;
  if (root !== null && !isMap(root)) refuse("it is not a mapping", SHAPE);

  const read = (node: unknown, place: string): ProjectSettings => {
    const found: Record<string, string> = {};
    let paths: readonly string[] = [];
    for (const [key, value] of entriesOf(node, () => refuse(`${place} is not a mapping`, SHAPE))) {
      if (key === "paths") paths = listOf(value);
      else if (SECRET_INPUTS.includes(key))
        refuse(
          `${place} sets ${key}, which must not be in a file`,
          `Set ${key} in the workflow, from a secret.`,
        );
      else if (!inputs.includes(key))
        refuse(
          `${place} sets "${key}", which is not an input of the action`,
          `Did you mean ${nearestName(key, inputs)}?`,
        );
      else found[key] = textOf(value);
    }
    for (const glob of paths.filter((path) => /[{}]/.test(path)))
      refuse(
        `${place} has the path "${glob}"`,
        "Set paths to globs without braces, or to directories.",
      );
    const { model } = found;
    if (model !== undefined && !isTemplate(model))
      refuse(
        `${place} sets model to "${model}"`,
        "Set model to owner/name, with the placeholders {directory}, {path}, and {config} if needed.",
      );
    return { inputs: found, paths };
  };

  const parts = new Map(entriesOf(root, () => undefined));
  for (const key of parts.keys())
    if (key !== "defaults" && key !== "projects")
      refuse(`"${key}" is neither defaults nor projects`, SHAPE);
  const defaults = read(parts.get("defaults"), "defaults");
  const projects = entriesOf(parts.get("projects"), () =>
    refuse("projects is not a mapping", SHAPE),
  ).map(([key, value]) => ({ key: normalizeGlob(key) || ".", ...read(value, `"${key}"`) }));
  const all = [defaults, ...projects].flatMap(({ inputs: set }) => Object.keys(set));
  return { settings: { defaults, projects, keys: [...new Set(all)] }, problems };
}

const SHAPE = "Write defaults: and projects: as in docs/many-models.md.";

function entriesOf(node: unknown, refuse: () => void): [key: string, value: Node | null][] {
  if (node === undefined || node === null || (isScalar(node) && !node.value)) return [];
  if (!isMap(node)) {
    refuse();
    return [];
  }
  return node.items.map(({ key, value }: Pair<unknown, unknown>) => [
    isScalar(key) ? String(key.value) : "",
    isNode(value) ? value : null,
  ]);
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value);
}

/** A value as the text of an input: the items of a list one per line, and anything deeper as YAML. */
function textOf(node: Node | null): string {
  if (isScalar(node)) return node.value === null ? "" : String(node.value);
  if (isSeq(node) && node.items.every((item) => isScalar(item))) return listOf(node).join("\n");
  return node === null ? "" : node.toString();
}

function listOf(node: Node | null): string[] {
  const items = isSeq(node) ? node.items : textOf(node).split("\n");
  return items
    .map((item: unknown) => (isScalar(item) ? String(item.value) : String(item)).trim())
    .filter((item) => item !== "");
}

/** The settings of one project: defaults, then globs in the order of the file, the directory, and the file. */
export function settingsFor({ defaults, projects }: Settings, file: ProjectFile): ProjectSettings {
  const matching = projects
    .filter(({ key }) => matches(key, file))
    .toSorted((a, b) => rank(a.key) - rank(b.key));
  return {
    inputs: Object.assign({}, defaults.inputs, ...matching.map(({ inputs }) => inputs)),
    paths: [defaults, ...matching].flatMap(({ paths }) => paths),
  };
}

/** The projects that the file describes with `paths` and git does not track. */
export function generatedProjects(
  { projects }: Settings,
  tracked: readonly ProjectFile[],
): ProjectFile[] {
  return projects
    .filter(({ key, paths }) => paths.length > 0 && !isGlob(key))
    .filter(({ key }) => !tracked.some((file) => matches(key, file)))
    .map(({ key }) => fileOf(key));
}

/** The directories and files of the settings that are not among the projects: misspelled, most likely. */
export function unknownProjects(
  { projects }: Settings,
  files: readonly ProjectFile[],
): readonly string[] {
  return projects
    .map(({ key }) => key)
    .filter((key) => !isGlob(key) && !files.some((file) => matches(key, file)));
}

function fileOf(key: string): ProjectFile {
  if (CONFIG_NAME.test(key)) return projectFile(key);
  return projectFile(posix.join(key, "cog.yaml"));
}

/** Globs before directories before files. */
function rank(key: string): number {
  if (isGlob(key)) return 0;
  return CONFIG_NAME.test(key) ? 2 : 1;
}

function matches(key: string, { path, directory }: ProjectFile): boolean {
  if (CONFIG_NAME.test(key)) return isGlob(key) ? globMatcher(key)(path) : key === path;
  if (!isGlob(key)) return (key === "." ? "" : key) === directory;
  return globMatcher(key)(directory === "" ? "." : directory);
}
