import type { PushReport } from "../cog/output.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import type { JsonRecord } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { sleep } from "../lib/sleep.ts";
import { resolveTag } from "../registry/manifest.ts";
import type { RegistrySession } from "../registry/session.ts";
import type { Answer, ReplicateApi } from "../replicate/client.ts";
import { getVersion, versionsSince } from "../replicate/models.ts";
import type { Version } from "../replicate/parse.ts";

export interface ConfirmedVersion {
  /** The version's id: 64 hex digits. */
  readonly id: string;
  /** `sha256:` and the id: the digest of what was pushed. */
  readonly digest: string;
  /** The version's OpenAPI schema, when the API was asked and has one. */
  readonly schema: JsonRecord | undefined;
}

/** Where a pushed version is looked for, and for how long. */
export interface Confirmation {
  readonly name: ModelName;
  /** Undefined without an API token: then the registry alone is asked. */
  readonly api: ReplicateApi | undefined;
  readonly registry: RegistrySession;
  /** The newest version before the push. */
  readonly previous: string | undefined;
  readonly signal: AbortSignal;
  /** Another way to ask the API for one of these ids than one by one; undefined: it has none yet. */
  readonly lookUp?: (ids: readonly string[]) => Promise<Answer<Version> | undefined>;
  /** The version that Cog named, when it was found while Cog was still at work. */
  readonly found?: Version | undefined;
  /** Seconds. */
  readonly patience: number;
}

/** Two minutes: registration follows the push at once in what has been seen, but nobody documents it. */
export const TIMEOUT_SECONDS = 120;
/** The tag that a plain `cog push` gives an image when its name has none. */
export const PLAIN_TAG = "latest";

/**
 * Proves that a pushed version is there.
 * @param report what Cog said: the digests that it named, possibly none, and the tag.
 * @throws {ActionError} when it can't be established; the push itself has succeeded then.
 */
export async function confirmVersion(
  report: Pick<PushReport, "digests" | "tag">,
  confirmation: Confirmation,
): Promise<ConfirmedVersion> {
  const established = await establish(report, confirmation).catch(reasonOf);
  if (typeof established !== "string") return established;
  const name = fullName(confirmation.name);
  throw new ActionError({
    code: "version-unconfirmed",
    message: `The push to ${name} succeeded, but the id of its version could not be established: ${established}.`,
    hint: `Look at https://replicate.com/${name}/versions before you push again. No version was written to the outputs, since none was proved.`,
  });
}

/** The version, or why there is none that is proved. */
type Established = Promise<ConfirmedVersion | string>;

function establish(
  { digests, tag = PLAIN_TAG }: Pick<PushReport, "digests" | "tag">,
  confirmation: Confirmation,
): Established {
  const { api } = confirmation;
  if (api === undefined) return confirmAtRegistry(digests, confirmation);
  return digests.length > 0
    ? confirmNamed(digests, api, confirmation)
    : identify(tag, api, confirmation);
}

function reasonOf(error: unknown): string {
  if (error instanceof ActionError)
    return error.problems
      .map(({ message: what }) => what)
      .join(" ")
      .replace(/\.$/, "");
  throw error;
}

/** Asks the API for the digests that Cog named until it has one of them. */
async function confirmNamed(
  digests: readonly string[],
  api: ReplicateApi,
  confirmation: Confirmation,
): Established {
  let last = "it is not among the versions";
  const ask = async () => {
    const answer = await lookUpNamed(digests, api, confirmation);
    if (answer === undefined || answer.ok) return answer?.value;
    last = describeResponse(answer.response);
    return undefined;
  };
  const found = confirmation.found ?? (await poll(confirmation, ask));
  return found === undefined
    ? `Cog named ${digests.join(" and ")}, and after ${confirmation.patience} s the API has no such version (${last})`
    : confirmed(found.id, found.schema);
}

/** Asks the API once for the version that has one of these digests. */
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
 * Finds the version when Cog named none: the one that is new in the API and that the registry holds under
 * the tag. When there are several, another run has pushed as well, and nothing tells which one is ours.
 */
async function identify(tag: string, api: ReplicateApi, confirmation: Confirmation): Established {
  const { name, previous, registry } = confirmation;
  let held: readonly string[] = [];
  let fresh: readonly string[] | undefined;
  const isHeld = (id: string): boolean => held.includes(`sha256:${id}`);
  const found = await poll(confirmation, async () => {
    [held, fresh] = await Promise.all([
      resolveTag(registry, tag),
      versionsSince(api, name, previous),
    ]);
    const [only, ...others] = fresh ?? [];
    return others.length === 0 && only !== undefined && isHeld(only) ? only : undefined;
  });
  if (found !== undefined) return confirmed(found);
  // The registry holds what was there before, and nothing new came: the same image was pushed again.
  if (previous !== undefined && fresh?.length === 0 && isHeld(previous)) return confirmed(previous);
  return `Cog named no digest, the registry holds ${held.join(" and ") || "nothing"} as ${tag}, and the versions that are new in the API are ${fresh?.join(", ") || "none"}`;
}

/** Without the API, the registry's word is all there is: it must hold what Cog named. */
async function confirmAtRegistry(
  digests: readonly string[],
  { registry }: Confirmation,
): Established {
  const [digest] = digests;
  if (digest === undefined)
    return "Cog named no digest, and without api-token the API can't be asked";
  const reply = await registry.manifest(digest);
  return reply.status === 200
    ? confirmed(hexOf(digest))
    : `Cog named ${digest}, and the registry does not show it (${describeResponse(reply)})`;
}

/** Repeats a question with growing pauses until it has an answer or patience ends. */
async function poll<T>(
  { signal, patience }: Confirmation,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + patience * 1000;
  for (let seconds = 0.25; ; seconds = Math.min(seconds * 1.5, 10)) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
    await sleep(Math.min(seconds, (deadline - Date.now()) / 1000), signal);
  }
}

function confirmed(id: string, schema?: JsonRecord): ConfirmedVersion {
  return { id, digest: `sha256:${id}`, schema };
}

function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}
