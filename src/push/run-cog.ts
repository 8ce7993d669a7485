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
import { tagImage, untagImage } from "../docker/images.ts";
import { explain } from "../known-failures/explain.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug, info } from "../lib/log.ts";
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

export interface BuildTools {
  readonly cog: InstalledCog;
  readonly registry: { readonly credential: RegistryCredential | "none" };
  /** Watched while Cog runs. */
  readonly space: DiskSpace;
  readonly cache: BuildCache;
  /** Receives the digest of a push as soon as Docker prints it. */
  readonly onDigest?: (digest: string) => void;
}

export interface CogTools extends BuildTools {
  readonly registry: RegistryAccess;
}

/** What a run of Cog has come to. */
export interface CogRun extends PushReport {
  readonly cacheOutcome: CacheOutcome;
}

interface CogStep {
  readonly command: "push" | "build";
  /** Its name on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
}

/** Which Cog cannot remove after its build while its own container still uses it (pkg/image/build.go). */
const TEMPORARY_IMAGE = /\bcog-tmp:[0-9a-f]{64}\b/;

/**
 * Runs Cog, and once more when the build failed because of the build cache, or of a container of Cog's own.
 * @throws {CogFailed} when Cog fails; {ActionError} when it is stopped.
 */
export async function runCogStep(
  step: CogStep,
  options: PushOptions,
  tools: BuildTools,
  runtime: Runtime,
): Promise<CogRun> {
  try {
    return await runOnce(step, options, tools, runtime);
  } catch (error) {
    if (!(error instanceof CogFailed) || error.report.isPushing) throw error;
    const { report, explanation } = error;
    const isConflict = explanation?.failure.code === "cog-image-conflict";
    const [image] = (isConflict && TEMPORARY_IMAGE.exec(explanation.lines.join("\n"))) || [];
    if (image !== undefined) {
      info("Cog could not remove its temporary image. Retrying without rebuilding.");
      const again = { ...options, build: { ...options.build, noCache: false } };
      return withSecondTag(image, () => runOnce(step, again, tools, runtime), runtime);
    }
    if (tools.cache.kind === "off" || !isCacheFailure(report.output.join("\n"))) throw error;
    core.warning("The build failed because of the build cache. Retrying without it.");
    return runOnce(step, options, { ...tools, cache: { kind: "off" } }, runtime);
  }
}

/** Runs `cog push`, or `cog build` of the same image, with a private Docker configuration. */
async function runOnce(
  { command, image }: CogStep,
  options: PushOptions,
  tools: BuildTools,
  runtime: Runtime,
): Promise<CogRun> {
  const { isBundle, configFile, directory: projectDirectory } = options.project;
  const { cog, cache } = tools;
  const { context, signal } = runtime;
  const directory = await createPrivateDirectory(context.temporaryDirectory);
  const output = new PushOutput(image, tools.onDigest);
  try {
    const secrets = await writePrivateFiles(directory, options, tools, runtime);
    const args = (command === "push" ? pushArguments : buildArguments)({
      cogVersion: cog.version,
      image,
      isBundle,
      configFile,
      options: options.build,
      secrets,
    });
    const variables = cogEnvironment({
      environment: context.environment,
      dockerConfigDirectory: join(directory, DOCKER),
      registryHost: context.registryHost,
      bundle: isBundle ? image : undefined,
      commit: options.commit,
      tag: options.tag,
    });
    const disk = new DiskMonitor(tools.space, {
      mode: options.freeDisk,
      isHosted: context.isHosted,
    });
    const run = async (environment: typeof variables) => {
      core.startGroup(`cog ${args.join(" ")}`);
      try {
        return await runCog({
          cog: cog.path,
          args,
          directory: projectDirectory,
          environment,
          signal,
          log: process.stdout,
          onLines: (lines, stream) => output.read(lines, stream),
        });
      } finally {
        core.endGroup();
        await disk.end();
      }
    };
    const cached = { cache, directory, image };
    const { result: exit, outcome: cacheOutcome } = await withBuildCache(cached, variables, run);
    const report = output.report();
    if (exit === 0) {
      disk.warn();
      return { ...report, cacheOutcome };
    }
    const explanation = explain(report.output, report.isPushing ? "push" : "build");
    const problem =
      disk.problem(command, explanation) ?? describeFailure(command, exit, report, explanation);
    throw new CogFailed(problem, report, explanation);
  } finally {
    await discardPrivateDirectory(directory);
  }
}

const DOCKER = "docker";

/** Writes both one after the other: when one fails, the directory is removed, and the other must not write to it. */
async function writePrivateFiles(
  directory: string,
  { project, build }: PushOptions,
  { registry }: BuildTools,
  { context, signal }: Runtime,
): Promise<SecretFile[]> {
  try {
    const secrets = await writeBuildSecrets(directory, project.directory, build.secrets);
    await writeDockerConfig(join(directory, DOCKER), {
      userDirectory: context.dockerConfigDirectory,
      registryHost: context.registryHost,
      credential: registry.credential,
      environment: context.environment,
      signal,
    });
    return secrets;
  } catch (cause) {
    throw tempDirectoryError(context.temporaryDirectory, cause);
  }
}

/**
 * Runs Cog again while a second tag is on its temporary image: Cog then removes only its own tag, which no container
 * prevents. Without the second tag, it fails again sometimes.
 */
async function withSecondTag(
  image: string,
  run: () => Promise<CogRun>,
  { context, signal }: Runtime,
): Promise<CogRun> {
  const options = { ...context, signal };
  const tag = image.replace("cog-tmp", "push-to-replicate-tmp");
  // Docker may fail here without harm.
  const ignoreError = (error: unknown): void =>
    debug(`Could not change a tag of Cog's temporary image: ${errorMessage(error)}`);
  await tagImage(image, tag, options).catch(ignoreError);
  try {
    return await run();
  } finally {
    await untagImage(tag, options).catch(ignoreError);
  }
}
