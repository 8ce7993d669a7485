import { resolve } from "node:path";
import type { BuildOptions, BuildSecret } from "../cog/options.ts";
import { isSafeForSecrets } from "../http/endpoint.ts";
import type { Problem } from "../lib/errors.ts";
import { mask } from "../lib/masks.ts";
import type { Metadata } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import { COG_VERSION_RULE, parseCogVersion } from "./cog-version.ts";
import { readCredentials } from "./credentials.ts";
import { InputReader, type InputSource, MAX_TIMEOUT_MINUTES, upTo, whole } from "./reader.ts";
import { readDeploymentInputs, readTestingInputs, readVersion } from "./version-inputs.ts";

/** Inputs of action.yml. */
export type Inputs = Readonly<ReturnType<typeof readInputs>>;

/** The inputs that decide about an event, before all others are read. */
export type EventInputs = Readonly<ReturnType<typeof readEventInputs>>;

/** Reads the inputs that decide about an event. None of them is validated. */
export function readEventInputs({ environment, workspace }: Context) {
  const read = new InputReader();
  const tokens = [
    read.text("api-token"),
    read.text("cli-auth-token"),
    environment["REPLICATE_API_TOKEN"]?.trim(),
    environment["REPLICATE_CLI_AUTH_TOKEN"]?.trim(),
  ];
  return {
    directory: resolve(workspace, read.text("working-directory", ".")),
    /** Whether the step has a Replicate token, from an input or the environment. */
    hasToken: tokens.some(Boolean),
    /** Whether it has a build secret: an expression with a secret that is not set is empty after its `=`. */
    hasBuildSecret:
      /=[^\S\n]*\S/.test(read.text("secrets") ?? "") ||
      [...(read.text("secret-envs") ?? "").matchAll(/=(.+)/g)].some(
        ([, name = ""]) => environment[name.trim()],
      ) ||
      read.text("secret-files") !== undefined,
    /** Whether an existing version is used, so that nothing is built. */
    isPromotion: read.text("version") !== undefined,
    stopAfter: read.oneOf("stop-after", ["build", "test"]),
  };
}

/** Name of preview models, with placeholders. */
export const PREVIEW_MODEL = "{owner}/{name}-pr-{number}";

const AUTO = ["auto", "true", "false"] as const;

/** The release that this action is tested with, and whose digest is in known-digests.ts. */
export const DEFAULT_COG_VERSION = "0.22.0";

const COG_RELEASES = "https://github.com/replicate/cog/releases";

/**
 * Finds the problems of inputs that a step will be given, by their names. Build secrets are checked by their form
 * alone: the environment is that of another step.
 */
export function findInputProblems(
  values: Readonly<Record<string, string>>,
  registryHost: string,
): readonly Problem[] {
  const source = (name: string) => values[name]?.trim() ?? "";
  const { problems } = readInputs({ environment: {}, registryHost }, source);
  const read = new InputReader(source);
  for (const name of ["secret-envs", "secret-files"]) read.pairs(name);
  return [...problems, ...read.problems];
}

/**
 * Reads every input, once. Inputs that are not valid have their default, and a problem in `problems`.
 * @param source the text of an input, by its name.
 */
