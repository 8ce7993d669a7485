import type { DeploymentChoice, DeploymentOptions } from "../deployment/options.ts";
import type { Inputs } from "../inputs/action.ts";
import { MAX_TIMEOUT_MINUTES } from "../inputs/reader.ts";
import type { DeploymentName } from "../lib/model-name.ts";
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
  const hasCases = suite !== undefined && suite.cases.length > 0;
  return {
    compatibility: testing.compatibility,
    suite: hasCases ? suite : undefined,
    bootCheck: testing.bootCheck || testModel !== undefined || hasCases,
    testModel: testModel && {
      name: testModel,
      ...withDefaultHardware(testHardware, defaults.testModel !== undefined),
    },
    limit:
      testing.testTimeoutMinutes === undefined
        ? Math.min(defaults.timeoutSeconds ?? DEFAULT_LIMIT, MAX_TIMEOUT_MINUTES * 60)
        : testing.testTimeoutMinutes * 60,
    judge: testing.judgeModel,
  };
}

/** The deployment to move, if one is named. A pre-release has its own. */
export function planDeployment(
  { deployment, creation, githubToken }: Pick<Inputs, "deployment" | "creation" | "githubToken">,
  suite: TestSuite | undefined,
  { event, tag }: Pick<Context, "event" | "tag">,
): DeploymentOptions {
  const { hardware, minInstances, maxInstances, check } = deployment;
  const defaults: SuiteDefaults = suite?.defaults ?? {};
  const stableName = deployment.name ?? defaults.deployment;
  if (stableName === undefined && deployment.prerelease === undefined) return { kind: "none" };
  const asked = { hardware: hardware ?? defaults.deploymentHardware, minInstances, maxInstances };
  const fallback = withDefaultHardware(creation.hardware, defaults.deployment !== undefined);
  const choose = (name: DeploymentName | undefined): DeploymentChoice =>
    name === undefined ? { kind: "none" } : { kind: "deployment", ...name, asked, fallback, check };
  const stable = choose(stableName);
  const prerelease = choose(deployment.prerelease);
  if (event.release.kind === "release") {
    const { isPrerelease } = event.release;
    return { kind: "by-release", release: { kind: "event", isPrerelease }, stable, prerelease };
  }
  if (tag === undefined) return stable;
  return { kind: "by-release", release: { kind: "tag", tag, githubToken }, stable, prerelease };
}

/** cog-safe-push creates its test models and deployments on cpu when its file sets no hardware (its config.py). */
function withDefaultHardware(hardware: string | undefined, isInFile: boolean) {
  const isDefaultHardware = hardware === undefined && isInFile;
  return { hardware: isDefaultHardware ? "cpu" : hardware, isDefaultHardware };
}

/** The GitHub release to update, if there is one. */
export function planReleaseNotes(
  { releaseNotes, githubToken }: Pick<Inputs, "releaseNotes" | "githubToken">,
  { event, tag }: Pick<Context, "event" | "tag">,
): ReleaseNotesOptions {
  const isWanted = releaseNotes === "true" || (releaseNotes === "auto" && event.name === "release");
  return isWanted && tag !== undefined ? { kind: "release", tag, githubToken } : { kind: "none" };
}
