import * as core from "@actions/core";
import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { listVersions } from "../replicate/models.ts";
import type { ListedVersion, Model } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import {
  type Confirmation,
  type ConfirmedVersion,
  confirmVersion,
  TIMEOUT_SECONDS,
} from "./confirm-version.ts";
import { EagerConfirmation } from "./eager-confirmation.ts";
import type { PushOptions } from "./options.ts";
import { pushWithAttempts } from "./push-attempts.ts";
import type { CogTools } from "./run-cog.ts";

export interface Destination extends Pick<Confirmation, "lookUp"> {
  readonly name: ModelName;
  /** Undefined without an API token. */
  readonly api: ReplicateApi | undefined;
  /** Id of the newest version before the push; undefined: there is none, or it is not known. */
  readonly previous: string | undefined;
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
  /** Being read from the registry; undefined when it can't be, or nobody asked. */
  readonly size: Promise<ImageParts | undefined>;
  readonly cacheOutcome: CacheOutcome;
}

/** A version that was pushed to a model of this action's own, and the versions there that it replaces. */
export interface Replacement extends Published {
  /** Versions that are neither the model's newest nor the one that was pushed. */
  readonly replaced: readonly ListedVersion[];
}

/**
 * Pushes the project to a model, retries transient errors, and confirms the version.
 * @throws {ActionError} when the push fails, or its version can't be confirmed.
 */
export async function publishVersion(
  options: PushOptions,
  tools: CogTools,
  destination: Destination,
  runtime: Runtime,
): Promise<Published> {
  const { signal, stopwatch } = runtime;
  const { name, phase, isMeasured } = destination;
  const image = imageOf(name, runtime);
  const confirmation = { ...destination, registry: tools.registry.session, signal };
  const eager = new EagerConfirmation(confirmation, isMeasured);
  const observed = { ...tools, onDigest: (digest: string) => eager.begin(digest) };
  const pushed = await stopwatch.time(`${phase}push`, () =>
    pushWithAttempts({ ...confirmation, image }, options, observed, runtime),
  );
  const [digest] = pushed.digests;
  const named = eager.size(digest);
  const version = await stopwatch.time(`${phase}confirm`, async () =>
    confirmVersion(pushed, {
      ...confirmation,
      found: await eager.version(digest),
      patience: TIMEOUT_SECONDS,
    }),
  );
  const size = named.then((parts) => parts ?? eager.size(version.digest));
  const { cacheOutcome } = pushed;
  const measured = isMeasured ? warnIfUnknown(size, image, runtime) : size;
  return { version, image, size: measured, cacheOutcome };
}

/**
 * Pushes the project to a model that this action may prune, and confirms the version by the model's list
 * of versions, which also names those that it replaces.
 * @param model as it was before the push.
 * @throws {ActionError} when the push fails, its version can't be confirmed, or the model is gone.
 */
export async function publishReplacement(
  options: PushOptions,
  tools: CogTools,
  {
    api,
    model,
    ...destination
  }: Pick<Destination, "isMeasured" | "phase"> & {
    readonly api: ReplicateApi;
    readonly model: Model;
  },
  runtime: Runtime,
): Promise<Replacement> {
  let listed: readonly ListedVersion[] = [];
  const lookUp: Destination["lookUp"] = async (ids) => {
    const versions = await listVersions(api, model);
    if (!versions.ok && versions.response.status === 404)
      throw new ActionError({
        code: "model-deleted",
        message: `${fullName(model)} was deleted during the push.`,
        hint: "Run the job again if the model is still needed: it is created again.",
      });
    if (!versions.ok) return versions;
    listed = versions.value;
    const value = listed.find(({ id }) => ids.includes(id));
    return value && { ok: true, value };
  };
  const published = await publishVersion(
    options,
    tools,
    { ...destination, name: model, api, previous: model.latestVersion?.id, lookUp },
    runtime,
  );
  const [, ...older] = listed;
  return { ...published, replaced: older.filter(({ id }) => id !== published.version.id) };
}

/** Without the size, the output image-size and the report of the change in size are missing. */
async function warnIfUnknown(
  size: Published["size"],
  image: string,
  { signal }: Runtime,
): Published["size"] {
  const parts = await size;
  if (parts === undefined && !signal.aborted)
    core.warning(`The size of ${image} is unknown: the registry does not return its manifest.`);
  return parts;
}

/** Name of a model's image on the registry: `r8.im/acme/hotdog`. */
export function imageOf(name: ModelName, { context }: Runtime): string {
  return `${context.registryHost}/${fullName(name)}`;
}
