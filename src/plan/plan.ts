import { relative, resolve } from "node:path";
import { modelUnnamed } from "../cog/configured-model.ts";
import type { Command } from "../inputs/inputs-by-command.ts";
import { ActionError } from "../lib/errors.ts";
import type { ModelChoice } from "../model/options.ts";
import type { PreviewOptions } from "../preview/options.ts";
import type { PushOptions } from "../push/options.ts";
import type { ReuseOptions } from "../reuse/options.ts";
import {
  contradictions,
  invalidInputs,
  isInvalid,
  type PlanInput,
  tokenNotes,
  unusedInputs,
} from "./problems.ts";
import type { SkipReason } from "./skip-reasons.ts";
import { planDeployment, planReleaseNotes, planTesting } from "./version-options.ts";

/** What the step does, with all that it needs. Everything that it depends on has been read by then. */
export type Plan = ReturnType<typeof makePlan>;

type PlanOf<K extends Plan["kind"]> = Extract<Plan, { readonly kind: K }>;
export type PushPlan = PlanOf<"push">;
export type PreviewPlan = PlanOf<"preview">;
export type RemovePreviewPlan = PlanOf<"remove-preview">;
export type PromotePlan = PlanOf<"promote">;
export type EnsurePlan = PlanOf<"ensure">;
export type BuildPlan = PlanOf<"build">;
export type TestPlan = PlanOf<"test">;

/** A command, or why the step does nothing. */
type Choice = { readonly kind: Command } | { readonly kind: "skip"; readonly reason: SkipReason };

/**
 * Decides what the step does.
 * @throws {ActionError} for a pull request's code on the production model without an explicit `model`.
 */
export function makePlan(input: PlanInput) {
  const { inputs, context, project } = input;
  const { creation, credentials, metadata, githubToken, set } = inputs;
  const invalid = invalidInputs(input);
  const choice = chooseCommand(input);
  if (choice.kind === "skip") return { ...choice, problems: invalid, notes: [] };

  const { kind } = choice;
  const suite = input.suite.kind === "suite" ? input.suite.suite : undefined;
  const testing = planTesting(inputs, suite);
  const deployment = planDeployment(inputs, suite, context);
  const settings = {
    target: { model: chooseModel(input), credentials, creation, metadata },
    dryRun: inputs.dryRun,
    /** Notices about the decisions. */
    notes: [...inputs.notes, ...tokenNotes(credentials), ...(suite?.notes ?? [])],
    /** Why the step fails, in addition to what its preflight finds. */
    problems: [...invalid, ...contradictions(input, kind, { testing, deployment })],
    /** The inputs that are set, and those of them that have no effect on this command. */
    inputs: { all: set, unused: unusedInputs(inputs, kind, { testing, deployment }) },
  };
  const push = planPush(input);
  const preview = planPreview(input);
  const release = {
    testing,
    deployment,
    releaseNotes: planReleaseNotes(inputs, context),
    /** Whether a moved deployment is recorded as a GitHub Deployment, and of which commit. */
    record: { isWanted: inputs.preview.deployment, githubToken, commit: push.commit },
  };
  switch (kind) {
    case "remove-preview":
      return { ...settings, kind, preview };
    case "preview":
      return { ...settings, kind, push, testing, preview };
    case "ensure":
      return { ...settings, kind, directory: project.directory };
    case "build":
      return { ...settings, kind, push, testing };
    case "test": {
      const { testModel } = testing;
      // Without it, the build can still be checked for more problems.
      if (testModel === undefined) return { ...settings, kind: "build" as const, push, testing };
      return { ...settings, kind, push, testing, testModel };
    }
    case "promote": {
      // With a version that is not valid, everything else is checked.
      const version = inputs.version?.id ?? "latest";
      return { ...settings, ...release, kind, version, directory: project.directory };
    }
    case "push": {
      const staleCommit = { mode: inputs.staleCommit, githubToken };
      return { ...settings, ...release, kind, push, reuse: planReuse(input), staleCommit };
    }
  }
}

/** The model of the first that names one: the inputs, the project, the file of test cases. */
function chooseModel({ inputs, project, suite }: PlanInput): ModelChoice {
  const invalid = inputs.problems.filter(({ input }) => input === "model");
  if (invalid.length > 0) return { kind: "unnamed", problems: invalid };
  const given = inputs.model ?? inputs.version?.model;
  if (given !== undefined) return { kind: "named", name: given };
  if (project.model.kind === "named") return project.model;
  if (suite.kind === "invalid") return { kind: "unnamed", problems: suite.problems };
  const name = suite.kind === "suite" ? suite.suite.defaults.model : undefined;
  if (name !== undefined) return { kind: "named", name };
  return { kind: "unnamed", problems: [modelUnnamed(project.model, project.configFile)] };
}

/** What is built, and how. */
function planPush({ inputs, context, project, decision }: PlanInput): PushOptions {
  const { build, freeDisk, buildCache, pushAttempts, githubToken } = inputs;
  const cog = { ...inputs.cog, githubToken };
  const commit = decision.kind === "build" ? decision.commit : undefined;
  return { project, cog, build, freeDisk, buildCache, pushAttempts, commit, tag: context.tag };
}

function planPreview({ inputs, context }: PlanInput): PreviewOptions {
  const { workspace, event } = context;
  const { directory, configFile } = inputs.project;
  return {
    ...inputs.preview,
    project: relative(workspace, resolve(workspace, directory, configFile)),
    pullRequest: event.pullRequest.kind === "none" ? undefined : event.pullRequest,
    githubToken: inputs.githubToken,
  };
}

/** When an existing version is used instead of a build. */
function planReuse({ inputs, context, project }: PlanInput): ReuseOptions {
  const { build, skipUnchanged } = inputs;
  const { event, tag, repository, workflowFile } = context;
  const reusesCommit = event.name === "release" || tag !== undefined;
  return { skipUnchanged, reusesCommit, build, project, repository, workflowFile };
}

function chooseCommand(input: PlanInput): Choice {
  const { inputs, context, decision } = input;
  const { stopAfter, preview } = inputs;
  const isAboutPull = decision.kind === "closed" || decision.target === "preview";
  const isPreview = preview.mode === "auto" ? isAboutPull : preview.mode === "true";
  if (decision.kind === "closed")
    return isPreview ? { kind: "remove-preview" } : skip({ code: "previews-off" });

  // Which command it is depends on them, so only what all commands need is checked.
  if (isInvalid(inputs, "push", "preview", "stop-after"))
    return inputs.credentials.apiToken === undefined
      ? skip({ code: "inputs-invalid" })
      : { kind: "ensure" };
  const hasVersion = inputs.version !== undefined || isInvalid(inputs, "version");
  if (hasVersion && stopAfter === undefined) return { kind: "promote" };
  if ((isPreview || stopAfter !== undefined) && context.event.name === "pull_request_target")
    return skip({ code: "base-checked-out" });
  if (stopAfter !== undefined) return { kind: stopAfter };
  if (isPreview) return inputs.push ? { kind: "preview" } : skip({ code: "push-off" });
  const isModelSet = inputs.model !== undefined || isInvalid(inputs, "model");
  if (decision.target === "preview" && !isModelSet)
    throw new ActionError([
      ...invalidInputs(input),
      {
        code: "production-from-pull-request",
        message:
          "preview is false and this is a pull request, whose code would become the latest version of the production model.",
        hint: "Leave preview at auto to push to a private preview model, or set model explicitly.",
      },
    ]);
  return { kind: inputs.push ? "push" : "ensure" };
}

function skip(reason: SkipReason): Choice {
  return { kind: "skip", reason };
}
