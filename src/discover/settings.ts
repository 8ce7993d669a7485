import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, posix, resolve } from "node:path";
import type { SchemaOptions } from "yaml";
import type { Repository } from "../git/repository.ts";
import { type Problem, wrapErrors } from "../lib/errors.ts";
import { isRecord, type JsonRecord, recordOf } from "../lib/json.ts";
import { nearestName } from "../lib/nearest-name.ts";
import { refuseOutsideLink, resolveLinks } from "../lib/paths.ts";
import { linesOf } from "../lib/text.ts";
import { isTooLong, parseYaml, TOO_LONG, yamlErrorReason } from "../lib/yaml.ts";
import { fromRoot, globMatcher, isGlob, isOutside } from "./globs.ts";
import { isTemplate } from "./model-template.ts";
import type { SettingsSource } from "./options.ts";
import { isConfigPath, type ProjectFile, type ProjectSettings, projectFile } from "./projects.ts";

/** The entry of one directory, file, or glob, as it is written. */
interface Entry extends ProjectSettings {
  readonly key: string;
  readonly matches: (file: ProjectFile) => boolean;
}

/** The settings of all projects of a repository. */
export interface Settings {
  /** Path of the file. */
  readonly file: string;
  readonly defaults: ProjectSettings;
  readonly projects: readonly Entry[];
  /** Every input that occurs. */
  readonly keys: readonly string[];
  /** Every problem of the file. They are reported together with those of the projects. */
  readonly problems: readonly Problem[];
}

/** Inputs that a file of a repository must not set. */
export const SECRET_INPUTS = ["api-token", "cli-auth-token", "github-token", "secrets"];
/** A directory can have a name such as 1.0, which is not a number. */
const PARSING = { stringKeys: true, logLevel: "error" } as const;
const DEFAULT_FILE = ".github/replicate.yml";
/** Git's globs have none: `{a,b}` would match nothing, without any message. */
const BRACES = /[{}]/;
const GLOBS =
  "Set paths, and keys of projects, to directories, files, or globs in the repository, without braces.";
const SHAPE = "Write defaults: and projects: as in docs/many-models.md.";

/** What the action takes as inputs. */
interface InputRules {
  readonly names: readonly string[];
  /** Finds the problems of values by the names of their inputs. */
  readonly findProblems: (values: Readonly<Record<string, string>>) => readonly Problem[];
}

/**
 * Reads the settings of the projects. Without the default file, there are none.
 * @throws {ActionError} when the file cannot be read, or is outside the workspace.
 */
export async function readSettings(
  source: SettingsSource,
  { directory, prefix }: Repository,
  workspace: string,
  rules: InputRules,
): Promise<Settings> {
  const file = source.kind === "default" ? DEFAULT_FILE : source.path;
  // The prefix is the one of the directory that a link leads to.
  const [real, root] = await Promise.all([resolveLinks(directory), resolveLinks(workspace)]);
  const path = join(resolve(real, prefix.replaceAll(/[^/]+/g, "..")), file);
  await refuseOutsideLink(`Input settings is "${file}"`, path, root);
  if (source.kind === "default" && !existsSync(path)) return parseSettings("", file, rules);
  const text = await wrapErrors(
    () => readFile(path, "utf8"),
    (reason) => ({
      code: "settings-unreadable",
      message: `Could not read "${file}", the file of input settings: ${reason}.`,
      hint: "Set settings to the path of a file from the root of the repository.",
    }),
  );
  return parseSettings(text, file, rules);
}

/** Adds a problem of the file. The message has no full stop. */
type Refuse = (message: string, hint: string) => void;

function parse(text: string, options: SchemaOptions): unknown {
  const document = parseYaml(text, { ...PARSING, ...options });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document.toJS();
}

