import { warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { RegistryAccess } from "../model/registry-access.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { listVersions } from "../replicate/models.ts";
import type { ListedVersion, Model, Version } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { CogRunner } from "./cog-runner.ts";
import {
  type Confirmation,
  type ConfirmedVersion,
  confirmed,
  confirmVersion,
  lookUpDigests,
  NotConfirmed,
} from "./confirm-version.ts";
import { readImageSize } from "./image-size.ts";
import { pushWithAttempts } from "./push-attempts.ts";

interface Destination extends Omit<Confirmation, "registry" | "signal"> {
  readonly registry: RegistryAccess;
  /** Whether the size of the image is read from the registry. */
  readonly isMeasured: boolean;
  /** What the names of the timed phases begin with: `test `. */
  readonly phase: string;
}

/** A version that was pushed, and confirmed. */
export interface Published {
  readonly version: ConfirmedVersion;
  /** Name of the image on the registry: `r8.im/acme/hotdog`. */
  readonly image: string;
  /** Being read from the registry; undefined when it cannot be read, or is not requested. */
  readonly size: Promise<ImageParts | undefined>;
}

/** A version that was pushed to a model of this action's own, and the versions there that it replaces. */
export interface Replacement extends Published {
  /** Versions that are neither the model's newest nor the one that was pushed. */
  readonly replaced: readonly ListedVersion[];
}

/**
 * Pushes the project to a model, retries transient errors, and confirms the version. Version and size are queried as
 * soon as Docker prints the digest, while Cog is still running: since 0.20, it looks up the tag in the registry before
 * it ends (pkg/model/resolver.go). Only Cog's exit code shows whether the push succeeded.
 * @throws {ActionError} when the push fails, or its version can't be confirmed.
 */
export async function publishVersion(
  runner: CogRunner,
  { isMeasured, phase, registry: access, ...destination }: Destination,
  runtime: Runtime,
): Promise<Published> {
  const { signal, stopwatch } = runtime;
  const { session: registry, credential } = access;
  const image = imageOf(destination.name, runtime);
  const confirmation = { ...destination, registry, signal };
  let early: Promise<Version | undefined> = Promise.resolve(undefined);
  const onDigest = (digest: string): void => {
    const { api } = confirmation;
    // An error here is not reported: confirmVersion queries again.
    if (api !== undefined)
      early = lookUpDigests([digest], api, confirmation).then(
        (answer) => (answer?.ok ? answer.value : undefined),
        () => undefined,
      );
    // The session keeps what it has read by digest.
    if (isMeasured) void readImageSize(registry, digest);
  };
  const pushed = await stopwatch.time(`${phase}push`, () =>
    pushWithAttempts({ ...confirmation, image, credential, onDigest }, runner, runtime),
  );
  const [digest] = pushed.digests;
  const version = await stopwatch.time(`${phase}confirm`, async () => {
    const found = await early;
    if (found !== undefined && digest === `sha256:${found.id}`)
      return confirmed(found.id, found.schema);
    return confirmVersion(pushed, confirmation);
  });
  const measure = async () => {
    const size = await readImageSize(registry, digest ?? version.digest);
    if (size === undefined && !signal.aborted)
      warning(
        "image-size-unknown",
        `The size of ${image} is unknown: the registry does not return its manifest.`,
      );
    return size;
  };
  return { version, image, size: isMeasured ? measure() : Promise.resolve(undefined) };
}

/**
 * Pushes the project to a model that this action may prune, and confirms the version by the model's list
 * of versions, which also names those that it replaces.
 * @param destination `model`: as it was before the push.
 * @throws {ActionError} when the push fails, its version can't be confirmed, or the model is gone.
 */
export async function publishReplacement(
  runner: CogRunner,
  destination: Pick<Destination, "registry" | "isMeasured" | "phase"> & {
    readonly api: ReplicateApi;
    readonly model: Model;
  },
  runtime: Runtime,
): Promise<Replacement> {
  const { api, model } = destination;
  let listed: readonly ListedVersion[] = [];
  const lookUp: Destination["lookUp"] = async (ids) => {
    const versions = await listVersions(api, model);
    if (versions.ok) {
      listed = versions.value;
      const value = listed.find(({ id }) => ids.includes(id));
      return value && { ok: true, value };
    }
    if (versions.response.status === 404)
      throw new NotConfirmed(`${fullName(model)} was deleted during the push`);
    return versions;
  };
  const published = await publishVersion(
    runner,
    { ...destination, name: model, previous: model.latestVersion?.id, lookUp },
    runtime,
  );
  const [, ...older] = listed;
  return { ...published, replaced: older.filter(({ id }) => id !== published.version.id) };
}

/** Name of a model's image on the registry: `r8.im/acme/hotdog`. */
export function imageOf(name: ModelName, { context }: Runtime): string {
  return `${context.registryHost}/${fullName(name)}`;
}
