import { posix } from "node:path";
import { parse } from "yaml";
import { errorMessage, type Problem } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { linesOf, nearestName } from "../lib/text.ts";
import { globMatcher, globsMatcher, isGlob, normalizeGlob } from "./globs.ts";
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
  readonly matches: (file: ProjectFile) => boolean;
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
export const SECRET_INPUTS = ["api-token", "cli-auth-token", "github-token", "secrets"];
const CONFIG_NAME = /\.ya?ml$/;

/** What the action takes as inputs. */
export interface InputRules {
  readonly names: readonly string[];
  /** Finds the problems of values by the names of their inputs. */
  readonly problemsOf: (values: Readonly<Record<string, string>>) => readonly Problem[];
}

/**
 * Parses a settings file. Values keep their spelling: `0.20` is not a number.
 * @returns the settings, and every problem of the file.
 */
export function parseSettings(
  text: string,
  file: string,
  rules: InputRules,
): { readonly settings: Settings; readonly problems: readonly Problem[] } {
  const parser = new SettingsParser(file, rules);
  return { settings: parser.parse(text), problems: parser.problems };
}

class SettingsParser {
  readonly problems: Problem[] = [];
  readonly #file: string;
  readonly #rules: InputRules;

  constructor(file: string, rules: InputRules) {
    this.#file = file;
    this.#rules = rules;
  }

  parse(text: string): Settings {
    const [root, values] = this.#load(text);
    for (const key of Object.keys(root))
      if (key !== "defaults" && key !== "projects")
        this.#refuse(`"${key}" is neither defaults nor projects`, SHAPE);
    const defaults = this.#project(root["defaults"], values["defaults"], "defaults");
    const typed = recordOf(values["projects"]);
    const written = this.#mapping(root["projects"], "projects");
    const projects = Object.entries(written).map(([name, value]) => {
      const key = normalizeGlob(name) || ".";
      return { key, matches: matcherOf(key), ...this.#project(value, typed[name], `"${name}"`) };
    });
    const all = [defaults, ...projects].flatMap(({ inputs }) => Object.keys(inputs));
    return { defaults, projects, keys: [...new Set(all)] };
  }

  /** @returns the file with every scalar as it is spelled, and with their types. */
  #load(text: string): readonly [JsonRecord, JsonRecord] {
    try {
      const written = this.#mapping(parse(text, { ...PARSING, schema: "failsafe" }), "the file");
      return [written, recordOf(parse(text, PARSING))];
    } catch (error) {
      const [reason = ""] = errorMessage(error).split("\n");
      this.#refuse(reason.replace(/[:.]$/, ""), "Fix its syntax.");
      return [{}, {}];
    }
  }

  #project(written: unknown, typed: unknown, place: string): ProjectSettings {
    const values = recordOf(typed);
    const { paths, ...given } = this.#mapping(written, place);
    const inputs = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [key, textOf(value, values[key])]),
    );
    this.#checkNames(Object.keys(inputs), place);
    this.#checkValues(inputs, place);
    const globs = linesOf(textOf(paths, paths));
    const braced = globs.find((glob) => /[{}]/.test(glob));
    if (braced !== undefined)
      this.#refuse(
        `${place} has the path "${braced}"`,
        "Set paths to globs without braces, or to directories.",
      );
    return { inputs, paths: globs };
  }

  #checkNames(keys: readonly string[], place: string): void {
    const { names } = this.#rules;
    for (const key of keys)
      if (SECRET_INPUTS.includes(key))
        this.#refuse(
          `${place} sets ${key}, which must not be in a file`,
          `Set ${key} in the workflow, from a secret.`,
        );
      else if (!names.includes(key))
        this.#refuse(
          `${place} sets "${key}", which is not an input of the action`,
          `Did you mean ${nearestName(key, names)}?`,
        );
  }

  #checkValues(inputs: Readonly<Record<string, string>>, place: string): void {
    const { model = "", ...others } = inputs;
    if (model !== "" && !isTemplate(model))
      this.#refuse(
        `${place} sets model to "${model}"`,
        "Set model to owner/name, with the placeholders {directory}, {path}, and {config} if needed.",
      );
    const isPublic = ([key]: readonly [string, string]) => !SECRET_INPUTS.includes(key);
    const values = Object.fromEntries(Object.entries(others).filter(isPublic));
    for (const { message, hint } of this.#rules.problemsOf(values))
      this.#refuse(`${place}: ${message.replace(/\.$/, "")}`, hint);
  }

  #mapping(value: unknown, place: string): JsonRecord {
    if (value !== undefined && value !== "" && value !== null && !isRecord(value))
      this.#refuse(`${place} is not a mapping`, SHAPE);
    return recordOf(value);
  }

  #refuse(message: string, hint: string): void {
    this.problems.push({
      code: "settings-invalid",
      message: `${this.#file}: ${message}.`,
      hint,
    });
  }
}

function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

const PARSING = { merge: true, logLevel: "error" } as const;
const SHAPE = "Write defaults: and projects: as in docs/many-models.md.";

/**
 * A value as the text of an input: the items of a list one per line, and anything deeper as JSON.
 * @param written the value with every scalar as it is spelled.
 */
function textOf(written: unknown, typed: unknown): string {
  if (typeof written === "string") return written;
  if (written === undefined || written === null) return "";
  if (Array.isArray(written) && written.every((item) => typeof item === "string"))
    return written.join("\n");
  return JSON.stringify(typed);
}

/** The settings of one project: defaults, then globs in the order of the file, the directory, and the file. */
export function settingsFor({ defaults, projects }: Settings, file: ProjectFile): ProjectSettings {
  const matching = projects
    .filter(({ matches }) => matches(file))
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
    .filter(({ matches }) => !tracked.some(matches))
    .map(({ key }) => projectFile(CONFIG_NAME.test(key) ? key : posix.join(key, "cog.yaml")));
}

/** The directories and files of the settings that are not among the projects: misspelled, most likely. */
export function unknownProjects(
  { projects }: Settings,
  files: readonly ProjectFile[],
): readonly string[] {
  return projects
    .filter(({ key, matches }) => !isGlob(key) && !files.some(matches))
    .map(({ key }) => key);
}

/** Globs before directories before files. */
function rank(key: string): number {
  if (isGlob(key)) return 0;
  return CONFIG_NAME.test(key) ? 2 : 1;
}

/** Tests whether a project's file or directory is what a key names. */
function matcherOf(key: string): Entry["matches"] {
  const isMatch = globMatcher(key);
  return CONFIG_NAME.test(key)
    ? ({ path }) => isMatch(path)
    : ({ directory }) => isMatch(directory || ".");
}

/** Whether the inputs of the step select a project that git does not list. `prefix`: the directory it looks in. */
export function isSelected(
  { path, directory }: ProjectFile,
  prefix: string,
  globs: readonly string[],
): boolean {
  if (!path.startsWith(prefix)) return false;
  const wanted = globs.some((glob) => !glob.startsWith("!")) ? globs : [".", ...globs];
  const isWanted = globsMatcher(wanted);
  return isWanted(path.slice(prefix.length)) || isWanted(directory.slice(prefix.length));
}
