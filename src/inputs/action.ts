import { resolve } from "node:path";
import type { BuildCacheMode } from "../build-cache/options.ts";
import type { BuildOptions, BuildSecret, CogSource } from "../cog/options.ts";
import type { FreeDisk } from "../disk/options.ts";
import { isSafeForSecrets } from "../http/endpoint.ts";
import type { Problem } from "../lib/errors.ts";
import { mask } from "../lib/masks.ts";
import type { ModelName } from "../lib/model-name.ts";
import type { Creation, Credentials, Metadata } from "../model/options.ts";
import type { StaleCommitMode } from "../reuse/options.ts";
import type { Context } from "../runtime/context.ts";
import { COG_VERSION_RULE, parseCogVersion } from "./cog-version.ts";
import { type InputProblem, InputReader, type InputSource } from "./reader.ts";
import {
  type DeploymentInputs,
  type ExistingVersion,
  readDeploymentInputs,
  readTestingInputs,
  readVersion,
  type TestingInputs,
} from "./testing.ts";

/** How pull requests are previewed. */
export interface PreviewInputs {
  /** `auto`: on pull_request events. */
  readonly mode: "auto" | "true" | "false";
  /** Name of the preview model, with placeholders. */
  readonly template: string;
  readonly comment: boolean;
  /** Whether to record a GitHub Deployment. */
  readonly deployment: boolean;
}

/** Inputs of action.yml. */
export interface Inputs {
  readonly model: ModelName | undefined;
  readonly credentials: Credentials;
  readonly project: { readonly directory: string; readonly configFile: string };
  readonly cog: Omit<CogSource, "githubToken">;
  readonly creation: Creation;
  readonly metadata: Metadata;
  readonly build: BuildOptions;
  readonly preview: PreviewInputs;
  readonly testing: TestingInputs;
  readonly deployment: DeploymentInputs;
  /** An existing version to use instead of building one. */
  readonly version: ExistingVersion | undefined;
  /** Whether a GitHub release is updated; `auto`: on release events. */
  readonly releaseNotes: "auto" | "true" | "false";
  /** Maximum push attempts on transient errors. */
  readonly pushAttempts: number;
  readonly timeoutMinutes: number;
  readonly freeDisk: FreeDisk;
  readonly buildCache: BuildCacheMode;
  readonly push: boolean;
  /** After which stage the step ends, without a change of the model; undefined: after all of them. */
  readonly stopAfter: "build" | "test" | undefined;
  readonly skipUnchanged: boolean;
  readonly staleCommit: StaleCommitMode;
  readonly dryRun: boolean;
  readonly githubToken: string | undefined;
  /** Problems with the build secrets, which matter only if something is built. */
  readonly secretProblems: readonly InputProblem[];
  /** Notices about values that were read in another spelling. */
  readonly notes: readonly string[];
  /** Inputs that are not valid: what depends on them is checked with the default. */
  readonly problems: readonly InputProblem[];
  /** Inputs that are set, and not to their default. */
  readonly set: readonly string[];
}

/** The inputs that decide about an event, before all others are read. */
export interface EventInputs {
  readonly directory: string;
  /** Whether a token of Replicate is within reach, from an input or the environment. */
  readonly hasToken: boolean;
  /** Whether a build secret is within reach, too. */
  readonly hasBuildSecret: boolean;
  /** Whether an existing version is used, so that nothing is built. */
  readonly isPromotion: boolean;
  readonly stopAfter: Inputs["stopAfter"];
}

/** Reads the inputs that decide about an event. None of them is validated. */
export function readEventInputs({ environment, workspace }: Context): EventInputs {
  const read = new InputReader();
  const tokens = [
    read.text("api-token"),
    read.text("cli-auth-token"),
    environment["REPLICATE_API_TOKEN"]?.trim(),
    environment["REPLICATE_CLI_AUTH_TOKEN"]?.trim(),
  ];
  return {
    directory: resolve(workspace, read.text("working-directory", ".")),
    hasToken: tokens.some(Boolean),
    hasBuildSecret:
      /=[^\S\n]*\S/.test(read.text("secrets") ?? "") ||
      [...(read.text("secret-envs") ?? "").matchAll(/=(.+)/g)].some(
        ([, name = ""]) => environment[name.trim()],
      ) ||
      read.text("secret-files") !== undefined,
    isPromotion: read.text("version") !== undefined,
    stopAfter: read.oneOf("stop-after", ["build", "test"]),
  };
}

