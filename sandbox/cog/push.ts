import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import gte from "semver/functions/gte.js";
import lt from "semver/functions/lt.js";
import { readPushArguments } from "./arguments.ts";
import { printBuild, printExtras } from "./build-output.ts";
import { type Console, Fatal } from "./console.ts";
import type { Supervision } from "./control.ts";
import { registryCredentials } from "./credentials.ts";
import { Docker } from "./docker.ts";
import { projectFiles } from "./image.ts";
import { imageLabels } from "./labels.ts";
import { type Project, readProject } from "./project.ts";
import { type Publication, publish } from "./publish.ts";
import { PushFailure, Registry } from "./registry.ts";
import { readSchema } from "./schema.ts";
import type { Stage } from "./script.ts";
import { resolveTarget, type Target } from "./target.ts";
import { announcePush, failureText, modelMissing, printPushed } from "./texts.ts";

export interface Run {
  readonly version: string;
  readonly console: Console;
  readonly supervision: Supervision;
}

/** `cog push`: read, refuse, build, push, and say what was pushed. */
export async function push(run: Run, words: readonly string[]): Promise<void> {
  const { version, console, supervision } = run;
  const { script } = supervision;
  await enter("start", run);
  if (script.ignoresSigterm)
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => {});
  const { image, flags } = readPushArguments(version, words);
  const project = readProject(version, flags.get("file") ?? "cog.yaml", process.cwd());
  if (gte(version, "0.20.0") && project.config["predict"] !== undefined)
    console.info('deprecated field "predict": use "run" instead');
  checkWeights(project);
  const named = resolveTarget(version, project, image, process.env);
  const target = script.tag === undefined ? named : { ...named, tag: script.tag };
  const docker = await findDocker(run);
  const registry = registryOf(run, target);
  if (lt(version, "0.14.11")) await checkModel(target, registry);
  const labels = await build(run, project, target, flags);
  await enter("push", run);
  announcePush(version, target, console);
  await pause(script.pushTakes ?? 0);
  const files = projectFiles(project.directory);
  const pushed = await attempt(run, target, () =>
    publish({ run, project, target, registry, docker, files, labels }),
  );
  printPushed(version, target, pushed, console);
  await enter("end", run);
}

/** Notes a stage with the sandbox, and ends there when the script says so. */
async function enter(stage: Stage, { supervision }: Run): Promise<void> {
  const { script } = supervision;
  await supervision.report({ stage });
  if (stage === "build" && script.grandchild) {
    const child = spawn("sleep", ["3600"], { stdio: "ignore" });
    child.unref();
    await supervision.report({ grandchild: child.pid ?? 0 });
  }
  if (script.fails?.at === stage)
    throw new Fatal(script.fails.message, script.fails.exitCode, true);
}

async function build(
  run: Run,
  project: Project,
  target: Target,
  flags: ReadonlyMap<string, string>,
): Promise<Record<string, string>> {
  const { version, console, supervision } = run;
  const { script } = supervision;
  console.info(`Building Docker image from environment in cog.yaml as ${target.name}...`);
  if (gte(version, "0.17.0")) console.info("");
  const schema = readSchema(version, project, flags.get("openapi-schema"));
  await enter("build", run);
  const isOld = project.config["predict"] !== undefined && gte(version, "0.20.0");
  if (isOld) console.info("cog: warning: Predictor.predict() is deprecated; use run() instead");
  if (flags.get("progress") !== "quiet") printBuild(version, target.name, console);
  printExtras(script, console);
  await console.flushed();
  await pause(script.buildTakes ?? 0);
  if (lt(version, "0.17.0")) console.info("Validating model schema...");
  console.info("Adding labels to image...");
  const isSame = script.sameImage ?? false;
  return imageLabels(version, { project, schema, isSame }, console);
}

/** Weights have to be imported before (weights.CheckDrift). */
function checkWeights({ directory, weights }: Project): void {
  if (weights.length === 0 || existsSync(join(directory, "weights.lock"))) return;
  const missing = weights.map((name) => `  - "${name}": not imported yet\n`).join("");
  throw new Fatal(
    `weights.lock is out of sync with cog.yaml:\n${missing}Run 'cog weights import' to update.`,
  );
}

async function findDocker({ supervision: { pusher } }: Run): Promise<Docker | undefined> {
  if (pusher === "direct") return undefined;
  const address = process.env["DOCKER_HOST"] || "unix:///var/run/docker.sock";
  const docker = new Docker(address);
  if (await docker.answers()) return docker;
  if (pusher === "auto") return undefined;
  throw new Fatal(
    `error pinging docker daemon: Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`,
  );
}

function registryOf({ version }: Run, { host, repository }: Target): Registry {
  const credentials = registryCredentials(version, host);
  return new Registry({ host, repository, credentials, userAgent: `cog/${version}` });
}

/** 0.9.10 to 0.14.10 look for the model before the build, with `docker manifest inspect`. */
async function checkModel(target: Target, registry: Registry): Promise<void> {
  const refusal = await registry.refusalOf(target.tag);
  if (refusal === "NAME_UNKNOWN") throw new Fatal(modelMissing("0.9.10", target));
}

async function attempt(
  { version, console }: Run,
  target: Target,
  act: () => Promise<Publication>,
): Promise<Publication> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof PushFailure)) throw error;
    // Where the docker program pushes, it says by itself what is wrong.
    if (lt(version, "0.15.9")) console.info(error.message);
    throw new Fatal(failureText(version, target, error));
  }
}
