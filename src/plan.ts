import type { Project } from "./cog/project.ts";
import type { Context } from "./context.ts";
import type { BuildOptions, Creation, Credentials, Inputs, Metadata } from "./inputs.ts";
import type { ModelName } from "./model-name.ts";

/** Make sure of a model and its metadata. */
export interface EnsurePlan {
  readonly kind: "ensure";
  readonly target: Target;
  /** What the paths of inputs are relative to. */
  readonly directory: string;
  readonly dryRun: boolean;
  readonly notes: readonly string[];
}

/** Push a new version of a project to a model, and prove that it is there. */
export interface PushPlan {
  readonly kind: "push";
  readonly target: Target;
  readonly project: Project;
  readonly cog: CogSource;
  readonly build: BuildOptions;
  /** What the image is labelled with. */
  readonly commit: string | undefined;
  readonly tag: string | undefined;
  readonly dryRun: boolean;
  /** What people should know of the decisions. */
  readonly notes: readonly string[];
}

/** Which Cog, and where it comes from. */
export interface CogSource {
  /** An exact version, `latest`, or a semver range. */
  readonly version: string;
  readonly mirror: string;
  /** For the list of releases that a range needs. */
  readonly githubToken: string | undefined;
}

/** What the step will do. Everything that it depends on has been read by then. */
export type Plan = EnsurePlan | PushPlan;

/** The model that the step works on, and what was asked of it. */
export interface Target {
  /** Undefined when neither the input nor the project names one. */
  readonly model: ModelName | undefined;
  readonly credentials: Credentials;
  readonly creation: Creation;
  readonly metadata: Metadata;
}

/** Decides, from what was read, what the step will do. */
export function makePlan(inputs: Inputs, context: Context, project: Project): Plan {
  const { credentials, notes } = sortTokens(inputs.credentials);
  const target: Target = {
    model: inputs.model ?? project.model,
    credentials,
    creation: inputs.creation,
    metadata: inputs.metadata,
  };
  const { dryRun } = inputs;
  if (!inputs.push) return { kind: "ensure", target, directory: project.directory, dryRun, notes };
  return {
    kind: "push",
    target,
    project,
    cog: { ...inputs.cog, githubToken: inputs.githubToken },
    build: inputs.build,
    commit: context.commit,
    tag: context.tag,
    dryRun,
    notes,
  };
}

/** An API token that was given as the CLI auth token, and alone, is used for what it is. */
function sortTokens(given: Credentials): { credentials: Credentials; notes: readonly string[] } {
  const { apiToken, cliAuthToken } = given;
  if (apiToken !== undefined || cliAuthToken === undefined)
    return { credentials: given, notes: [] };
  if (cliAuthToken.startsWith("r8_"))
    return {
      credentials: { apiToken: cliAuthToken, cliAuthToken: undefined },
      notes: [
        "cli-auth-token holds an API token (r8_…), which is used as api-token: give it there.",
      ],
    };
  return {
    credentials: given,
    notes: [
      "Only cli-auth-token is given, so Replicate's API can't be asked: the model's existence, its owner and its settings are not checked, no model is created, and the version is confirmed by the registry alone. Give api-token for all of that.",
    ],
  };
}
