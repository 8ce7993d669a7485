import type { PushReport } from "../cog/output.ts";
import { inspectImage } from "../docker/images.ts";
import { ActionError, errorMessage, errorReason } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { info } from "../lib/log.ts";
import { readLabels, resolveTag } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Confirmation, confirmVersion, PLAIN_TAG } from "./confirm-version.ts";

/** Random in each `cog push` since 0.14.0, so that no two pushes create the same image (pkg/cli/push.go). */
const PUSH_ID_LABEL = "run.cog.push_id";
/** A longer timeout would only delay the next attempt: versions usually appear right after the push. */
const TIMEOUT_SECONDS = 5;

/**
 * Checks whether a failed push reached the registry and only its last response was lost. Another push would create a
 * second version then, as each `cog push` labels its image with a new ID. Up to 0.13 there is no ID, and a retry pushes the
 * same image.
 * @param image name of the image: `r8.im/acme/hotdog`.
 * @returns the digests and tag of the push, or undefined if it is not in the registry or may belong to another run.
 */
export async function findExistingPush(
  image: string,
  report: PushReport,
  confirmation: Omit<Confirmation, "patience">,
  runtime: Runtime,
): Promise<Pick<PushReport, "digests" | "tag"> | undefined> {
  const { registry } = confirmation;
  const { tag } = report;
  const held = await resolveTag(registry, tag ?? PLAIN_TAG);
  const [digest] = held;
  if (digest === undefined) return undefined;
  // A bundle's tag is the start time of this push. Any other tag is shared by all pushes.
  if (tag === undefined && !(await isOurs(image, digest, registry, runtime))) return undefined;
  const found = { digests: tag === undefined ? [digest] : held, tag };
  try {
    await confirmVersion(found, { ...confirmation, patience: TIMEOUT_SECONDS });
    return found;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    info(`The registry has the image, but its version is not confirmed: ${errorReason(error)}.`);
    return undefined;
  }
}

/** Whether the image in the registry is the one that this job built. */
async function isOurs(
  image: string,
  digest: string,
  registry: RegistrySession,
  { context, signal }: Runtime,
): Promise<boolean> {
  try {
    const [built, held] = await Promise.all([
      inspectImage(image, { ...context, signal }),
      readLabels(registry, digest),
    ]);
    const id = stringAt(built.labels, PUSH_ID_LABEL);
    return id !== undefined && id === (held && stringAt(held, PUSH_ID_LABEL));
  } catch (error) {
    signal.throwIfAborted();
    info(`Could not compare the image in the registry with the local one: ${errorMessage(error)}`);
    return false;
  }
}
