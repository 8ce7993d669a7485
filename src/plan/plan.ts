import type { Project } from "../cog/project.ts";
import type { DeploymentOptions } from "../deployment/options.ts";
import type { PullRequest } from "../github/event.ts";
import type { Inputs } from "../inputs/action.ts";
import type { ModelTarget } from "../model/options.ts";
import type { PreviewOptions } from "../preview/options.ts";
import type { PushOptions } from "../push/options.ts";
import type { ReleaseTarget } from "../release-notes/options.ts";
import type { Context } from "../runtime/context.ts";
import type { TestingOptions, TestSuite } from "../testing/options.ts";
import { planDeployment, planGates, planRelease, versionToPromote } from "./release.ts";
import { sortTokens } from "./tokens.ts";
import {
  missingSecretsReason,
  productionFromPullRequest,
  rejectUntrustedCheckout,
} from "./trusted-code.ts";

/** Make sure of a model and its metadata. */
export interface EnsurePlan extends Settings {
  readonly kind: "ensure";
  /** What the paths of inputs are relative to. */
  readonly directory: string;
}

/** Push a new version of a project to a model, and prove that it is there. */
export interface PushPlan extends Settings, PushOptions, ReleaseOptions {
  readonly kind: "push";
  /** Whether nothing is built when the sources are those of the newest version. */
  readonly skipUnchanged: boolean;
  /** The workflow's own file in this repository, which sets the flags of the build. */
  readonly workflowFile: string | undefined;
}

/** Take a version that exists through the gates, and move the deployment to it. */
export interface PromotePlan extends Settings, ReleaseOptions {
  readonly kind: "promote";
  /** Id of the version, 64 hex digits. */
  readonly version: string;
  /** What the paths of inputs are relative to. */
  readonly directory: string;
}

/** Push the project of a pull request to a private model of its own. */
export interface PreviewPlan extends Settings, PushOptions {
  readonly kind: "preview";
  readonly preview: PreviewOptions;
  readonly gates: TestingOptions;
}

/** Delete the previews of a pull request that was closed. */
export interface RemovePreviewPlan extends Settings {
  readonly kind: "remove-preview";
  readonly preview: PreviewOptions;
}

/** Do nothing, and say why. */
export interface SkipPlan extends Settings {
  readonly kind: "skip";
  readonly reason: string;
}

/** What the step will do. Everything that it depends on has been read by then. */
export type Plan = EnsurePlan | PushPlan | PromotePlan | PreviewPlan | RemovePreviewPlan | SkipPlan;

/** What a version has to pass, and where it goes then. */
export interface ReleaseOptions {
  readonly gates: TestingOptions;
  readonly deployment: DeploymentOptions | undefined;
  /** The GitHub release that is told; undefined: none. */
  readonly release: ReleaseTarget | undefined;
}

interface Settings {
  readonly target: ModelTarget;
  readonly dryRun: boolean;
  /** What people should know of the decisions. */
  readonly notes: readonly string[];
}

/** All that the decision depends on. */
export interface PlanInput {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly project: Project;
  readonly suite: TestSuite | undefined;
  /** The commit that lies in the workspace, where it matters and is known. */
  readonly checkedOut: string | undefined;
}

/**
 * Decides, from what was read, what the step will do.
 * @throws {ActionError} for what must not be done: a stranger's code with the repository's secrets, or a
 * pull request's code on the production model without having been told so.
 */
export function makePlan({ inputs, context, project, suite, checkedOut }: PlanInput): Plan {
  const { event } = context;
  const { credentials, notes } = sortTokens(inputs.credentials);
  const { creation, metadata, dryRun } = inputs;
  const named = inputs.model ?? inputs.version?.model ?? project.model ?? suite?.defaults.model;
  const target: ModelTarget = { model: named, credentials, creation, metadata };
  const settings: Settings = { target, dryRun, notes: [...notes, ...(suite?.notes ?? [])] };
  const build: PushOptions = {
    project,
    cog: { ...inputs.cog, githubToken: inputs.githubToken },
    build: inputs.build,
    freeDisk: inputs.freeDisk,
    buildCache: inputs.buildCache,
    pushAttempts: inputs.pushAttempts,
    commit: context.commit,
    tag: context.tag,
  };
  const gates = planGates(inputs, suite);
  const delivery = (): ReleaseOptions => ({
    gates,
    deployment: planDeployment(inputs, suite),
    release: planRelease(inputs, context),
  });
  const skip = (reason: string): SkipPlan => ({ ...settings, notes: [], kind: "skip", reason });
  const pull = pullRequestOf(context);
  const closed = pull?.action === "closed";

  if (!closed) rejectUntrustedCheckout(context, checkedOut);
  const stranger = pull && missingSecretsReason(pull, credentials);
  if (stranger) return skip(stranger);
  if (inputs.version !== undefined && !closed) {
    const version = versionToPromote(inputs.version, inputs.model ?? project.model);
    return { ...settings, ...delivery(), kind: "promote", version, directory: project.directory };
  }
  if (wantsPreview(inputs, event.name)) {
    const preview: PreviewOptions = {
      ...inputs.preview,
      pullRequest: pull,
      githubToken: inputs.githubToken,
    };
    if (closed) return { ...settings, kind: "remove-preview", preview };
    if (!inputs.push) return skip("push is false, so there is nothing to preview.");
    return { ...settings, ...build, gates, kind: "preview", preview };
  }
  if (closed) return skip("The pull request is closed, and previews are turned off.");
  if (pull && inputs.model === undefined) throw productionFromPullRequest();
  if (!inputs.push) return { ...settings, kind: "ensure", directory: project.directory };
  const { skipUnchanged } = inputs;
  const { workflowFile } = context;
  return { ...settings, ...build, ...delivery(), kind: "push", skipUnchanged, workflowFile };
}

function pullRequestOf({ event }: Context): PullRequest | undefined {
  return /^pull_request(_target)?$/.test(event.name) ? event.pullRequest : undefined;
}

function wantsPreview({ preview }: Inputs, eventName: string): boolean {
  if (preview.mode !== "auto") return preview.mode === "true";
  return eventName === "pull_request" || eventName === "pull_request_target";
}
