import { join } from "node:path";
import * as core from "@actions/core";
import { buildArguments, pushArguments } from "../cog/args.ts";
import { cogEnvironment } from "../cog/environment.ts";
import type { InstalledCog } from "../cog/install.ts";
import { PushOutput, type PushReport } from "../cog/output.ts";
import { runCog } from "../cog/process.ts";
import type { DiskSpace } from "../disk/measure.ts";
import { DiskMonitor } from "../disk/monitor.ts";
import { explain } from "../known-failures/explain.ts";
import type { RegistryAccess } from "../model/registry-access.ts";
import { writeDockerConfig } from "../registry/docker-config.ts";
import {
  discardPrivateDirectory,
  makePrivateDirectory,
  tempDirectoryProblem,
  writeBuildSecrets,
} from "../runtime/private-files.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { CogFailed, describeFailure } from "./cog-failed.ts";
import type { PushOptions } from "./options.ts";

/** What Cog works with. */
export interface CogTools {
  readonly cog: InstalledCog;
  readonly registry: RegistryAccess;
  /** Watched while Cog runs. */
  readonly space: DiskSpace;
  /** Is told the digest of a push as soon as Docker names it. */
  readonly onDigest?: (digest: string) => void;
}

/**
 * Runs `cog push`, or `cog build` of the same image, with a private Docker configuration, which is removed
 * again when it has ended.
 * @param image name of the image on the registry: `r8.im/acme/hotdog`.
 * @returns what Cog said of the version that it pushed.
 * @throws {CogFailed} when Cog fails; {ActionError} when it is stopped.
 */
export async function runCogStep(
  command: "push" | "build",
  image: string,
  plan: PushOptions,
  ready: CogTools,
  runtime: Runtime,
): Promise<PushReport> {
  const { context, signal } = runtime;
  const directory = await makePrivateDirectory(context.temporaryDirectory);
  const dockerConfigDirectory = join(directory, "docker");
  const output = new PushOutput(image, ready.onDigest);
  try {
    const [secrets] = await Promise.all([
      writeBuildSecrets(directory, plan.project.directory, plan.build.secrets),
      writeDockerConfig(dockerConfigDirectory, {
        userDirectory: context.dockerConfigDirectory,
        registryHost: context.registryHost,
        credential: ready.registry.credential,
        environment: context.environment,
        signal,
      }),
    ]).catch(tempDirectoryProblem(context.temporaryDirectory));
    const { isBundle, configFile } = plan.project;
    const args = (command === "push" ? pushArguments : buildArguments)({
      cogVersion: ready.cog.version,
      image,
      isBundle,
      configFile,
      options: plan.build,
      secrets,
    });
    const disk = new DiskMonitor(ready.space, {
      mode: plan.freeDisk,
      isHosted: context.isHosted,
    });
    core.startGroup(`cog ${args.join(" ")}`);
    const exit = await runCog({
      cog: ready.cog.path,
      args,
      directory: plan.project.directory,
      environment: cogEnvironment({
        environment: context.environment,
        tokens: plan.tokens,
        secrets: plan.build.secrets.flatMap(({ source }) =>
          "content" in source ? [source.content] : [],
        ),
        dockerConfigDirectory,
        registryHost: context.registryHost,
        bundle: isBundle ? image : undefined,
        commit: plan.commit,
        tag: plan.tag,
      }),
      signal,
      log: process.stdout,
      onLines: (lines) => output.read(lines),
    }).finally(() => {
      core.endGroup();
      return disk.end();
    });
    const report = output.report();
    if (exit !== 0) {
      const explanation = explain(report.said, report.isPushing ? "push" : "build");
      const problem =
        disk.problem(command, explanation) ?? describeFailure(command, exit, report, explanation);
      throw new CogFailed(problem, report, explanation);
    }
    disk.warn();
  } finally {
    await discardPrivateDirectory(directory);
  }
  return output.report();
}
