import type { Project } from "../cog/project.ts";
import type { DeploymentOptions } from "../deployment/options.ts";
import type { Inputs } from "../inputs/action.ts";
import { type Command, isUsedBy } from "../inputs/inputs-by-command.ts";
import type { Problem } from "../lib/errors.ts";
import { fullName } from "../lib/model-name.ts";
import type { Credentials } from "../model/options.ts";
import type { Context } from "../runtime/context.ts";
import type { SuiteInput, TestingOptions } from "../testing/options.ts";
import type { EventDecision } from "./events.ts";

/** A problem, with the input that is not valid. */
export interface PlanProblem extends Problem {
  readonly input?: string;
}

/** All that the decision depends on. */
export interface PlanInput {
  readonly inputs: Inputs;
  readonly context: Context;
  readonly project: Project;
  readonly suite: SuiteInput;
  /** What the event allows, which is not to skip everything. */
  readonly decision: Exclude<EventDecision, { kind: "skip" }>;
}

/** Whether one of some inputs is not valid. */
export function isInvalid({ problems }: Inputs, ...names: readonly string[]): boolean {
  return problems.some(({ input }) => names.includes(input));
}

/** The inputs, and the test cases, that are not valid. */
export function invalidInputs({ inputs, suite }: PlanInput): readonly PlanProblem[] {
  return [...inputs.problems, ...(suite.kind === "invalid" ? suite.problems : [])];
}

/** The options that do not depend on the command. */
interface VersionOptions {
  readonly testing: TestingOptions;
  readonly deployment: DeploymentOptions;
}

/** Inputs that contradict each other, and build secrets, which matter only if something is built. */
export function contradictions(
  { inputs, project, suite, decision }: PlanInput,
  kind: Command,
  { testing, deployment }: VersionOptions,
): readonly PlanProblem[] {
  const { stopAfter, version, push } = inputs;
  const isStopped = kind === "build" || kind === "test";
  const isReleased = kind === "push" || kind === "promote";
  const problems: PlanProblem[] = [];
  if (isStopped && (version !== undefined || !push)) {
    const other = version === undefined ? "push: false" : "version";
    problems.push({
      code: "stop-after-conflict",
      message: `Input stop-after is "${stopAfter}", but ${other} is set, which builds nothing.`,
      hint: `Remove stop-after or ${other}.`,
    });
  }
  if (isStopped && stopAfter === "test" && testing.testModel === undefined)
    problems.push({
      code: "test-model-missing",
      message: 'Input stop-after is "test", but there is no model to test on.',
      hint: "Set test-model to a private model, or set stop-after to build.",
    });
  const isUntrustedCode = decision.kind === "build" && decision.isUntrusted;
  if ((isStopped || kind === "push" || kind === "preview") && !isUntrustedCode)
    problems.push(...inputs.secretProblems);
  const { hardware, minInstances, maxInstances, prerelease } = inputs.deployment;
  const isDescribed = [hardware, minInstances, maxInstances].some((value) => value !== undefined);
  const isUnnamed = deployment.kind === "none" && prerelease === undefined;
  // A name that cannot be parsed is a separate problem.
  const isKnown = suite.kind !== "invalid" && !isInvalid(inputs, "deployment");
  if (isReleased && isDescribed && isUnnamed && isKnown)
    problems.push({
      code: "deployment-unnamed",
      message:
        "deployment-hardware, deployment-min-instances, or deployment-max-instances is set, but input deployment is empty.",
      hint: "Set deployment to the name of the deployment, or remove these inputs.",
    });
  const target = inputs.model ?? (project.model.kind === "named" ? project.model.name : undefined);
  const model = kind === "promote" ? version?.model : undefined;
  if (model !== undefined && target !== undefined && fullName(model) !== fullName(target))
    problems.push({
      code: "version-of-other-model",
      message: `Input version is a version of "${fullName(model)}", but the model is "${fullName(target)}".`,
      hint: "Set version to a version of that model, or set model to the model of the version.",
    });
  return problems;
}

/** The inputs that are set and have no effect on the command, as far as that is known before any request. */
export function unusedInputs(
  { set }: Pick<Inputs, "set">,
  command: Command,
  { testing, deployment }: VersionOptions,
): readonly string[] {
  const { testModel, suite, bootCheck } = testing;
  const isPreview = command === "preview" || command === "remove-preview";
  const isJudged = suite?.cases.some(({ expected }) => expected.matchPrompt !== undefined);
  const idle = [
    ...(testModel === undefined ? ["test-hardware"] : []),
    ...(isJudged ? [] : ["judge-model"]),
    ...(bootCheck ? [] : ["test-timeout-minutes"]),
    ...(deployment.kind === "by-release" ? [] : ["prerelease-deployment"]),
    ...(deployment.kind === "none" ? ["deployment-check"] : []),
    ...(deployment.kind === "none" && !isPreview ? ["github-deployment"] : []),
  ];
  return set.filter((input) => idle.includes(input) || !isUsedBy(command, input));
}

/** Notices about what a step without an API token cannot do. */
export function tokenNotes({ apiToken, cliAuthToken, problems }: Credentials): readonly string[] {
  if (apiToken !== undefined || cliAuthToken === undefined || problems.length > 0) return [];
  return [
    "Only cli-auth-token is set, so Replicate's API is not available: the model is neither checked nor created, and the version is confirmed by the registry only. Set api-token to use the API.",
  ];
}
