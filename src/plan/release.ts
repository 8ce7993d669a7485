import type {
  DeploymentChoice,
  DeploymentOptions,
  GitHubReleaseRef,
} from "../deployment/options.ts";
import type { Inputs } from "../inputs/action.ts";
import type { ExistingVersion } from "../inputs/testing.ts";
import type { Problem } from "../lib/errors.ts";
import { type DeploymentName, fullName, type ModelName } from "../lib/model-name.ts";
import type { ReleaseNotesOptions } from "../release-notes/options.ts";
import type { Context } from "../runtime/context.ts";
import type { SuiteDefaults, TestingOptions, TestSuite } from "../testing/options.ts";

/** Seconds per test case, the default of test-timeout-minutes. */
const DEFAULT_LIMIT = 15 * 60;

/** How a version is tested: by the inputs, or where they are empty by the file of test cases. */
export function planTesting(
  { testing, creation }: Pick<Inputs, "testing" | "creation">,
  suite: TestSuite | undefined,
): TestingOptions {
  const defaults: SuiteDefaults = suite?.defaults ?? {};
  const testModel = testing.testModel ?? defaults.testModel;
  const testHardware = testing.testHardware ?? defaults.testHardware ?? creation.hardware;
  return {
    compatibility: testing.compatibility,
    suite: suite && suite.cases.length > 0 ? suite : undefined,
    bootCheck:
      testing.bootCheck ||
      testModel !== undefined ||
      (suite !== undefined && suite.cases.length > 0),
    testModel: testModel && {
      name: testModel,
      ...withDefaultHardware(testHardware, defaults.testModel !== undefined),
    },
    limit:
      testing.testTimeoutMinutes === undefined
        ? (defaults.timeoutSeconds ?? DEFAULT_LIMIT)
        : testing.testTimeoutMinutes * 60,
    judge: testing.judgeModel,
  };
}

/** The deployment to move, if one is named. A pre-release has one of its own. */
export function planDeployment(
  { deployment, creation, githubToken }: Pick<Inputs, "deployment" | "creation" | "githubToken">,
  suite: TestSuite | undefined,
  { event, tag }: Pick<Context, "event" | "tag">,
): DeploymentOptions {
  const { hardware, minInstances, maxInstances, check } = deployment;
  const stableName = deployment.name ?? suite?.defaults.deployment;
  if (stableName === undefined && deployment.prerelease === undefined) return { kind: "none" };
  const choose = (name: DeploymentName | undefined): DeploymentChoice =>
    name === undefined
      ? { kind: "none" }
      : {
          kind: "deployment",
          ...name,
          asked: {
            hardware: hardware ?? suite?.defaults.deploymentHardware,
            minInstances,
            maxInstances,
          },
          fallback: withDefaultHardware(
            creation.hardware,
            suite?.defaults.deployment !== undefined,
          ),
          check,
        };
  const stable = choose(stableName);
  const prerelease = choose(deployment.prerelease);
  const byRelease = (release: GitHubReleaseRef): DeploymentOptions => ({
    kind: "by-release",
    release,
    stable,
    prerelease,
  });
  if (event.release.kind === "release")
    return byRelease({ kind: "event", isPrerelease: event.release.isPrerelease });
  return tag === undefined ? stable : byRelease({ kind: "tag", tag, githubToken });
}

/** cog-safe-push creates its test models and deployments on cpu when its file sets no hardware (its config.py). */
function withDefaultHardware(hardware: string | undefined, isInFile: boolean) {
  const isDefaultHardware = hardware === undefined && isInFile;
  return { hardware: isDefaultHardware ? "cpu" : hardware, isDefaultHardware };
}

/** The problem of inputs that describe a deployment, when none names it. */
export function deploymentProblems(
  { deployment: { hardware, minInstances, maxInstances, prerelease } }: Pick<Inputs, "deployment">,
  { kind }: DeploymentOptions,
): readonly Problem[] {
  const isDescribed = [hardware, minInstances, maxInstances].some((value) => value !== undefined);
  if (kind !== "none" || prerelease !== undefined || !isDescribed) return [];
  return [
    {
      code: "deployment-unnamed",
      message:
        "deployment-hardware, deployment-min-instances, or deployment-max-instances is set, but input deployment is empty.",
      hint: "Set deployment to the name of the deployment, or remove these inputs.",
    },
  ];
}

/** The GitHub release to update, if there is one. */
export function planReleaseNotes(
  { releaseNotes, githubToken }: Pick<Inputs, "releaseNotes" | "githubToken">,
  { event, tag }: Pick<Context, "event" | "tag">,
): ReleaseNotesOptions {
  const isWanted = releaseNotes === "true" || (releaseNotes === "auto" && event.name === "release");
  return isWanted && tag !== undefined ? { kind: "release", tag, githubToken } : { kind: "none" };
}

/** The problem of an existing version that is another model's. */
export function versionProblems(
  { model }: ExistingVersion,
  target: ModelName | undefined,
): readonly Problem[] {
  if (model === undefined || target === undefined || fullName(model) === fullName(target))
    return [];
  return [
    {
      code: "version-of-other-model",
      message: `Input version is a version of "${fullName(model)}", but the model is "${fullName(target)}".`,
      hint: "Set version to a version of that model, or set model to the model of the version.",
    },
  ];
}