export function readInputs(
  context: Pick<Context, "environment" | "registryHost">,
  source?: InputSource,
) {
  const read = new InputReader(source);
  const secrets = new InputReader(source);
  const { environment, registryHost } = context;
  return {
    model: read.model("model", registryHost),
    credentials: readCredentials(read, environment),
    project: {
      directory: read.text("working-directory", "."),
      configFile: read.text("config-file", "cog.yaml"),
    },
    cog: readCogSource(read),
    creation: {
      allowed: read.flag("create-model", true),
      hardware: read.text("hardware"),
      visibility: read.oneOf("visibility", ["private", "public"]),
    },
    metadata: readMetadata(read),
    build: { ...readBuildFlags(read), secrets: readBuildSecrets(secrets, environment) },
    preview: {
      /** `auto`: on pull_request events. */
      mode: read.oneOf("preview", AUTO, "auto"),
      /** Name of the preview model, with placeholders. */
      template: read.text("preview-model", PREVIEW_MODEL),
      comment: read.flag("preview-comment", true),
      /** Whether to record a GitHub Deployment. */
      deployment: read.flag("github-deployment", false),
    },
    testing: readTestingInputs(read, registryHost),
    deployment: readDeploymentInputs(read),
    /** An existing version to use instead of building one. */
    version: readVersion(read, registryHost),
    /** Whether a GitHub release is updated; `auto`: on release events. */
    releaseNotes: read.oneOf("release-notes", AUTO, "auto"),
    pushAttempts: read.number("push-attempts", whole(1, 10), 3),
    timeoutMinutes: read.number("timeout-minutes", upTo(MAX_TIMEOUT_MINUTES), 345),
    freeDisk: read.oneOf("free-disk", AUTO, "auto"),
    buildCache: read.oneOf("build-cache", AUTO, "false"),
    push: read.flag("push", true),
    /** After which stage the step ends, without a change of the model; undefined: after all of them. */
    stopAfter: read.oneOf("stop-after", ["build", "test"]),
    skipUnchanged: read.flag("skip-unchanged", false),
    staleCommit: read.oneOf("stale-commit", ["warn", "fail", "allow"], "warn"),
    dryRun: read.flag("dry-run", false),
    githubToken: read.secret("github-token", undefined),
    /** Problems with the build secrets, which matter only if something is built. */
    secretProblems: secrets.problems,
    /** Notices about values that are used otherwise than they are set. */
    notes: read.notes,
    /** Inputs that are not valid: what depends on them is checked with the default. */
    problems: read.problems,
    /** Inputs that are set, and not to their default. */
    set: [...read.set, ...secrets.set],
  };
}

function readCogSource(read: InputReader) {
  const version = read.parsed(
    "cog-version",
    COG_VERSION_RULE,
    parseCogVersion,
    DEFAULT_COG_VERSION,
  );
  const mirror = read.url("cog-mirror", "an https:// URL", isSafeForSecrets, COG_RELEASES);
  return {
    version: version ?? DEFAULT_COG_VERSION,
    mirror: (mirror ?? COG_RELEASES).replace(/(?<!\/)\/+$/, ""),
    problems: read.problemsOf("cog-version", "cog-mirror"),
  };
}

function readMetadata(read: InputReader): Metadata {
  return {
    description: read.text("description"),
    githubUrl: read.url("github-url"),
    licenseUrl: read.url("license-url"),
    paperUrl: read.url("paper-url"),
    weightsUrl: read.url("weights-url"),
    coverImageUrl: read.url("cover-image-url"),
    readmeFile: read.text("readme-file"),
  };
}

function readBuildFlags(read: InputReader): Omit<BuildOptions, "secrets"> {
  return {
    noCache: read.flag("no-cache", false),
    separateWeights: read.flag("separate-weights", false),
    useCogBaseImage: read.flag("use-cog-base-image", undefined),
    useCudaBaseImage: read.oneOf("use-cuda-base-image", AUTO),
    dockerfile: read.text("dockerfile"),
    openapiSchema: read.text("openapi-schema"),
    progress: read.oneOf("progress", ["auto", "plain", "quiet"], "plain"),
  };
}

function readBuildSecrets(
  read: InputReader,
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly BuildSecret[] {
  const secrets = new Map<string, BuildSecret>();
  const add = (input: string, id: string, source: BuildSecret["source"]): void => {
    if (secrets.has(id)) read.refuse(input, id, "each ID once among all build secrets");
    secrets.set(id, { id, source });
  };
  for (const [id, content] of read.pairs("secrets")) add("secrets", id, { content });
  for (const [id, variable] of read.pairs("secret-envs")) {
    const content = environment[variable];
    if (content) add("secret-envs", id, { content });
    else
      read.refuse(
        "secret-envs",
        id,
        "id=NAME, where NAME is an environment variable that is set in env",
      );
  }
  for (const [id, file] of read.pairs("secret-files")) add("secret-files", id, { file });
  for (const { id, source } of secrets.values()) if ("content" in source) mask(source.content, id);
  return [...secrets.values()];
}
