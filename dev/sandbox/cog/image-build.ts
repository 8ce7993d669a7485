import { setTimeout as pause } from "node:timers/promises";
import gte from "semver/functions/gte.js";
import type { BuildOrder } from "./build-order.ts";
import { printBuild, printExtras } from "./build-output.ts";
import { Fatal } from "./console.ts";
import { projectFiles } from "./image.ts";
import { imageLabels } from "./labels.ts";
import { PushFailure } from "./registry.ts";
import { readSchema } from "./schema.ts";
import { enter, type Run } from "./stage.ts";
import type { TarEntry } from "./tar.ts";

/** What an image is made of. */
export interface Built {
  readonly files: readonly TarEntry[];
  readonly labels: Readonly<Record<string, string>>;
}

/** What `cog build` and `cog push` have in common. A daemon that is there has the image afterwards. */
export async function buildImage(run: Run, order: BuildOrder): Promise<Built> {
  const { version, console } = run;
  const { project, flags, annotations } = order;
  const schema =
    flags.get("skip-schema-validation") === "true"
      ? undefined
      : readSchema(version, project, flags.get("openapi-schema"));
  await enter("build", run);
  await showBuild(run, order);
  const isModern = gte(version, "0.17.0");
  if (!isModern) console.info("Validating model schema...");
  console.info(isModern ? "Adding labels to image...\n" : "Adding labels to image...");
  const labels = imageLabels(version, { project, schema, annotations }, console);
  const { downloads } = run.supervision.script;
  const downloaded =
    downloads === undefined ? [] : [{ path: "src/download", content: Buffer.from(downloads) }];
  const built = { files: [...projectFiles(project.directory), ...downloaded], labels };
  await leave(run, order, built, schema);
  return built;
}

/** Before the build. */
export function announceBuild({ version, console }: Run, name: string): void {
  console.info(`Building Docker image from environment in cog.yaml as ${name}...`);
  if (gte(version, "0.17.0")) console.info("");
}

async function showBuild(run: Run, { project, name, flags }: BuildOrder): Promise<void> {
  const { version, console, supervision } = run;
  const { script } = supervision;
  const isOld = project.config["predict"] !== undefined && gte(version, "0.20.0");
  if (isOld) console.info("cog: warning: Predictor.predict() is deprecated; use run() instead");
  if (flags.get("progress") !== "quiet") printBuild(version, name, console);
  printExtras(script, console);
  await console.flushed();
  await pause(script.buildTakes ?? 0);
}

/** Leaves the image in the daemon. A Dockerfile of the project's own is built where Cog builds it. */
async function leave(
  { version, console }: Run,
  order: BuildOrder,
  { files, labels }: Built,
  schema: object | undefined,
): Promise<void> {
  const { localName, daemon, flags } = order;
  if (daemon === undefined) return;
  const { docker } = daemon;
  try {
    const isReal =
      flags.has("dockerfile") && gte(version, "0.15.9") && (await docker.hasBuildKit());
    if (isReal) {
      const print = (line: string) => console.info(line);
      const { buildInEngine } = await import("./engine-build.ts");
      await buildInEngine(docker.address, order, { labels, schema }, print);
    } else await docker.build(localName, files, labels);
  } catch (error) {
    if (!(error instanceof PushFailure || (error instanceof Error && error.name === "GrpcError")))
      throw error;
    const words = `Failed to build Docker image: ${error.message}`;
    throw new Fatal(gte(version, "0.17.0") ? `image build failed: ${words}` : words);
  }
}
