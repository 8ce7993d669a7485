import type { Project } from "../cog/project.ts";
import type { DeploymentOptions } from "../deployment/options.ts";
import type { Inputs } from "../inputs/action.ts";
import { ActionError } from "../lib/errors.ts";
import type { ModelTarget } from "../model/options.ts";
import type { PreviewOptions } from "../preview/options.ts";
import type { PushOptions } from "../push/options.ts";
import type { ReleaseNotesOptions } from "../release-notes/options.ts";
import type { ReuseOptions, StaleCommitOptions } from "../reuse/options.ts";
import type { Context } from "../runtime/context.ts";
import type { TestingOptions, TestSuite } from "../testing/options.ts";
import type { EventDecision } from "./events.ts";
import { planDeployment, planReleaseNotes, planTesting, versionToPromote } from "./release.ts";
import { sortTokens } from "./tokens.ts";

/** Ensure a model and its metadata. */
export interface EnsurePlan extends Settings {
  readonly kind: "ensure";
  /** Base of the paths in inputs. */
  readonly directory: string;
}

/** Push a new version of a project to a model. */
export interface PushPlan extends Settings, ReleaseOptions {
  readonly kind: "push";
  readonly push: PushOptions;
  readonly reuse: ReuseOptions;
  readonly staleCommit: StaleCommitOptions;
}

/** Test an existing version, and move the deployment to it. */
export interface PromotePlan extends Settings, ReleaseOptions {
  readonly kind: "promote";
  /** ID of the version, 64 hex digits, or `latest`. */
  readonly version: string;
  /** Base of the paths in inputs. */
  readonly directory: string;
}

/** Push the project of a pull request to a private model of its own. */
export interface PreviewPlan extends Settings {
  readonly kind: "preview";
  readonly push: PushOptions;
  readonly preview: PreviewOptions;
  readonly testing: TestingOptions;
}

/** Delete the previews of a closed pull request. */
export interface RemovePreviewPlan extends Settings {
  readonly kind: "remove-preview";
  readonly preview: PreviewOptions;
}

/** Do nothing. */
export interface SkipPlan extends Settings {
  readonly kind: "skip";
  /** Why, in sentences. */
  readonly reason: string;
}

/** What the step does. Everything that it depends on has been read by then. */
export type Plan = EnsurePlan | PushPlan | PromotePlan | PreviewPlan | RemovePreviewPlan | SkipPlan;

/** How a version is tested, and what is updated afterwards. */
export interface ReleaseOptions {
  readonly testing: TestingOptions;
  readonly deployment: DeploymentOptions;
  readonly releaseNotes: ReleaseNotesOptions;
}

interface Settings {
  readonly target: ModelTarget;
  readonly dryRun: boolean;
  /** Notices about the decisions. */
  readonly notes: readonly string[];
}

/** All that the decision depends on. */
export interface PlanInput {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly project: Project;
  readonly suite: TestSuite | undefined;
  /** What the event allows, which is not to skip everything. */
  readonly decision: Exclude<EventDecision, { kind: "skip" }>;
}

/**
 * Decides what the step does.
 * @throws {ActionError} for inputs that contradict each other, for build secrets that are missing, or for a pull
 * request's code on the production model without an explicit `model`.
 */
export function makePlan({ inputs, context, project, suite, decision }: PlanInput): Plan {
  const { event } = context;
  const { credentials, notes } = sortTokens(inputs.credentials);
  const settings: Settings = {
    target: {
      model: inputs.model ?? inputs.version?.model ?? project.model ?? suite?.defaults.model,
      credentials,
      creation: inputs.creation,
      metadata: inputs.metadata,
    },
    dryRun: inputs.dryRun,
    notes: [...inputs.notes, ...notes, ...(suite?.notes ?? [])],
  };
  const skip = (reason: string): SkipPlan => ({ ...settings, notes: [], kind: "skip", reason });
  const isPreview = wantsPreview(inputs, decision);
  const pullRequest = event.pullRequest.kind === "none" ? undefined : event.pullRequest;
  const preview: PreviewOptions = {
    ...inputs.preview,
    pullRequest,
    githubToken: inputs.githubToken,
  };
  if (decision.kind === "closed")
    return isPreview
      ? { ...settings, kind: "remove-preview", preview }
      : skip("The pull request is closed, and previews are turned off.");

  const testing = planTesting(inputs, suite);
  const release = (): ReleaseOptions => ({
    testing,
    deployment: planDeployment(inputs, suite),
    releaseNotes: planReleaseNotes(inputs, context),
  });
  if (inputs.version !== undefined) {
    const version = versionToPromote(inputs.version, inputs.model ?? project.model);
    return { ...settings, ...release(), kind: "promote", version, directory: project.directory };
  }
  if (isPreview && event.name === "pull_request_target")
    return skip(
      "The base branch is checked out on a pull_request_target event, and a preview of it would not show the pull request. Use on: pull_request for previews; closed pull requests are handled on both events.",
    );
  if (isPreview && !inputs.push) return skip("push is false, so there is nothing to preview.");
  if (!isPreview && decision.target === "preview" && inputs.model === undefined)
    throw productionFromPullRequest();
  if (!inputs.push) return { ...settings, kind: "ensure", directory: project.directory };
  const push = planPush({ inputs, context, project }, decision.commit);
  if (isPreview) return { ...settings, kind: "preview", push, testing, preview };
  const { build, skipUnchanged } = inputs;
  const options = release();
  const isRelease = event.name === "release" || context.tag !== undefined;
  const reuse: ReuseOptions = {
    skipUnchanged,
    reusesCommit: isRelease && options.deployment.kind === "deployment",
    build,
    project,
    repository: context.repository,
    workflowFile: context.workflowFile,
  };
  const staleCommit = { mode: inputs.staleCommit, githubToken: inputs.githubToken };
  return { ...settings, ...options, kind: "push", push, reuse, staleCommit };
}

function planPush(
  { inputs, context, project }: Pick<PlanInput, "inputs" | "context" | "project">,
  commit: string | undefined,
): PushOptions {
  if (inputs.secretProblems.length > 0) throw new ActionError(inputs.secretProblems);
  const { cog, githubToken, build, freeDisk, buildCache, pushAttempts } = inputs;
  return {
    project,
    cog: { ...cog, githubToken },
    build,
    freeDisk,
    buildCache,
    pushAttempts,
    commit,
    tag: context.tag,
  };
}

function wantsPreview({ preview }: Inputs, decision: PlanInput["decision"]): boolean {
  if (preview.mode !== "auto") return preview.mode === "true";
  return decision.kind === "closed" || decision.target === "preview";
}

/** The error for a pull request that would be pushed to production without having been told so. */
function productionFromPullRequest(): ActionError {
  return new ActionError({
    code: "production-from-pull-request",
    message:
      "preview is false and this is a pull request, whose code would become the newest version of the production model.",
    hint: "Set model explicitly if that is wanted, or leave preview at auto to push to a private model of the pull request's own.",
  });
}
