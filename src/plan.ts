import type { Project } from "./cog/project.ts";
import type { Context } from "./context.ts";
import { ActionError } from "./errors.ts";
import type { PullRequest } from "./github/event.ts";
import type { BuildOptions, Creation, Credentials, Inputs, Metadata } from "./inputs.ts";
import type { ModelName } from "./model-name.ts";

/** Make sure of a model and its metadata. */
export interface EnsurePlan extends Settings {
  readonly kind: "ensure";
  /** What the paths of inputs are relative to. */
  readonly directory: string;
}

/** Push a new version of a project to a model, and prove that it is there. */
export interface PushPlan extends Settings, Build {
  readonly kind: "push";
}

/** Push the project of a pull request to a private model of its own. */
export interface PreviewPlan extends Settings, Build {
  readonly kind: "preview";
  readonly preview: PreviewSettings;
}

/** Delete the previews of a pull request that was closed. */
export interface RemovePreviewPlan extends Settings {
  readonly kind: "remove-preview";
  readonly preview: PreviewSettings;
}

/** Do nothing, and say why. */
export interface SkipPlan extends Settings {
  readonly kind: "skip";
  readonly reason: string;
}

/** What the step will do. Everything that it depends on has been read by then. */
export type Plan = EnsurePlan | PushPlan | PreviewPlan | RemovePreviewPlan | SkipPlan;

interface Settings {
  readonly target: Target;
  readonly dryRun: boolean;
  /** What people should know of the decisions. */
  readonly notes: readonly string[];
}

/** What Cog builds, and with which Cog. */
export interface Build {
  readonly project: Project;
  readonly cog: CogSource;
  readonly build: BuildOptions;
  /** What the image is labelled with. */
  readonly commit: string | undefined;
  readonly tag: string | undefined;
}

/** The model that the step works on, and what was asked of it. */
export interface Target {
  /** Undefined when neither the input nor the project names one. */
  readonly model: ModelName | undefined;
  readonly credentials: Credentials;
  readonly creation: Creation;
  readonly metadata: Metadata;
}

/** Which Cog, and where it comes from. */
export interface CogSource {
  /** An exact version, `latest`, or a semver range. */
  readonly version: string;
  readonly mirror: string;
  /** For the list of releases that a range needs. */
  readonly githubToken: string | undefined;
}

/** Which preview, and where it is told of. */
export interface PreviewSettings {
  readonly template: string;
  /** Undefined on events that are about no pull request: then the model's name has to tell. */
  readonly pullRequest: PullRequest | undefined;
  readonly comment: boolean;
  readonly deployment: boolean;
  readonly githubToken: string | undefined;
}

/** Where people read why a pull request's code is not built with the repository's secrets. */
const SECURITY_PAGE = "https://github.com/OWNER/push-to-replicate/blob/main/SECURITY.md";

/**
 * Decides, from what was read, what the step will do.
 * @param checkedOut the commit that lies in the workspace, where it matters and is known.
 * @throws {ActionError} for what must not be done: a stranger's code with the repository's secrets, or a
 * pull request's code on the production model without having been told so.
 */
export function makePlan(
  inputs: Inputs,
  context: Context,
  project: Project,
  checkedOut: string | undefined,
): Plan {
  const { event } = context;
  const { credentials, notes } = sortTokens(inputs.credentials);
  const target: Target = {
    model: inputs.model ?? project.model,
    credentials,
    creation: inputs.creation,
    metadata: inputs.metadata,
  };
  const settings: Settings = { target, dryRun: inputs.dryRun, notes };
  const build: Build = {
    project,
    cog: { ...inputs.cog, githubToken: inputs.githubToken },
    build: inputs.build,
    commit: context.commit,
    tag: context.tag,
  };
  const skip = (reason: string): SkipPlan => ({ ...settings, notes: [], kind: "skip", reason });
  const pull = pullRequestOf(context);
  const closed = pull?.action === "closed";

  if (!closed) refuseForeignCode(context, checkedOut);
  const stranger = pull && strangerWithoutSecrets(pull, credentials);
  if (stranger) return skip(stranger);
  if (wantsPreview(inputs, event.name)) {
    const preview: PreviewSettings = {
      ...inputs.preview,
      pullRequest: pull,
      githubToken: inputs.githubToken,
    };
    if (closed) return { ...settings, kind: "remove-preview", preview };
    if (!inputs.push) return skip("push is false, so there is nothing to preview.");
    return { ...settings, ...build, kind: "preview", preview };
  }
  if (closed) return skip("The pull request is closed, and previews are turned off.");
  if (pull && inputs.model === undefined) throw productionFromPullRequest();
  if (!inputs.push) return { ...settings, kind: "ensure", directory: project.directory };
  return { ...settings, ...build, kind: "push" };
}

function pullRequestOf({ event }: Context): PullRequest | undefined {
  return /^pull_request(_target)?$/.test(event.name) ? event.pullRequest : undefined;
}

function wantsPreview({ preview }: Inputs, eventName: string): boolean {
  if (preview.mode !== "auto") return preview.mode === "true";
  return eventName === "pull_request" || eventName === "pull_request_target";
}

/** GitHub gives no secrets to a fork's pull request; Dependabot's has secrets of its own kind. */
function strangerWithoutSecrets(
  { isFork, author, number }: PullRequest,
  { apiToken, cliAuthToken }: Credentials,
): string | undefined {
  if (apiToken !== undefined || cliAuthToken !== undefined) return undefined;
  if (isFork)
    return `Pull request #${number} comes from a fork, which GitHub gives no secrets, so there is no preview. A maintainer who has read its code can make one: push the branch to this repository and open a pull request from there.`;
  if (author === "dependabot[bot]")
    return `Pull request #${number} is Dependabot's, which GitHub gives no Actions secrets, so there is no preview. A maintainer can make one: add the token to the repository's Dependabot secrets under the same name, or push a commit to the branch.`;
  return undefined;
}

/**
 * On pull_request_target and workflow_run the secrets are there, whoever wrote the code. Building it would
 * run a stranger's cog.yaml with them.
 */
function refuseForeignCode({ event, sha }: Context, checkedOut: string | undefined): void {
  const hasSecrets =
    event.name === "pull_request_target" ||
    (event.name === "workflow_run" && event.pullRequestRunSha !== undefined);
  if (hasSecrets && checkedOut !== sha)
    throw new ActionError({
      what: `This is a ${event.name} event with the pull request's own code checked out. Building it would run a stranger's cog.yaml with the repository's secrets.`,
      remedy: `Use on: pull_request. Why, and what to do for forks: ${SECURITY_PAGE}`,
    });
}

function productionFromPullRequest(): ActionError {
  return new ActionError({
    what: "preview is false and this is a pull request, whose code would become the newest version of the production model.",
    remedy:
      "Set model explicitly if that is wanted, or leave preview at auto to push to a private model of the pull request's own.",
  });
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
