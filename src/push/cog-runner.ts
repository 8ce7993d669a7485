import { join } from "node:path";
import * as core from "@actions/core";
import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { isCacheFailure } from "../build-cache/cache-failure.ts";
import { NO_INDEX, reportUnused } from "../build-cache/preflight.ts";
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
import { NO_SPACE } from "../known-failures/catalogue.ts";
import { explain } from "../known-failures/explain.ts";
import { errorMessage } from "../lib/errors.ts";
import { debug, info, warning } from "../lib/log.ts";
import type { ProcessExit } from "../lib/spawn.ts";
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

/** What every run of Cog in a step uses. */
interface CogTools {
  readonly cog: InstalledCog;
  /** Watched while Cog runs. */
  readonly space: DiskSpace;
  readonly cache: BuildCache;
}

/** One run of Cog. */
export interface CogCommand {
  readonly command: "push" | "build";
  /** Its name on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
  readonly credential: RegistryCredential | "none";
  /** Receives the digest of a push as soon as Docker prints it. */
  readonly onDigest?: (digest: string) => void;
}

const DOCKER = "docker";
/** Which Cog cannot remove after its build while its own container still uses it (pkg/image/build.go). */
const TEMPORARY_IMAGE = /\bcog-tmp:[0-9a-f]{64}\b/;

/**
 * Runs Cog for one project in one step. What the first run has built is in Docker's cache for the runs after it, so they
 * omit `--no-cache`: BuildKit uses the newest result of a step (moby/buildkit, solver/exporter.go, getBestResult), which
 * is the one just built.
 */
export class CogRunner {
  readonly options: PushOptions;
  readonly #tools: CogTools;
  readonly #runtime: Runtime;
  #cache: BuildCache;
  #cacheOutcome: CacheOutcome = { kind: "unused" };
  #isBuilt = false;

  constructor(options: PushOptions, tools: CogTools, runtime: Runtime) {
    this.options = options;
    this.#tools = tools;
    this.#cache = tools.cache;
    this.#runtime = runtime;
  }

  /** What the build has reused. */
  get cacheOutcome(): CacheOutcome {
    return this.#cacheOutcome;
  }

  /**
   * Runs Cog, and once more when the build failed because of the build cache, or of a container of Cog's own.
   * @throws {CogFailed} when Cog fails; {ActionError} when it is stopped.
   */
  async run(command: CogCommand): Promise<PushReport> {
    try {
      return await this.#runOnce(command);
    } catch (error) {
      if (!(error instanceof CogFailed) || error.report.isPushing) throw error;
      const { report, explanation } = error;
      const isConflict = explanation?.failure.code === "cog-image-conflict";
      const [image] = (isConflict && TEMPORARY_IMAGE.exec(explanation.lines.join("\n"))) || [];
      if (image !== undefined) {
        this.#isBuilt = true;
        info("Cog could not remove its temporary image. Retrying without rebuilding.");
        return withSecondTag(image, () => this.#runOnce(command), this.#runtime);
      }
      if (this.#cache.kind === "off" || !isCacheFailure(report.output.join("\n"))) throw error;
      this.#cache = { kind: "off" };
      warning(
        "build-cache-failed",
        "The build failed because of the build cache. Retrying without it.",
      );
      return this.#runOnce(command);
    }
  }

  /** Runs `cog push`, or `cog build` of the same image, with a private Docker configuration. */
  async #runOnce(command: CogCommand): Promise<PushReport> {
    const { image, credential, onDigest } = command;
    const { project, freeDisk: mode } = this.options;
    const { context, signal } = this.#runtime;
    const directory = await createPrivateDirectory(context.temporaryDirectory);
    const output = new PushOutput(image, onDigest);
    try {
      const secrets = await this.#writePrivateFiles(directory, credential);
      const { args, environment } = this.#invocation(command, secrets, directory);
      const disk = new DiskMonitor(this.#tools.space, { mode, isHosted: context.isHosted });
      const run = async (variables: typeof environment) => {
        core.startGroup(`cog ${args.join(" ")}`);
        try {
          return await runCog({
            cog: this.#tools.cog.path,
            args,
            directory: project.directory,
            environment: variables,
            signal,
            log: process.stdout,
            onLines: (lines, stream) => output.read(lines, stream),
          });
        } finally {
          core.endGroup();
          await disk.end();
        }
      };
      const cached = { cache: this.#cache, directory, image, earlier: this.#cacheOutcome };
      const { result: exit, outcome } = await withBuildCache(cached, environment, run);
      this.#cacheOutcome = outcome;
      const report = output.report();
      this.#isBuilt ||= exit === 0 || report.isPushing;
      if (exit !== 0) throw cogFailed(command.command, exit, report, disk);
      if (this.#cache.kind === "available" && outcome.kind === "unused") {
        reportUnused(this.#cache.mode, NO_INDEX);
        this.#cache = { kind: "off" };
      }
      disk.warn();
      return report;
    } finally {
      await discardPrivateDirectory(directory);
    }
  }

  /** The arguments and the environment of a run. */
  #invocation({ command, image }: CogCommand, secrets: readonly SecretFile[], directory: string) {
    const { project, build, commit, tag } = this.options;
    const { isBundle, configFile } = project;
    const { environment, registryHost } = this.#runtime.context;
    const cogVersion = this.#tools.cog.version;
    const options = this.#isBuilt ? { ...build, noCache: false } : build;
    const cogBuild = { cogVersion, image, isBundle, configFile, options, secrets };
    const bundle = isBundle ? image : undefined;
    const dockerConfigDirectory = join(directory, DOCKER);
    const given = { environment, dockerConfigDirectory, registryHost, bundle, commit, tag };
    return {
      args: command === "push" ? pushArguments(cogBuild) : buildArguments(cogBuild),
      environment: cogEnvironment(given),
    };
  }

  /** Writes both one after the other: when one fails, the directory is removed, and the other must not write to it. */
  async #writePrivateFiles(
    directory: string,
    credential: CogCommand["credential"],
  ): Promise<SecretFile[]> {
    const { project, build } = this.options;
    const { context, signal } = this.#runtime;
    try {
      const secrets = await writeBuildSecrets(directory, project.directory, build.secrets);
      await writeDockerConfig(join(directory, DOCKER), {
        userDirectory: context.dockerConfigDirectory,
        registryHost: context.registryHost,
        credential,
        environment: context.environment,
        signal,
      });
      return secrets;
    } catch (cause) {
      throw tempDirectoryError(context.temporaryDirectory, cause);
    }
  }
}

/** The error for a run that failed: its cause is known, or the disk was full, or Cog's own output describes it. */
function cogFailed(
  command: CogCommand["command"],
  exit: ProcessExit,
  report: PushReport,
  disk: DiskMonitor,
): CogFailed {
  const explanation = explain(report.output, report.isPushing ? "push" : "build");
  const problem =
    explanation?.failure === NO_SPACE
      ? disk.describeFullDisk(command, explanation.lines.at(-1))
      : describeFailure(command, exit, report, explanation);
  return new CogFailed(problem, report, explanation);
}

/**
 * Runs Cog again while a second tag is on its temporary image: Cog then removes only its own tag, which no container
 * prevents. Without the second tag, it fails again sometimes.
 */
async function withSecondTag(
  image: string,
  run: () => Promise<PushReport>,
  { context, signal }: Runtime,
): Promise<PushReport> {
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