/** Parses a settings file. Values keep their spelling: `0.20` is not a number. */
export function parseSettings(text: string, file: string, rules: InputRules): Settings {
  const problems: Problem[] = [];
  const refuse: Refuse = (message, hint) => {
    problems.push({ code: "settings-invalid", message: `${file}: ${message}.`, hint });
  };
  const mapping = (value: unknown, place: string): JsonRecord => {
    if (isRecord(value)) return value;
    if (value !== undefined && value !== "" && value !== null)
      refuse(`${place} is not a mapping`, SHAPE);
    return {};
  };
  const project = (written: unknown, typed: unknown, place: string): ProjectSettings => {
    const values = recordOf(typed);
    const texts = Object.entries(mapping(written, place)).map(
      ([key, value]) => [key, textOf(value, values[key])] as const,
    );
    const { paths = "", ...inputs }: Record<string, string> = Object.fromEntries(texts);
    const settings = { inputs, paths: linesOf(paths).map((glob) => fromRoot(glob)) };
    checkProject(settings, place, rules, refuse);
    return settings;
  };

  let root: JsonRecord = {};
  let types: JsonRecord = {};
  try {
    if (isTooLong(text)) throw new Error(TOO_LONG);
    root = mapping(parse(text, { schema: "failsafe" }), "the file");
    types = recordOf(parse(text, {}));
    // Throws for a value that contains itself.
    JSON.stringify(types);
  } catch (error) {
    root = {};
    refuse(yamlErrorReason(error), "Fix its syntax.");
  }
  const { defaults: shared, projects: entries, ...others } = root;
  for (const key of Object.keys(others)) refuse(`"${key}" is neither defaults nor projects`, SHAPE);
  const defaults = project(shared, types["defaults"], "defaults");
  const typed = recordOf(types["projects"]);
  const projects = Object.entries(mapping(entries, "projects")).map(([name, value]) => {
    const key = fromRoot(name.trim());
    if (isOutside(key) || (isGlob(key) && BRACES.test(key)))
      refuse(`projects has the key "${name}"`, GLOBS);
    const settings = project(value, typed[name], `"${name}"`);
    return { key, matches: matcherOf(key), ...settings };
  });
  const keys = new Set([defaults, ...projects].flatMap(({ inputs }) => Object.keys(inputs)));
  return { file, defaults, projects, keys: [...keys], problems };
}

/** Refuses what is wrong with the settings of one place. */
function checkProject(
  { inputs, paths }: ProjectSettings,
  place: string,
  { names, findProblems }: InputRules,
  refuse: Refuse,
): void {
  // A template is valid here, and not as the input of the action; secrets are not read.
  const { model = "", ...others } = inputs;
  const values = Object.entries(others).filter(([key]) => !SECRET_INPUTS.includes(key));
  for (const key of Object.keys(others))
    if (SECRET_INPUTS.includes(key))
      refuse(
        `${place} sets ${key}, which must not be in a file`,
        `Set ${key} in the workflow, from a secret.`,
      );
    else if (!names.includes(key))
      refuse(
        `${place} sets "${key}", which is not an input of the action`,
        unknownInputHint(key, names),
      );
  if (model !== "" && !isTemplate(model))
    refuse(
      `${place} sets model to "${model}"`,
      "Set model to owner/name, with the placeholders {directory}, {path}, and {config} if needed.",
    );
  for (const { message, hint } of findProblems(Object.fromEntries(values)))
    refuse(`${place}: ${message.replace(/\.$/, "")}`, hint);
  for (const glob of paths)
    if (isOutside(glob) || BRACES.test(glob)) refuse(`${place} has the path "${glob}"`, GLOBS);
}

function unknownInputHint(key: string, names: readonly string[]): string {
  const near = nearestName(key, names);
  return near === undefined ? `Remove ${key}.` : `Rename ${key} to ${near}, or remove it.`;
}

/**
 * A value as the text of an input: null as nothing, the items of a list one per line, and anything deeper as JSON.
 * @param written the value with every scalar as it is spelled.
 */
function textOf(written: unknown, typed: unknown): string {
  if (written === undefined || typed === null) return "";
  if (typeof written === "string") return written;
  if (Array.isArray(written) && written.every((item) => typeof item === "string"))
    return written.join("\n");
  return JSON.stringify(typed);
}

/** The settings of one project: defaults, then globs in the order of the file, the directory, and the file. */
export function settingsFor({ defaults, projects }: Settings, file: ProjectFile): ProjectSettings {
  const rank = (key: string) => (isGlob(key) ? 0 : isConfigPath(key) ? 2 : 1);
  const matching = projects
    .filter(({ matches }) => matches(file))
    .toSorted((a, b) => rank(a.key) - rank(b.key));
  return {
    inputs: Object.assign({}, defaults.inputs, ...matching.map(({ inputs }) => inputs)),
    paths: [defaults, ...matching].flatMap(({ paths }) => paths),
  };
}

/** Tests whether a project's file or directory is what a key names. */
function matcherOf(key: string): Entry["matches"] {
  const isMatch = globMatcher(key);
  return isConfigPath(key)
    ? ({ path }) => isMatch(path)
    : ({ directory }) => isMatch(directory || ".");
}

/**
 * The directories and files in the settings that are not tracked by git: those with `paths` are generated by a script,
 * the others are probably misspelled.
 */
export function untrackedProjects({ projects }: Settings, tracked: readonly ProjectFile[]) {
  const missing = projects.filter(({ key, matches }) => !isGlob(key) && !tracked.some(matches));
  const paths = missing
    .filter((entry) => entry.paths.length > 0)
    .map(({ key }) => (isConfigPath(key) ? key : posix.join(key, "cog.yaml")));
  const generated = [...new Set(paths)].map((path) => projectFile(path, true));
  const unknown = missing.filter(({ matches }) => !generated.some(matches)).map(({ key }) => key);
  return { generated, unknown };
}
