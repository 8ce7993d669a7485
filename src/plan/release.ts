import type { DeploymentOptions } from "../deployment/options.ts";
import type { Inputs } from "../inputs/action.ts";
import type { ExistingVersion } from "../inputs/testing.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReleaseNotesOptions } from "../release-notes/options.ts";
import type { Context } from "../runtime/context.ts";
import type { SuiteDefaults, TestingOptions, TestSuite } from "../testing/options.ts";

/** Seconds for each test case when nobody says otherwise. */
const DEFAULT_LIMIT = 15 * 60;

/** What a version has to pass: the inputs, and where they are empty the file of test cases. */
export function planTesting(
  { gates, creation }: Pick<Inputs, "gates" | "creation">,
  suite: TestSuite | undefined,
): TestingOptions {
  const defaults: SuiteDefaults = suite?.defaults ?? {};
  const testModel = gates.testModel ?? defaults.testModel;
  return {
    compatibility: gates.compatibility,
    suite: suite && suite.cases.length > 0 ? suite : undefined,
    bootCheck:
      gates.bootCheck || testModel !== undefined || (suite !== undefined && suite.cases.length > 0),
    testModel: testModel && {
      name: testModel,
      hardware: gates.testHardware ?? defaults.testHardware ?? creation.hardware,
    },
    limit:
      gates.testTimeoutMinutes === undefined
        ? (defaults.timeoutSeconds ?? DEFAULT_LIMIT)
        : gates.testTimeoutMinutes * 60,
    judge: gates.judgeModel,
  };
}

/**
 * The deployment to move, if one is named.
 * @throws {ActionError} for settings of a deployment that is not named.
 */
export function planDeployment(
  { deployment, creation }: Pick<Inputs, "deployment" | "creation">,
  suite: TestSuite | undefined,
): DeploymentOptions {
  const { hardware, minInstances, maxInstances } = deployment;
  const name = deployment.name ?? suite?.defaults.deployment;
  if (name === undefined) {
    if (hardware !== undefined || minInstances !== undefined || maxInstances !== undefined)
      throw new ActionError({
        code: "deployment-unnamed",
        message:
          "Inputs describe a deployment (deployment-hardware, deployment-min-instances or deployment-max-instances), and none is named.",
        hint: "Set deployment to its name.",
      });
    return { kind: "none" };
  }
  return {
    kind: "deployment",
    ...name,
    asked: {
      hardware: hardware ?? suite?.defaults.deploymentHardware,
      minInstances,
      maxInstances,
    },
    fallbackHardware: creation.hardware,
  };
}

/** The GitHub release to update, if there is one. */
export function planReleaseNotes(
  { releaseNotes, githubToken }: Pick<Inputs, "releaseNotes" | "githubToken">,
  { event, tag }: Pick<Context, "event" | "tag">,
): ReleaseNotesOptions {
  const isWanted = releaseNotes === "true" || (releaseNotes === "auto" && event.name === "release");
  return isWanted && tag !== undefined ? { kind: "release", tag, githubToken } : { kind: "none" };
}

/**
 * The id of the version that is used instead of building one.
 * @throws {ActionError} when it is said to be of another model.
 */
export function versionToPromote(
  { model, id }: ExistingVersion,
  target: ModelName | undefined,
): string {
  if (model !== undefined && target !== undefined && fullName(model) !== fullName(target))
    throw new ActionError({
      code: "version-of-other-model",
      message: `Input version is a version of ${fullName(model)}, and the model is ${fullName(target)}.`,
      hint: "Give a version of that model, or set model to the version's own.",
    });
  return id;
}
