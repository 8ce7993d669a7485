import semver from "semver";
import { ActionError } from "../lib/errors.ts";
import type { BuildOptions } from "./options.ts";

/** A build secret as Cog takes it: the file that holds it. */
export interface SecretFile {
  readonly id: string;
  readonly path: string;
}

export interface CogBuild {
  readonly cogVersion: string;
  /** Name of the image on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly isBundle: boolean;
  readonly configFile: string;
  readonly options: BuildOptions;
  readonly secrets: readonly SecretFile[];
}

/**
 * The arguments of `cog push`. A project with `model:` takes no image argument (Cog 0.20: "positional image
 * argument not supported with 'model' config"); its image is in COG_MODEL.
 */
export function pushArguments(command: CogBuild): string[] {
  return ["push", ...buildFlags(command), ...(command.isBundle ? [] : [command.image])];
}

/** The arguments of `cog build`, for the image that a push of the same project would build. */
export function buildArguments(command: CogBuild): string[] {
  return ["build", ...buildFlags(command), `--tag=${command.image}`];
}

/** Values are joined to their flag by `=`, so that none is taken for a flag. */
function buildFlags({ options, configFile, secrets, cogVersion }: CogBuild): string[] {
  const valued = (flag: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${flag}=${value}`];
  return [
    ...(configFile === "cog.yaml" ? [] : valued(configFlag(cogVersion), configFile)),
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

/** The long flag for the configuration's name, which was one letter long at first (pkg/cli/build.go). */
function configFlag(cogVersion: string): string {
  return semver.lt(cogVersion, "0.16.4") ? "f" : "file";
}

/**
 * Checks that a release can do what the project asks for: `model:` and `run:` since 0.20.0, which 0.19
 * ignores without a word; a configuration of another name since 0.14.8 (Cog's source
 * at those tags).
 * @throws {ActionError} that names all it can't do.
 */
export function checkRelease(
  cogVersion: string,
  { newKeys, configFile }: { readonly newKeys: readonly string[]; readonly configFile: string },
): void {
  const needs = [
    ...newKeys.map((key) => ["0.20.0", `"${key}:" in ${configFile}`] as const),
    ...(configFile === "cog.yaml"
      ? []
      : [["0.14.8", "A config-file other than cog.yaml"] as const]),
  ];
  const problems = needs
    .filter(([since]) => semver.lt(cogVersion, since))
    .map(([since, what]) => ({
      code: "cog-too-old",
      message: `${what} needs Cog ${since} or newer, and cog-version is ${cogVersion}.`,
      hint: `Set cog-version to ${since} or newer.`,
    }));
  if (problems.length > 0) throw new ActionError(problems);
}

/** A field of BuildKit's comma-separated `--secret`; quoted where the path has a comma or a quote. */
function secretValue({ id, path }: SecretFile): string {
  const source = `src=${path}`;
  return `id=${id},${/[",]/.test(source) ? `"${source.replaceAll('"', '""')}"` : source}`;
}
