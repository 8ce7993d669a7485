import { basename } from "node:path";
import gte from "semver/functions/gte.js";
import { Fatal } from "./console.ts";
import type { Project } from "./project.ts";

/** Where a push goes. */
export interface Target {
  /** As Cog prints it: `r8.im/acme/hotdog`, with the tag for a bundle. */
  readonly name: string;
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  /** An index of the image and the weights, since 0.20. */
  readonly isBundle: boolean;
}

/** The literals of pkg/cli/push.go; the example's host changed with 0.17. */
const noImage = (version: string): string =>
  "To push images, you must either set the 'image' option in cog.yaml or pass an image name as an " +
  `argument. For example, 'cog push ${
    gte(version, "0.17.0")
      ? "registry.example.com/your-username/model-name"
      : "r8.im/your-username/hotdog-detector"
  }'`;

/** What is pushed where: the argument, `image:`, or `model:` with the COG_MODEL variables. */
export function resolveTarget(
  version: string,
  project: Project,
  argument: string | undefined,
  environment: NodeJS.ProcessEnv,
): Target {
  const bundle = gte(version, "0.20.0") ? bundleReference(project, environment) : undefined;
  if (bundle !== undefined && argument !== undefined)
    throw new Fatal(
      "positional image argument not supported with 'model' config\n" +
        "  use COG_MODEL to override the full reference\n" +
        "  use COG_MODEL_TAG to override just the tag",
    );
  if (bundle !== undefined) return { ...parseReference(bundle), name: bundle, isBundle: true };
  const image = argument ?? project.image;
  if (image === undefined) throw new Fatal(noImage(version));
  return { ...parseReference(image), name: image, isBundle: false };
}

/** The name under which a push leaves its image in the daemon. */
export function localName({ host, repository, tag }: Target): string {
  return `${host}/${repository}:${tag}`;
}

/**
 * What `cog build` calls its image: -t, `image:`, since 0.20 `model:`, or a name that is made of the
 * directory's (pkg/cli/build.go).
 */
export function buildName(project: Project, tag: string | undefined): string {
  // An empty flag is as good as none.
  return tag || (project.image ?? project.model ?? defaultName(project.directory));
}

/** Refuses what a build refuses only after it has said its name (Resolver.Build). */
export function checkReference(version: string, project: Project): void {
  if (gte(version, "0.20.0")) bundleReference(project, process.env);
}

/** DockerImageName of pkg/config/image_name.go, in every release. */
function defaultName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(" ", "-")
    .replaceAll(/[^a-z0-9-]+/g, "")
    .slice(0, 26);
  return name.startsWith("cog-") ? name : `cog-${name}`;
}

/** The full reference of a bundle (pkg/model/resolve.go); undefined when the push is of an image. */
function bundleReference(project: Project, environment: NodeJS.ProcessEnv): string | undefined {
  const variable = (name: string): string | undefined => environment[name] || undefined;
  const full = variable("COG_MODEL");
  const repository = variable("COG_MODEL_REPO");
  const tag = variable("COG_MODEL_TAG");
  if (project.image !== undefined && (full ?? repository ?? tag) !== undefined)
    throw new Fatal(
      "'image' in cog.yaml cannot be combined with COG_MODEL* env vars\n" +
        "  remove 'image' from cog.yaml (use 'model' instead), or\n" +
        "  unset COG_MODEL, COG_MODEL_REGISTRY, COG_MODEL_REPO, COG_MODEL_TAG",
    );
  if (tag?.startsWith("cog-"))
    throw new Fatal(
      `invalid COG_MODEL_TAG "${tag}": "cog-" is a reserved prefix — choose a different tag`,
    );
  const registry = variable("COG_MODEL_REGISTRY");
  const bare = full ?? repositoryReference(project.model, repository, registry, environment);
  if (bare === undefined) return undefined;
  return /:[^/]+$/.test(bare) ? bare : `${bare}:${tag ?? timestampTag()}`;
}

function repositoryReference(
  model: string | undefined,
  repository: string | undefined,
  registry: string | undefined,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (repository !== undefined)
    return `${registry ?? environment["COG_REGISTRY_HOST"] ?? "r8.im"}/${repository}`;
  if (model === undefined) return undefined;
  const { host, repository: path } = parseReference(model);
  // A `model:` without a host is Docker Hub's, not Replicate's.
  return `${registry ?? (host === DOCKER_HUB ? "index.docker.io" : host)}/${path}`;
}

/** The default tag of a bundle: `20260512T153042Z`. */
function timestampTag(): string {
  return new Date().toISOString().replace(/[-:]|\.\d+/g, "");
}

const DOCKER_HUB = "docker.io";

/** Host, repository and tag of an image's name, as Docker reads it. */
function parseReference(name: string): Pick<Target, "host" | "repository" | "tag"> {
  const [, path = name, tag = "latest"] = /^(.+?)(?::([^/:]+))?$/.exec(name) ?? [];
  const [first = "", ...rest] = path.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasHost
    ? { host: first, repository: rest.join("/"), tag }
    : { host: DOCKER_HUB, repository: path, tag };
}
