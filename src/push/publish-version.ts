import * as core from "@actions/core";
import type { CacheOutcome } from "../build-cache/build-extension.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { Stopwatch } from "../lib/stopwatch.ts";
import type { ModelTarget } from "../model/options.ts";
import type { ImageParts } from "../registry/manifest.ts";
import type { ReplicateApi } from "../replicate/client.ts";
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

/** Where a version goes. */
export interface Destination extends Pick<Confirmation, "lookUp"> {
  readonly name: ModelName;
  /** Undefined without an API token. */
  readonly api: ReplicateApi | undefined;
  /** The newest version before the push. */
  readonly previous: string | undefined;
  /** Whether anybody asks what the image weighs. */
  readonly isMeasured: boolean;
}

/** A version that was pushed, and proved to be there. */
export interface Published {
  readonly version: ConfirmedVersion;
  /** Name of the image on the registry. */
  readonly image: string;
  /** Being read from the registry. */
  readonly size: Promise<ImageParts | undefined>;
  readonly cacheOutcome: CacheOutcome;
}

/**
 * Pushes the project to a model, again where that helps, and confirms the version.
 * @param watch takes the time of both, under names that begin with `phase`.
 * @throws {ActionError} when the push fails, or its version can't be established.
 */
export async function publishVersion(
  plan: PushOptions & { readonly target: ModelTarget },
  ready: CogTools,
  destination: Destination,
  { watch, phase }: { readonly watch: Stopwatch; readonly phase: string },
  runtime: Runtime,
): Promise<Published> {
  const image = imageOf(destination.name, runtime);
  const confirmation = {
    ...destination,
    registry: ready.registry.session,
    signal: runtime.signal,
  };
  const look = new EagerConfirmation(confirmation, destination.isMeasured);
  const observed = { ...ready, onDigest: (digest: string) => look.begin(digest) };
  const pushed = await watch.time(`${phase}push`, () =>
    pushWithAttempts(image, plan, observed, confirmation, runtime),
  );
  const [digest] = pushed.digests;
  const named = look.size(digest);
  const version = await watch.time(`${phase}confirm`, async () =>
    confirmVersion(pushed, {
      ...confirmation,
      found: await look.version(digest),
      patience: TIMEOUT_SECONDS,
    }),
  );
  const size = named.then((parts) => parts ?? look.size(version.digest));
  const measured = destination.isMeasured ? told(size, image, runtime) : size;
  return { version, image, size: measured, cacheOutcome: pushed.cacheOutcome };
}

/** Says when the size can't be read: image-size, and whatever goes by it, is missing then. */
async function told(
  size: Published["size"],
  image: string,
  { signal }: Runtime,
): Published["size"] {
  const parts = await size;
  if (parts === undefined && !signal.aborted)
    core.warning(`The size of ${image} is not known: the registry does not show its manifest.`);
  return parts;
}

/** Name of a model's image on the registry: `r8.im/acme/hotdog`. */
export function imageOf(name: ModelName, { context }: Runtime): string {
  return `${context.registryHost}/${fullName(name)}`;
}
