import { relative, resolve } from "node:path";
import type { Inputs } from "../inputs/action.ts";
import type { ExistingVersion } from "../inputs/testing.ts";
import { ActionError, type Problem } from "../lib/errors.ts";
import type { PreviewOptions } from "../preview/options.ts";
import type { PushOptions } from "../push/options.ts";
import type { ReuseOptions } from "../reuse/options.ts";
import type { TestSuite } from "../testing/options.ts";
import {
  chooseModel,
  contradictions,
  invalidInputs,
  isInvalid,
  type PlanInput,
  unusedInputs,
} from "./input.ts";
import type { Plan, ReleaseOptions, Settings } from "./plans.ts";
import { planDeployment, planReleaseNotes, planTesting } from "./release.ts";
import { sortTokens } from "./tokens.ts";

/** A plan without what its kind decides. */
type Draft<P extends Plan = Plan> = P extends Plan ? Omit<P, "problems" | "inputs"> : never;

/** Replaces an input `version` that is not valid, so that everything else is checked. */
const ANY_VERSION: ExistingVersion = { model: undefined, id: "latest" };

/**
 * Decides what the step does.
 * @throws {ActionError} for a pull request's code on the production model without an explicit `model`.
 */
export function makePlan(input: PlanInput): Plan {
  const { inputs } = input;
  const draft = decide(input);
  const invalid = invalidInputs(input);
  if (draft.kind === "skip")
    return { ...draft, problems: invalid, inputs: { all: inputs.set, unused: [] } };
  const suite = suiteOf(input);
  const options = {
    deployment: planDeployment(inputs, suite, input.context),
    testing: planTesting(inputs, suite),
  };
  const unused = unusedInputs(inputs, draft.kind, options);
  return {
    ...draft,
    problems: [...invalid, ...contradictions(input, draft.kind, options)],
    inputs: { all: inputs.set, unused },
  };
}

function suiteOf({ suite }: PlanInput): TestSuite | undefined {
  return suite.kind === "suite" ? suite.suite : undefined;
}

function decide(input: PlanInput): Draft {
  const { inputs, context, project, decision } = input;
  const { event } = context;
  const suite = suiteOf(input);
  const { credentials, notes } = sortTokens(inputs.credentials);
  const settings: Omit<Settings, "problems" | "inputs"> = {
    target: {
      model: chooseModel(input),
      credentials,
      creation: inputs.creation,
      metadata: inputs.metadata,
    },
    dryRun: inputs.dryRun,
    notes: [...inputs.notes, ...notes, ...(suite?.notes ?? [])],
  };
  const skip = (reason: string): Draft => ({ ...settings, notes: [], kind: "skip", reason });
  const isPreview = wantsPreview(inputs, decision);
  const pullRequest = event.pullRequest.kind === "none" ? undefined : event.pullRequest;
  const preview: PreviewOptions = {
    ...inputs.preview,
    project: relative(
      context.workspace,
      resolve(context.workspace, inputs.project.directory, inputs.project.configFile),
    ),
    pullRequest,
    githubToken: inputs.githubToken,
  };
  if (decision.kind === "closed")
    return isPreview
      ? { ...settings, kind: "remove-preview", preview }
      : skip("The pull request is closed, and previews are turned off.");

  const { directory } = project;
  // Which command it is depends on them, so only what all commands need is checked.
  if (isInvalid(inputs, "push", "preview", "stop-after"))
    return credentials.apiToken === undefined
      ? skip("Inputs are not valid.")
      : { ...settings, kind: "ensure", directory };
  const testing = planTesting(inputs, suite);
  const { stopAfter } = inputs;
  const release = (): ReleaseOptions => ({
    testing,
    deployment: planDeployment(inputs, suite, context),
    releaseNotes: planReleaseNotes(inputs, context),
    record: {
      isWanted: inputs.preview.deployment,
      githubToken: inputs.githubToken,
      commit: decision.commit,
    },
  });
  const version = inputs.version ?? (isInvalid(inputs, "version") ? ANY_VERSION : undefined);
  if (version !== undefined && stopAfter === undefined)
    return { ...settings, ...release(), kind: "promote", version: version.id, directory };
  if ((isPreview || stopAfter !== undefined) && event.name === "pull_request_target")
    return skip(
      "The base branch is checked out on a pull_request_target event, which would not show the pull request. Use on: pull_request for previews and checks; closed pull requests are handled on both events.",
    );
  if (stopAfter !== undefined) {
    const push = planPush({ inputs, context, project }, decision.commit);
    const { testModel } = testing;
    if (stopAfter === "test" && testModel !== undefined)
      return { ...settings, kind: "test", push, testing, testModel };
    return { ...settings, kind: "build", push, testing };
  }
  if (isPreview && !inputs.push) return skip("push is false, so there is nothing to preview.");
  const isModelSet = inputs.model !== undefined || isInvalid(inputs, "model");
  if (!isPreview && decision.target === "preview" && !isModelSet)
    throw new ActionError([...invalidInputs(input), PRODUCTION_FROM_PULL_REQUEST]);
  if (!inputs.push) return { ...settings, kind: "ensure", directory };
  const push = planPush({ inputs, context, project }, decision.commit);
  if (isPreview) return { ...settings, kind: "preview", push, testing, preview };
  const { build, skipUnchanged } = inputs;
  const reuse: ReuseOptions = {
    skipUnchanged,
    reusesCommit: event.name === "release" || context.tag !== undefined,
    build,
    project,
    repository: context.repository,
    workflowFile: context.workflowFile,
  };
  const staleCommit = { mode: inputs.staleCommit, githubToken: inputs.githubToken };
  return { ...settings, ...release(), kind: "push", push, reuse, staleCommit };
}

function planPush(
  { inputs, context, project }: Pick<PlanInput, "inputs" | "context" | "project">,
  commit: string | undefined,
): PushOptions {
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

/** The problem of a pull request that would be pushed to production without an explicit `model`. */
const PRODUCTION_FROM_PULL_REQUEST: Problem = {
  code: "production-from-pull-request",
  message:
    "preview is false and this is a pull request, whose code would become the newest version of the production model.",
  hint: "Leave preview at auto to push to a private preview model, or set model explicitly.",
};
