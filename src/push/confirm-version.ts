import type { PushReport } from "../cog/output.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError, errorReason, wrapError } from "../lib/errors.ts";
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
  /** `sha256:` and the ID: the digest of the pushed image. */
  readonly digest: string;
  /** The version's OpenAPI schema, if the API returned one. */
  readonly schema: JsonRecord | undefined;
}

/** Where to look for a pushed version. */
export interface Confirmation {
  readonly name: ModelName;
  /** Undefined without an API token: then only the registry is queried. */
  readonly api: ReplicateApi | undefined;
  readonly registry: RegistrySession;
  /** The latest version before the push; undefined: there is none, or it is not known. */
  readonly previous: string | undefined;
  readonly signal: AbortSignal;
  /** Looks up several IDs in one request. Resolves to undefined when none of them exists yet. */
  readonly lookUp?: (ids: readonly string[]) => Promise<Answer<Version> | undefined>;
}

/** Why a version is not confirmed, as a part of a sentence. */
export class NotConfirmed extends Error {}

/** Seconds. Versions have always appeared right after the push so far, but no delay is documented. */
const TIMEOUT = 120;
/** The tag of a plain `cog push`. */
export const PLAIN_TAG = "latest";

/**
 * Confirms that a pushed version exists.
 * @param report digests and tag that Cog printed. There may be no digest.
 * @param timeout seconds.
 * @throws {ActionError} if it cannot be confirmed, although the push succeeded.
 */
export async function confirmVersion(
  { digests, tag = PLAIN_TAG }: Pick<PushReport, "digests" | "tag">,
  confirmation: Confirmation,
  timeout = TIMEOUT,
): Promise<ConfirmedVersion> {
  const { api, registry, signal } = confirmation;
  const polling = { timeout, maxPause: 10, signal };
  try {
    if (api === undefined) return await confirmAtRegistry(digests, registry);
    if (digests.length > 0) {
      // Of a bundle, Cog can print the image's digest alone. Its tag is that of this push.
      const isTagged = tag !== PLAIN_TAG && digests.length === 1;
      const others = isTagged ? await resolveTag(registry, tag).catch(() => []) : [];
      const all = [...new Set([...digests, ...others])];
      return await confirmDigests(all, api, confirmation, polling);
    }
    return await identifyVersion(tag, api, confirmation, polling);
  } catch (cause) {
    if (!(cause instanceof NotConfirmed || cause instanceof ActionError)) throw cause;
    const name = fullName(confirmation.name);
    throw wrapError(cause, {
      code: "version-unconfirmed",
      message: `The push to ${name} succeeded, but its version could not be confirmed: ${errorReason(cause)}.`,
      hint: `Check https://replicate.com/${name}/versions before you push again. The output version is empty because no version was confirmed.`,
    });
  }
}

/** Queries the API for the digests that Cog printed until it returns one of them. */
async function confirmDigests(
  digests: readonly string[],
  api: ReplicateApi,
  confirmation: Confirmation,
  polling: Polling,
): Promise<ConfirmedVersion> {
  let last = "it is not in the list of versions";
  const found = await poll(polling, async () => {
    const answer = await lookUpDigests(digests, api, confirmation);
    if (answer?.ok) return answer.value;
    if (answer !== undefined) last = describeResponse(answer.response);
    return undefined;
  });
  if (found !== undefined) return confirmed(found.id, found.schema);
  throw new NotConfirmed(
    `Cog printed ${digests.join(" and ")}, but the API has no such version after ${polling.timeout} s (${last})`,
  );
}

/** Queries the API once for a version with one of these digests. */
export async function lookUpDigests(
  digests: readonly string[],
  api: ReplicateApi,
  { name, lookUp }: Confirmation,
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
  { name, previous, registry }: Confirmation,
  polling: Polling,
): Promise<ConfirmedVersion> {
  let tagged: readonly string[] = [];
  let fresh: readonly string[] | undefined;
  const isTagged = (id: string): boolean => tagged.includes(`sha256:${id}`);
  const found = await poll(polling, async () => {
    [tagged, fresh] = await Promise.all([
      resolveTag(registry, tag),
      versionsSince(api, name, previous),
    ]);
    const [only, ...others] = fresh ?? [];
    return others.length === 0 && only !== undefined && isTagged(only) ? only : undefined;
  });
  // The tag has not moved and there is no new version: the same image was pushed again.
  const same = fresh?.length === 0 && previous !== undefined && isTagged(previous);
  const id = found ?? (same ? previous : undefined);
  if (id !== undefined) return confirmed(id);
  throw new NotConfirmed(
    `Cog printed no digest, the registry returned ${tagged.join(" and ") || "no digest"} for the tag ${tag}, and the new versions in the API are ${fresh?.join(", ") || "none"}`,
  );
}

/** Without the API, the registry must have the digest that Cog printed. */
async function confirmAtRegistry(
  [digest]: readonly string[],
  registry: RegistrySession,
): Promise<ConfirmedVersion> {
  if (digest === undefined)
    throw new NotConfirmed("Cog printed no digest, and the API cannot be used without api-token");
  const response = await registry.manifest(digest);
  if (response.status === 200) return confirmed(hexOf(digest));
  throw new NotConfirmed(
    `Cog printed ${digest}, but the registry does not return it (${describeResponse(response)})`,
  );
}

/** A version that exists, with the digest of its image. */
export function confirmed(id: string, schema?: JsonRecord): ConfirmedVersion {
  return { id, digest: `sha256:${id}`, schema };
}

function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}
