import { resolve } from "node:path";
import semver from "semver";
import type { BuildOptions } from "../cog/options.ts";
import { type Project, REFERENCES } from "../cog/project.ts";
import { ActionError } from "../lib/errors.ts";
import { type JsonRecord, list, recordAt, recordOf, stringAt } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { fullName } from "../lib/model-name.ts";
import { nearestName } from "../lib/nearest-name.ts";
import { readOptional } from "../lib/paths.ts";
import { joinLimited } from "../lib/text.ts";
import type { ModelChoice } from "../model/options.ts";

/** Keys of cog.yaml: pkg/config/data/config_schema_v1.0.json of Cog 0.22; observability since 0.23, others up to 0.16. */
const TOP_KEYS =
  "build image model run predict train concurrency environment weights observability tests";
const BUILD_KEYS =
  "cuda cudnn gpu python_version python_packages pre_install python_requirements system_packages sdk_version run fast cog_runtime python_overrides";
/** Letters that a misspelled key may differ in, or half of a short one. */
const MAX_DISTANCE = 3;
/** Names in a message. */
const MAX_NAMES = 5;
/** The first release that stages what requirements name (pkg/requirements/local_artifact.go), and refuses the rest. */
const LOCAL_REQUIREMENTS = "0.22.0";

/** Requires a predictor, from which Cog makes the schema (pkg/schema/openapi/generate.go). @throws {ActionError} */
export async function requirePredictor(
  { config, configFile, problems }: Project,
  { openapiSchema }: BuildOptions,
): Promise<void> {
  // Of a file that cannot be read, no key is known.
  const isRead = problems.length === 0 || Object.keys(config).length > 0;
  const isSet = REFERENCES.some((key) => (config[key] ?? undefined) !== undefined);
  if (openapiSchema !== undefined || !isRead || isSet) return;
  throw new ActionError({
    code: "config-predictor-missing",
    message: `${configFile} does not set run, predict, or train, so the image would have nothing to run.`,
    hint: `Set run (predict for Cog 0.19 and older) in ${configFile} to file.py:Class.`,
  });
}

/** Requires every secret that cog.yaml mounts: without it, the command fails for its own reason. @throws {ActionError} */
export async function requireMountedSecrets(project: Project, build: BuildOptions): Promise<void> {
  // A Dockerfile replaces the commands of cog.yaml.
  if (build.dockerfile !== undefined) return;
  // `build.run[].mounts[]` in Cog's schema.
  const commands = list(recordAt(project.config, "build")?.["run"]).map(recordOf);
  const mounts = commands.flatMap(({ mounts: some }) => list(some).map(recordOf));
  const secrets = mounts.filter(({ type }) => type === "secret");
  const ids = secrets.flatMap((mount) => stringAt(mount, "id") ?? []);
  const missing = [...new Set(ids)].filter((id) => !build.secrets.some((given) => given.id === id));
  if (missing.length === 0) return;
  const names = missing.map((id) => `"${id}"`).join(", ");
  throw new ActionError({
    code: "build-secret-missing",
    message: `${project.configFile} mounts build secrets that are not set: ${names}.`,
    hint: `Set ${names} in input secrets, secret-envs, or secret-files.`,
  });
}

/** Refuses requirements with local files but wheels and source archives, as Cog does since 0.22. @throws {ActionError} */
export async function checkRequirements(
  { config, directory, configFile }: Project,
  cogVersion: string,
  dockerfile: string | undefined,
): Promise<void> {
  const file = stringAt(config["build"], "python_requirements");
  if (file === undefined || dockerfile !== undefined || semver.lt(cogVersion, LOCAL_REQUIREMENTS))
    return;
  // A file that cannot be read is reported by the check of the project.
  const options = (await readOptional(resolve(directory, file)))
    .replace(/\\\r?\n/g, "")
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*$/s, "").trim())
    .filter(isRefused);
  if (options.length === 0) return;
  const quoted = options.map((line) => `"${line}"`);
  throw new ActionError({
    code: "requirements-option-unsupported",
    message: `"${file}", the python_requirements of ${configFile}, contains ${joinLimited(quoted, ", ", MAX_NAMES)}. Cog ${cogVersion} does not support such local files there.`,
    hint: `Put all requirements into "${file}". A local package has to be a wheel or a source archive, without extras and markers.`,
  });
}

const ARCHIVE = /\.(whl|zip|tgz|tar\.(gz|bz2|xz))$/i;
/** An option that names a file, or the name of `name @ file`; and the file. */
const REQUIREMENT = /^(--(?:find-links|requirement)[=\s]|-[fr]|[\w.-]+\s*@)?\s*(\S.*)$/;

/** As ParseLocalArtifactRequirement in pkg/requirements/local_artifact.go. */
function isRefused(line: string): boolean {
  const [, prefix = "", value = ""] = REQUIREMENT.exec(line) ?? [];
  if (/^file:/i.test(value)) return true;
  if (prefix.startsWith("-")) return !(value.includes("://") || value.startsWith("git+"));
  return /^\.{0,2}\//.test(value) && (prefix !== "" || !ARCHIVE.test(value));
}

/** Warns of keys that Cog ignores without a word, or refuses, depending on its version. */
export function warnOfUnknownKeys({ config, configFile }: Project): void {
  const unknown = [
    ...unknownKeys("", config, TOP_KEYS.split(" ")),
    ...unknownKeys("build.", recordOf(config["build"]), BUILD_KEYS.split(" ")),
  ];
  // A step shows ten warnings.
  if (unknown.length > 0)
    warning(
      "config-keys-unknown",
      `${configFile} contains unknown keys: ${joinLimited(unknown, ", ", MAX_NAMES)}.`,
    );
}

function unknownKeys(prefix: string, mapping: JsonRecord, known: readonly string[]): string[] {
  const keys = Object.keys(mapping).filter((key) => !known.includes(key));
  return keys.map((key) => {
    const nearest = nearestName(key, known, Math.min(MAX_DISTANCE, Math.floor(key.length / 2)));
    const hint = nearest === undefined ? "" : ` (did you mean "${prefix}${nearest}"?)`;
    return `"${prefix}${key}"${hint}`;
  });
}

/** Warns when cog.yaml names another model on Replicate than the one that is pushed to. */
export function warnOfOtherImage({ model, configFile }: Project, target: ModelChoice): void {
  if (model.kind !== "named" || target.kind !== "named") return;
  if (fullName(model.name) !== fullName(target.name))
    warning(
      "config-model-differs",
      `${configFile} names ${fullName(model.name)}, but the step pushes to ${fullName(target.name)}, which input model sets.`,
    );
}
