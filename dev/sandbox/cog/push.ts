import { setTimeout as pause } from "node:timers/promises";
import lt from "semver/functions/lt.js";
import { configFile, readPushArguments } from "./arguments.ts";
import { Fatal } from "./console.ts";
import { registryCredentials } from "./credentials.ts";
import { findDaemon } from "./daemon.ts";
import { announceBuild, buildImage } from "./image-build.ts";
import { pushAnnotations } from "./labels.ts";
import { openProject } from "./project-checks.ts";
import { type Publication, publish } from "./publish.ts";
import { PushFailure, Registry } from "./registry.ts";
import { begin, enter, type Run } from "./stage.ts";
import { localName, resolveTarget, type Target } from "./target.ts";
import { announcePush, failureText, modelMissing, printPushed, renderJson } from "./texts.ts";

/** `cog push`: read, refuse, build, push, and say what was pushed. */
export async function push(run: Run, words: readonly string[]): Promise<void> {
  const { version, console, supervision } = run;
  const { script } = supervision;
  await begin(run);
  const { image, flags } = readPushArguments(version, words);
  const project = openProject(run, configFile(flags));
  const named = resolveTarget(version, project, image, process.env);
  const target = script.tag === undefined ? named : { ...named, tag: script.tag };
  const daemon = await findDaemon(run);
  const registry = registryOf(run, target);
  if (lt(version, "0.14.11")) await checkModel(target, registry);
  const { name } = target;
  announceBuild(run, name);
  const annotations = pushAnnotations(version, script.sameImage ?? false);
  const order = { project, name, localName: localName(target), flags, annotations, daemon };
  const built = await buildImage(run, order);
  announcePush(version, target, console);
  await enter("push", run);
  await pause(script.pushTakes ?? 0);
  const docker = daemon?.pushes ? daemon.docker : undefined;
  const pushed = await attempt(run, target, () =>
    publish({ run, project, target, registry, docker, ...built }),
  );
  if (flags.has("json")) console.write("stdout", renderJson(target, pushed));
  else printPushed(version, target, pushed, console);
  await enter("end", run);
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
