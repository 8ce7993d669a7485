import type { PushReport } from "../cog/output.ts";
import { imageLabels } from "../docker/labels.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { info } from "../lib/log.ts";
import { readLabels, resolveTag } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type Confirmation, confirmVersion, PLAIN_TAG } from "./confirm-version.ts";

/** Random for each `cog push` since 0.14.0, so that no two of them make the same image (pkg/cli/push.go). */
const PUSH_ID_LABEL = "run.cog.push_id";
/** Seconds. Longer would only delay the next attempt: registration follows the push at once as a rule. */
const PATIENCE = 5;

/**
 * Looks whether a push that failed has arrived all the same, its last answer being lost: then pushing again
 * would make a second version, as each `cog push` labels its image anew. Up to 0.13 it does not, and pushing
 * again makes the same image.
 * @param image name of the image: `r8.im/acme/hotdog`.
 * @returns what a push that succeeded would have named; undefined when it is not there, or not provably ours.
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
  // A bundle's tag is the time at which this very push began; any other tag is everybody's.
  if (tag === undefined && !(await isOurs(image, digest, registry, runtime))) return undefined;
  const found = { digests: tag === undefined ? [digest] : held, tag };
  try {
    await confirmVersion(found, { ...confirmation, patience: PATIENCE });
    return found;
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    info(`The registry holds this image, but it is no version yet: ${error.message}`);
    return undefined;
  }
}

/** Whether the registry's image is the one that Docker has built here. */
async function isOurs(
  image: string,
  digest: string,
  registry: RegistrySession,
  { context, signal }: Runtime,
): Promise<boolean> {
  const { environment, dockerConfigDirectory } = context;
  try {
    const [built, held] = await Promise.all([
      imageLabels(image, { environment, dockerConfigDirectory, signal }),
      readLabels(registry, digest),
    ]);
    const id = stringAt(built, PUSH_ID_LABEL);
    return id !== undefined && id === (held && stringAt(held, PUSH_ID_LABEL));
  } catch (error) {
    signal.throwIfAborted();
    info(`Docker does not show what was built here: ${errorMessage(error)}`);
    return false;
  }
}
