import { join } from "node:path";
import * as core from "@actions/core";
import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { isCacheFailure } from "../build-cache/cache-failure.ts";
import type { BuildCache } from "../build-cache/prepare.ts";
import { withBuildCache } from "../build-cache/session.ts";
import { buildArguments, pushArguments } from "../cog/args.ts";
import { type SecretFile, writeBuildSecrets } from "../cog/build-secrets.ts";
import { cogEnvironment } from "../cog/environment.ts";
import type { InstalledCog } from "../cog/install.ts";
import { PushOutput, type PushReport } from "../cog/output.ts";
import { runCog } from "../cog/process.ts";
import type { DiskSpace } from "../disk/measure.ts";
import { DiskMonitor } from "../disk/monitor.ts";
import { explain } from "../known-failures/explain.ts";
import { info } from "../lib/log.ts";
import type { RegistryAccess } from "../model/registry-access.ts";
import { writeDockerConfig } from "../registry/docker-config.ts";
import type { RegistryCredential } from "../registry/session.ts";
import {
  createPrivateDirectory,
  discardPrivateDirectory,
  tempDirectoryError,
} from "../runtime/private-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { CogFailed, describeFailure } from "./cog-failed.ts";
import type { PushOptions } from "./options.ts";
import { conflictingImage, withSecondTag } from "./temporary-image.ts";

export interface CogTools extends BuildTools {
  readonly registry: RegistryAccess;
}

export interface BuildTools {
  readonly cog: InstalledCog;
  readonly registry: { readonly credential: RegistryCredential | "none" };
  /** Watched while Cog runs. */
  readonly space: DiskSpace;
  readonly cache: BuildCache;
  /** Receives the digest of a push as soon as Docker prints it. */
  readonly onDigest?: (digest: string) => void;
}

/** What a run of Cog has come to. */
export interface CogRun extends PushReport {
  readonly cacheOutcome: CacheOutcome;
}

/** A command of Cog, and the name of the image on the registry: `r8.im/acme/hotdog`. */
export interface CogStep {
  readonly command: "push" | "build";
  readonly image: string;
}

/**
 * Runs Cog, and once more when the build failed because of the build cache, or of a container of Cog's own.
 * @returns what Cog printed about the version that it pushed.
 * @throws {CogFailed} when Cog fails; {ActionError} when it is stopped.
 */
export async function runCogStep(
  step: CogStep,
  plan: PushOptions,
  ready: BuildTools,
  runtime: Runtime,
): Promise<CogRun> {
  try {
    return await runOnce(step, plan, ready, runtime);
  } catch (error) {
    if (!(error instanceof CogFailed) || error.report.isPushing) throw error;
    const image = conflictingImage(error);
    if (image !== undefined) {
      info("Cog could not remove its temporary image. Retrying without rebuilding.");
      const build = { ...plan.build, noCache: false };
      return withSecondTag(image, () => runOnce(step, { ...plan, build }, ready, runtime), runtime);
    }
    if (ready.cache.kind !== "on" || !isCacheFailure(error.report.output.join("\n"))) throw error;
    core.warning("The build failed because of the build cache. Retrying without it.");
    return runOnce(step, plan, { ...ready, cache: { kind: "off" } }, runtime);
  }
}

/** Runs `cog push`, or `cog build` of the same image, with a private Docker configuration. */
async function runOnce(
  { command, image }: CogStep,
  plan: PushOptions,
  ready: BuildTools,
  runtime: Runtime,
): Promise<CogRun> {
  const { context, signal } = runtime;
  const directory = await createPrivateDirectory(context.temporaryDirectory);
  const dockerConfigDirectory = join(directory, "docker");
  const output = new PushOutput(image, ready.onDigest);
  try {
    const secrets = await writePrivateFiles(directory, plan, ready, runtime);
    const { isBundle, configFile } = plan.project;
    const args = (command === "push" ? pushArguments : buildArguments)({
      cogVersion: ready.cog.version,
      image,
      isBundle,
      configFile,
      options: plan.build,
      secrets,
    });
    const { isHosted } = context;
    const disk = new DiskMonitor(ready.space, { mode: plan.freeDisk, isHosted });
    const ownEnvironment = cogEnvironment({
      environment: context.environment,
      dockerConfigDirectory,
      registryHost: context.registryHost,
      bundle: isBundle ? image : undefined,
      commit: plan.commit,
      tag: plan.tag,
    });
    const cached = { cache: ready.cache, directory, image };
    const { result: exit, outcome: cacheOutcome } = await withBuildCache(
      cached,
      ownEnvironment,
      (environment) => {
        core.startGroup(`cog ${args.join(" ")}`);
        return runCog({
          cog: ready.cog.path,
          args,
          directory: plan.project.directory,
          environment,
          signal,
          log: process.stdout,
          onLines: (lines, stream) => output.read(lines, stream),
        }).finally(() => {
          core.endGroup();
          return disk.end();
        });
      },
    );
    const report = output.report();
    if (exit !== 0) {
      const explanation = explain(report.output, report.isPushing ? "push" : "build");
      const problem =
        disk.problem(command, explanation) ?? describeFailure(command, exit, report, explanation);
      throw new CogFailed(problem, report, explanation);
    }
    disk.warn();
    return { ...report, cacheOutcome };
  } finally {
    await discardPrivateDirectory(directory);
  }
}

/** Writes the Docker configuration and the build secrets to the private directory. */
async function writePrivateFiles(
  directory: string,
  { project, build }: PushOptions,
  { registry }: BuildTools,
  { context, signal }: Runtime,
): Promise<SecretFile[]> {
  try {
    const [secrets] = await Promise.all([
      writeBuildSecrets(directory, project.directory, build.secrets),
      writeDockerConfig(join(directory, "docker"), {
        userDirectory: context.dockerConfigDirectory,
        registryHost: context.registryHost,
        credential: registry.credential,
        environment: context.environment,
        signal,
      }),
    ]);
    return secrets;
  } catch (cause) {
    throw tempDirectoryError(context.temporaryDirectory, cause);
  }
}
