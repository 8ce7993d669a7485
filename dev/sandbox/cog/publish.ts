import gte from "semver/functions/gte.js";
import { registryCredentials } from "./credentials.ts";
import type { Docker } from "./docker.ts";
import { assembleImage, blobOf, descriptor, type Image, jsonBlob } from "./image.ts";
import type { Project } from "./project.ts";
import type { Registry } from "./registry.ts";
import type { Run } from "./stage.ts";
import type { TarEntry } from "./tar.ts";
import { localName, type Target } from "./target.ts";

const OCI = "application/vnd.oci.image";

/** What is at the registry after a push, as Cog's tree shows it; a digest may not be known. */
export interface Publication {
  readonly image: string | undefined;
  readonly index: string | undefined;
  readonly weights: readonly { readonly name: string; readonly digest: string }[];
}

export interface Publishing {
  readonly run: Run;
  readonly project: Project;
  readonly target: Target;
  readonly registry: Registry;
  /** The daemon that has the image; absent: straight to the registry. */
  readonly docker: Docker | undefined;
  readonly files: readonly TarEntry[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Pushes the image, and for a bundle the index that holds it. */
export async function publish(publishing: Publishing): Promise<Publication> {
  const { run, target, registry, docker } = publishing;
  const tag = target.isBundle ? `cog-image.${target.tag}` : target.tag;
  if (docker === undefined) await pushDirectly(publishing, tag);
  else await pushThroughDocker(publishing, docker, tag);
  const { hidesDigest } = run.supervision.script;
  // Since 0.20 Cog asks the registry for the digest; when that fails the row goes without.
  const isAsked = gte(run.version, "0.20.0") && hidesDigest !== "tree" && hidesDigest !== "both";
  const known = target.isBundle || isAsked ? await registry.manifestOf(tag) : undefined;
  const index = target.isBundle && known ? await pushIndex(publishing, known) : undefined;
  return {
    image: isAsked ? known?.digest : undefined,
    index: isAsked ? index?.digest : undefined,
    weights: index?.weights ?? [],
  };
}

function dockerPrinter({ run }: Publishing): (line: string) => void {
  const hides = run.supervision.script.hidesDigest;
  return (line) => {
    const isHidden = / digest: /.test(line) && (hides === "daemon" || hides === "both");
    if (!isHidden) run.console.docker(line);
  };
}

async function pushThroughDocker(publishing: Publishing, docker: Docker, tag: string) {
  const { run, target } = publishing;
  const name = `${target.host}/${target.repository}`;
  const credentials = registryCredentials(run.version, target.host);
  // A bundle's image has the tag of its push only for as long as that takes (pkg/model/pusher.go).
  const isAlias = tag !== target.tag;
  if (isAlias) await docker.tag(localName(target), name, tag);
  await docker.push(name, tag, credentials, dockerPrinter(publishing));
  if (isAlias) await docker.untag(`${name}:${tag}`);
}

/** Sends an image to the registry, saying what Docker would say. */
async function pushDirectly(publishing: Publishing, tag: string): Promise<void> {
  const { target, registry, files, labels } = publishing;
  const print = dockerPrinter(publishing);
  const image: Image = assembleImage(files, labels);
  print(`The push refers to repository [${target.host}/${target.repository}]`);
  const layers = image.layers.toReversed().map((layer) => ({
    layer,
    id: layer.diffId.slice("sha256:".length).slice(0, 12),
  }));
  for (const { id } of layers) print(`${id}: Preparing`);
  for (const { layer, id } of layers) {
    const outcome = await registry.putBlob(layer);
    print(`${id}: ${outcome === "pushed" ? "Pushed" : "Layer already exists"}`);
  }
  await registry.putBlob(image.config);
  await registry.putManifest(tag, image.manifest);
  print(`${tag}: digest: ${image.manifest.digest} size: ${image.manifest.bytes.length}`);
}

/** A bundle's index, of the image and one manifest for each of the weights. */
async function pushIndex(
  { project, target, registry }: Publishing,
  image: { readonly mediaType: string; readonly digest: string; readonly size: number },
) {
  const weights = [];
  for (const name of project.weights) {
    const layer = blobOf(`${OCI}.layer.v1.tar`, Buffer.from(`weights of ${name}`));
    const config = jsonBlob(`${OCI}.config.v1+json`, { architecture: "unknown", os: "unknown" });
    const mediaType = `${OCI}.manifest.v1+json`;
    const parts = { config: descriptor(config), layers: [descriptor(layer)] };
    const manifest = jsonBlob(mediaType, { schemaVersion: 2, mediaType, ...parts });
    for (const blob of [layer, config]) await registry.putBlob(blob);
    await registry.putManifest(manifest.digest, manifest);
    const platform = { architecture: "unknown", os: "unknown" };
    weights.push({ name, digest: manifest.digest, entry: { ...descriptor(manifest), platform } });
  }
  const mediaType = `${OCI}.index.v1+json`;
  const platform = { architecture: "amd64", os: "linux" };
  const manifests = [{ ...image, platform }, ...weights.map(({ entry }) => entry)];
  const index = jsonBlob(mediaType, { schemaVersion: 2, mediaType, manifests });
  await registry.putManifest(target.tag, index);
  return { digest: index.digest, weights };
}
