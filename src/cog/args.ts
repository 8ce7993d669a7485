import semver from "semver";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import type { SecretFile } from "./build-secrets.ts";
import type { BuildOptions } from "./options.ts";

export interface CogBuild {
  readonly cogVersion: string;
  /** Name of the image in the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly isBundle: boolean;
  readonly configFile: string;
  readonly options: BuildOptions;
  readonly secrets: readonly SecretFile[];
}

/** The first release whose `cog push` prints JSON on standard output (replicate/cog pull request 3178). */
const JSON_OUTPUT = "0.23.0";
/** Keys of cog.yaml, and the first release that does not ignore them (Cog's source; replicate/cog pull request 3157). */
const NEW_KEYS = { model: "0.20.0", run: "0.20.0", observability: "0.23.0" };

/**
 * The arguments of `cog push`. A project with `model:` has no image argument (Cog 0.20: "positional image argument not
 * supported with 'model' config"); its image is in COG_MODEL.
 */
export function pushArguments(command: CogBuild): string[] {
  const json = semver.gte(command.cogVersion, JSON_OUTPUT) ? ["--json"] : [];
  return ["push", ...json, ...buildFlags(command), ...(command.isBundle ? [] : [command.image])];
}

/** The arguments of `cog build` for the image that a push of the same project builds. */
export function buildArguments(command: CogBuild): string[] {
  return ["build", ...buildFlags(command), `--tag=${command.image}`];
}

/** Values are joined to their flag by `=`, so that a value is never parsed as a flag. */
function buildFlags({ options, configFile, secrets, cogVersion }: CogBuild): string[] {
  const flags: readonly (readonly [flag: string, value: string | boolean | undefined])[] = [
    // The flag had a short name only at first (pkg/cli/build.go).
    [semver.lt(cogVersion, "0.16.4") ? "f" : "file", configFile !== "cog.yaml" && configFile],
    ["no-cache", options.noCache],
    ["separate-weights", options.separateWeights],
    ["use-cog-base-image", options.useCogBaseImage?.toString()],
    ["use-cuda-base-image", options.useCudaBaseImage],
    ["dockerfile", options.dockerfile],
    ["openapi-schema", options.openapiSchema],
    ["progress", options.progress],
    ...secrets.map((secret) => ["secret", secretValue(secret)] as const),
  ];
  return flags
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([flag, value]) => (value === true ? `--${flag}` : `--${flag}=${value}`));
}

/**
 * Checks that a release supports the project: the newer keys of cog.yaml, which older releases ignore without a warning,
 * and a configuration file of another name, since 0.14.8 (Cog's source at that tag).
 * @throws {ActionError} with every feature that it does not support.
 */
export function checkRelease(
  cogVersion: string,
  { config, configFile }: { readonly config: JsonRecord; readonly configFile: string },
): void {
  const requirements = [
    ...Object.entries(NEW_KEYS)
      .filter(([key]) => key in config)
      .map(([key, since]) => [since, `"${key}" in ${configFile}`] as const),
    ...(configFile === "cog.yaml" ? [] : [["0.14.8", "config-file"] as const]),
  ];
  const problems = requirements
    .filter(([since]) => semver.lt(cogVersion, since))
    .map(([since, feature]) => ({
      code: "cog-too-old",
      message: `${feature} requires Cog ${since} or newer, but cog-version is ${cogVersion}.`,
      hint: `Set cog-version to ${since} or newer.`,
    }));
  if (problems.length > 0) throw new ActionError(problems);
}

/** A field of BuildKit's comma-separated `--secret`; quoted where the path has a comma or a quote. */
function secretValue({ id, path }: SecretFile): string {
  const source = `src=${path}`;
  return `id=${id},${/[",]/.test(source) ? `"${source.replaceAll('"', '""')}"` : source}`;
}