/** The release that this action is tested with, and whose digest is in known-digests.ts. */
export const DEFAULT_COG_VERSION = "0.22.0";

const COG_RELEASES = "https://github.com/replicate/cog/releases";

/** GitHub ends every job after 5 days (its documentation of usage limits). */
const MAX_TIMEOUT_MINUTES = 7200;

/**
 * Finds the problems of inputs that a step will be given, by their names. Build secrets are checked by their form
 * alone: the environment is that of another step.
 */
export function problemsOf(
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
): Inputs {
  const read = new InputReader(source);
  const secrets = new InputReader(source);
  const { environment } = context;
  const problemsOf = (...inputs: readonly string[]): readonly InputProblem[] =>
    read.problems.filter(({ input }) => inputs.includes(input));
  return {
    model: read.model("model", context.registryHost),
    credentials: {
      apiToken: read.secret("api-token", environment["REPLICATE_API_TOKEN"]),
      cliAuthToken: read.secret("cli-auth-token", environment["REPLICATE_CLI_AUTH_TOKEN"]),
      problems: problemsOf("api-token", "cli-auth-token"),
    },
    project: {
      directory: read.text("working-directory", "."),
      configFile: read.text("config-file", "cog.yaml"),
    },
    cog: {
      version:
        read.parsed("cog-version", COG_VERSION_RULE, parseCogVersion, DEFAULT_COG_VERSION) ??
        DEFAULT_COG_VERSION,
      mirror: (
        read.url("cog-mirror", "an https:// URL", isSafeForSecrets, COG_RELEASES) ?? COG_RELEASES
      ).replace(/\/+$/, ""),
      problems: problemsOf("cog-version", "cog-mirror"),
    },
    creation: {
      allowed: read.flag("create-model", true),
      hardware: read.text("hardware"),
      visibility: read.oneOf("visibility", ["private", "public"]),
    },
    metadata: {
      description: read.text("description"),
      githubUrl: read.url("github-url"),
      licenseUrl: read.url("license-url"),
      paperUrl: read.url("paper-url"),
      weightsUrl: read.url("weights-url"),
      coverImageUrl: read.url("cover-image-url"),
      readmeFile: read.text("readme-file"),
    },
    build: {
      noCache: read.flag("no-cache", false),
      separateWeights: read.flag("separate-weights", false),
      useCogBaseImage: read.flag("use-cog-base-image", undefined),
      useCudaBaseImage: read.oneOf("use-cuda-base-image", ["auto", "true", "false"]),
      dockerfile: read.text("dockerfile"),
      openapiSchema: read.text("openapi-schema"),
      progress: read.oneOf("progress", ["auto", "plain", "quiet"], "plain"),
      secrets: readBuildSecrets(secrets, environment),
    },
    preview: {
      mode: read.oneOf("preview", ["auto", "true", "false"], "auto"),
      template: read.text("preview-model", "{owner}/{name}-pr-{number}"),
      comment: read.flag("preview-comment", true),
      deployment: read.flag("github-deployment", false),
    },
    testing: readTestingInputs(read, context.registryHost),
    deployment: readDeploymentInputs(read),
    version: readVersion(read, context.registryHost),
    releaseNotes: read.oneOf("release-notes", ["auto", "true", "false"], "auto"),
    pushAttempts: read.count("push-attempts", 1, 10, 3) ?? 3,
    timeoutMinutes: read.positiveNumber("timeout-minutes", 345, MAX_TIMEOUT_MINUTES),
    freeDisk: read.oneOf("free-disk", ["auto", "true", "false"], "auto"),
    buildCache: read.oneOf("build-cache", ["auto", "true", "false"], "false"),
    push: read.flag("push", true),
    stopAfter: read.oneOf("stop-after", ["build", "test"]),
    skipUnchanged: read.flag("skip-unchanged", false),
    staleCommit: read.oneOf("stale-commit", ["warn", "fail", "allow"], "warn"),
    dryRun: read.flag("dry-run", false),
    githubToken: read.secret("github-token", undefined),
    secretProblems: secrets.problems,
    notes: read.notes,
    problems: read.problems,
    set: [...read.set, ...secrets.set],
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
