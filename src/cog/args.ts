import semver from "semver";
import { ActionError } from "../lib/errors.ts";
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
export const NEW_KEYS = { model: "0.20.0", run: "0.20.0", observability: "0.23.0" } as const;
export type NewKey = keyof typeof NEW_KEYS;

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
  const valued = (flag: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${flag}=${value}`];
  return [
    // The flag had a short name only at first (pkg/cli/build.go).
    ...(configFile === "cog.yaml"
      ? []
      : valued(semver.lt(cogVersion, "0.16.4") ? "f" : "file", configFile)),
    ...(options.noCache ? ["--no-cache"] : []),
    ...(options.separateWeights ? ["--separate-weights"] : []),
    ...valued("use-cog-base-image", options.useCogBaseImage?.toString()),
    ...valued("use-cuda-base-image", options.useCudaBaseImage),
    ...valued("dockerfile", options.dockerfile),
    ...valued("openapi-schema", options.openapiSchema),
    ...valued("progress", options.progress),
    ...secrets.flatMap((secret) => valued("secret", secretValue(secret))),
  ];
}

/**
 * Checks that a release supports the project: the newer keys of cog.yaml, which older releases ignore without a warning,
 * and a configuration file of another name, since 0.14.8 (Cog's source at that tag).
 * @throws {ActionError} with every feature that it does not support.
 */
export function checkRelease(
  cogVersion: string,
  { newKeys, configFile }: { readonly newKeys: readonly NewKey[]; readonly configFile: string },
): void {
  const requirements = [
    ...newKeys.map((key) => [NEW_KEYS[key], `"${key}" in ${configFile}`] as const),
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
