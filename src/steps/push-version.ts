import { join } from "node:path";
import * as core from "@actions/core";
import { pushArguments } from "../cog/args.ts";
import { cogEnvironment } from "../cog/environment.ts";
import { runCog } from "../cog/exec.ts";
import { PushOutput, type PushReport } from "../cog/output.ts";
import { ActionError } from "../errors.ts";
import type { Build, Target } from "../plan.ts";
import type { PushReady } from "../preflight/push.ts";
import {
  makePrivateDirectory,
  removePrivateDirectory,
  writeBuildSecrets,
} from "../private-files.ts";
import { writeDockerConfig } from "../registry/docker-config.ts";
import type { Runtime } from "../runtime.ts";

/**
 * Runs `cog push` with a private Docker configuration, which is removed again when it has ended.
 * @param image name of the image on the registry: `r8.im/acme/hotdog`.
 * @returns what Cog said of the version that it pushed.
 * @throws {ActionError} when Cog fails, or is stopped.
 */
export async function pushVersion(
  plan: Build & { readonly target: Target },
  ready: Pick<PushReady, "cog" | "registry">,
  image: string,
  runtime: Runtime,
): Promise<PushReport> {
  const { context, signal } = runtime;
  const directory = await makePrivateDirectory(context.temporaryDirectory);
  const dockerConfigDirectory = join(directory, "docker");
  const output = new PushOutput(image);
  try {
    const [secrets] = await Promise.all([
      writeBuildSecrets(directory, plan.project.directory, plan.build.secrets),
      writeDockerConfig(
        dockerConfigDirectory,
        context.dockerConfigDirectory,
        context.registryHost,
        ready.registry.credential,
      ),
    ]);
    const args = pushArguments({
      image,
      isBundle: plan.project.isBundle,
      configFile: plan.project.configFile,
      options: plan.build,
      secrets,
    });
    core.startGroup(`cog ${args.join(" ")}`);
    const exit = await runCog({
      cog: ready.cog.path,
      args,
      directory: plan.project.directory,
      environment: cogEnvironment({
        environment: context.environment,
        ...secretsOf(plan),
        dockerConfigDirectory,
        registryHost: context.registryHost,
        bundle: plan.project.isBundle ? image : undefined,
        commit: plan.commit,
        tag: plan.tag,
      }),
      signal,
      log: process.stdout,
      onLines: (lines) => output.read(lines),
    }).finally(core.endGroup);
    if (exit !== 0) throw pushFailed(exit, output.report());
  } finally {
    await removePrivateDirectory(directory);
  }
  return output.report();
}

function secretsOf({ target, build, cog }: Build & { readonly target: Target }) {
  const { apiToken, cliAuthToken } = target.credentials;
  return {
    tokens: [apiToken, cliAuthToken, cog.githubToken].filter((token) => token !== undefined),
    secrets: build.secrets.flatMap(({ source }) => ("content" in source ? [source.content] : [])),
  };
}

function pushFailed(exit: number | NodeJS.Signals, { tail }: PushReport): ActionError {
  const how = typeof exit === "number" ? `exit code ${exit}` : `signal ${exit}`;
  const words = tail.slice(-10).join("\n");
  return new ActionError({
    what: `cog push failed with ${how}${words === "" ? " and said nothing." : `. It said last:\n${words}`}`,
    remedy: "The whole output is in the step's log, in the group of cog push.",
  });
}
