import type { PushReport } from "../cog/output.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError, wrapError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { type Polling, poll } from "../lib/poll.ts";
import { resolveTag } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Answer, ReplicateApi } from "../replicate/client.ts";
import { getVersion, versionsSince } from "../replicate/models.ts";
import type { Version } from "../replicate/parse.ts";

export interface ConfirmedVersion {
  /** The version's ID: 64 hex digits. */
  readonly id: string;
  /** `sha256:` and the ID: the digest of what was pushed. */
  readonly digest: string;
  /** The version's OpenAPI schema, if the API returned one. */
  readonly schema: JsonRecord | undefined;
}

/** Where to look for a pushed version, and for how long. */
export interface Confirmation {
  readonly name: ModelName;
  /** Undefined without an API token: then only the registry is queried. */
  readonly api: ReplicateApi | undefined;
  readonly registry: RegistrySession;
  /** The latest version before the push. */
  readonly previous: string | undefined;
  readonly signal: AbortSignal;
  /** Looks up several IDs in one request. Resolves to undefined when none of them exists yet. */
  readonly lookUp?: (ids: readonly string[]) => Promise<Answer<Version> | undefined>;
  /** The version, if it was found while Cog was still running. */
  readonly found?: Version | undefined;
  /** Seconds. */
  readonly patience: number;
}

/** Versions have always appeared right after the push so far, but no delay is documented. */
export const TIMEOUT_SECONDS = 120;
/** The tag of a plain `cog push`. */
export const PLAIN_TAG = "latest";

/**
 * Confirms that a pushed version exists.
 * @param report digests and tag that Cog printed. There may be no digest.
 * @throws {ActionError} if it cannot be confirmed, although the push succeeded.
 */
export async function confirmVersion(
  report: Pick<PushReport, "digests" | "tag">,
  confirmation: Confirmation,
): Promise<ConfirmedVersion> {
  const { digests, tag = PLAIN_TAG } = report;
  const { api } = confirmation;
  try {
    if (api === undefined) return await confirmAtRegistry(digests, confirmation);
    if (digests.length > 0) return await confirmDigests(digests, api, confirmation);
    return await identifyVersion(tag, api, confirmation);
  } catch (error) {
    throw unconfirmed(confirmation.name, error);
  }
}

/** Why a version is not confirmed, as a part of a sentence. */
class NotConfirmed extends Error {}

/** The error to throw for a version that is not confirmed. Any other error is returned as it is. */
function unconfirmed(model: ModelName, cause: unknown): unknown {
  if (!(cause instanceof NotConfirmed) && !(cause instanceof ActionError)) return cause;
  const name = fullName(model);
  const reason =
    cause instanceof ActionError
      ? cause.problems.map(({ message }) => message).join(" ")
      : cause.message;
  return wrapError(cause, {
    code: "version-unconfirmed",
    message: `The push to ${name} succeeded, but its version could not be confirmed: ${reason.replace(/\.$/, "")}.`,
    hint: `Check https://replicate.com/${name}/versions before you push again. The output version is empty because no version was confirmed.`,
  });
}

/** Queries the API for the digests that Cog printed until it returns one of them. */
async function confirmDigests(
  digests: readonly string[],
  api: ReplicateApi,
  confirmation: Confirmation,
): Promise<ConfirmedVersion> {
  let last = "it is not in the list of versions";
  const ask = async () => {
    const answer = await lookUpNamed(digests, api, confirmation);
    if (answer === undefined || answer.ok) return answer?.value;
    last = describeResponse(answer.response);
    return undefined;
  };
  const found = confirmation.found ?? (await poll(polling(confirmation), ask));
  if (found !== undefined) return confirmed(found.id, found.schema);
  throw new NotConfirmed(
    `Cog printed ${digests.join(" and ")}, but the API has no such version after ${confirmation.patience} s (${last})`,
  );
}

/** Queries the API once for a version with one of these digests. */
export async function lookUpNamed(
  digests: readonly string[],
  api: ReplicateApi,
  { name, lookUp }: Pick<Confirmation, "name" | "lookUp">,
): Promise<Answer<Version> | undefined> {
  const ids = digests.map(hexOf);
  if (lookUp !== undefined) return lookUp(ids);
  const answers = await Promise.all(ids.map((id) => getVersion(api, name, id)));
  return answers.find(({ ok }) => ok) ?? answers[0];
}

/**
 * Finds the version if Cog printed no digest: it is new in the API, and its digest has the tag in the registry. If there
 * are several new versions, another run has pushed as well, and ours cannot be identified.
 */
async function identifyVersion(
  tag: string,
  api: ReplicateApi,
  confirmation: Confirmation,
): Promise<ConfirmedVersion> {
  const { name, previous, registry } = confirmation;
  let tagged: readonly string[] = [];
  let fresh: readonly string[] | undefined;
  const isTagged = (id: string): boolean => tagged.includes(`sha256:${id}`);
  const found = await poll(polling(confirmation), async () => {
    [tagged, fresh] = await Promise.all([
      resolveTag(registry, tag),
      versionsSince(api, name, previous),
    ]);
    const [only, ...others] = fresh ?? [];
    return others.length === 0 && only !== undefined && isTagged(only) ? only : undefined;
  });
  if (found !== undefined) return confirmed(found);
  // The tag has not moved and there is no new version: the same image was pushed again.
  if (previous !== undefined && fresh?.length === 0 && isTagged(previous))
    return confirmed(previous);
  throw new NotConfirmed(
    `Cog printed no digest, the tag ${tag} is ${tagged.join(" and ") || "missing"} in the registry, and the new versions in the API are ${fresh?.join(", ") || "none"}`,
  );
}

/** Without the API, the registry must have the digest that Cog printed. */
async function confirmAtRegistry(
  digests: readonly string[],
  { registry }: Confirmation,
): Promise<ConfirmedVersion> {
  const [digest] = digests;
  if (digest === undefined)
    throw new NotConfirmed("Cog printed no digest, and the API cannot be used without api-token");
  const response = await registry.manifest(digest);
  if (response.status === 200) return confirmed(hexOf(digest));
  throw new NotConfirmed(
    `Cog printed ${digest}, but the registry does not return it (${describeResponse(response)})`,
  );
}

function polling({ patience, signal }: Confirmation): Polling {
  return { timeout: patience, maxPause: 10, signal };
}

function confirmed(id: string, schema?: JsonRecord): ConfirmedVersion {
  return { id, digest: `sha256:${id}`, schema };
}

function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}
