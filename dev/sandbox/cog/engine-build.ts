import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BuildOrder } from "./build-order.ts";
import type { ContextFile } from "./buildkit/file-sync.ts";
import { type BuildKitBuild, buildImage } from "./buildkit/solve.ts";
import { filesBelow } from "./tar.ts";

/** What Cog leaves in an image beside its labels. */
export interface Bundle {
  readonly labels: Readonly<Record<string, string>>;
  readonly schema: object | undefined;
}

/**
 * Builds the image of a Dockerfile in the engine's BuildKit, in the steps of pkg/image/build.go: the weights,
 * when they are separate; the image itself; and one on top with the schema and the labels.
 * @param address of the engine.
 * @throws {GrpcError} when a build fails.
 */
export async function buildInEngine(
  address: string,
  { project, name, flags, daemon }: BuildOrder,
  { labels, schema }: Bundle,
  print: (line: string) => void,
): Promise<void> {
  const temporary = `cog-tmp:${createHash("sha256").update(name).digest("hex")}`;
  const noCache = flags.get("no-cache") === "true";
  const context = filesBelow(project.directory, "").filter(({ path }) => !path.startsWith(".cog/"));
  const build = (differences: Partial<BuildKitBuild>) => {
    const nothing = { context: [], contexts: {}, labels: {}, secrets: new Map(), noCache: false };
    const all = { image: temporary, dockerfile: "", ...nothing, ...differences };
    return buildImage(address, all, print);
  };
  if (flags.get("separate-weights") === "true") {
    const dockerfile = "FROM scratch\nCOPY . /src\n";
    await build({ image: `${name}-weights`, dockerfile, context, noCache });
  }
  const file = join(project.directory, flags.get("dockerfile") ?? "Dockerfile");
  const secrets = readSecrets(project.directory, flags.get("secret"));
  await build({ dockerfile: readFileSync(file, "utf8"), context, secrets, noCache });
  const bundled: ContextFile[] = [
    { path: "openapi_schema.json", content: Buffer.from(JSON.stringify(schema ?? {})) },
  ];
  const dockerfile = `FROM ${temporary}\nCOPY --from=cog_build openapi_schema.json .cog/\n`;
  await build({ image: name, dockerfile, contexts: { cog_build: bundled }, labels });
  await daemon?.docker.untag(temporary);
}

/** Reads secrets, each `id=…,src=…`, one a line. */
function readSecrets(directory: string, given = ""): ReadonlyMap<string, Buffer> {
  const matches = given.matchAll(/^id=([^,]*),src=(.*)$/gm);
  return new Map(
    [...matches].map(([, id = "", path = ""]) => [id, readFileSync(resolve(directory, path))]),
  );
}
