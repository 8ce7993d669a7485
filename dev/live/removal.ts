import { isRecord, stringAt } from "../../src/lib/json.ts";
import { fullName } from "../../src/lib/model-name.ts";
import { poll } from "../../src/lib/poll.ts";
import type { ReplicateApi } from "../../src/replicate/client.ts";
import { deleteVersion, listVersions } from "../../src/replicate/models.ts";
import type { Made } from "./live.ts";

/** Something that could not be removed. */
export interface Left {
  /** `model acme/hotdog` */
  readonly what: string;
  readonly reason: string;
}

export interface RemovalOptions {
  readonly api: ReplicateApi;
  /** Minutes for each of them. */
  readonly minutes: number;
  /** Seconds in which a creation that was interrupted can still take effect. */
  readonly settle: number;
  /** Aborted by a second Ctrl-C. */
  readonly signal: AbortSignal;
}

type Attempt = { readonly kind: "gone" } | { readonly kind: "refused"; readonly reason: string };

/** Seconds. A deployment can be deleted 15 minutes after its last use, a version takes minutes. */
const MAX_PAUSE = 15;

/** Removes all that was made. Versions are refused until the deployment is gone that runs them. */
export async function removeAll(
  made: readonly Made[],
  options: RemovalOptions,
): Promise<readonly Left[]> {
  const removals = made.map(async (one) => {
    const reason = await remove(one, options);
    return reason === undefined ? [] : [{ what: `${one.kind} ${fullName(one)}`, reason }];
  });
  return (await Promise.all(removals)).flat();
}

/** @returns why it could not be removed; undefined: it is gone. */
async function remove(made: Made, options: RemovalOptions): Promise<string | undefined> {
  const { api, minutes, settle, signal } = options;
  const asked = new Set<string>();
  let reason = "the removal was interrupted";
  try {
    await poll({ timeout: settle, maxPause: 1, signal }, async () => {
      const { status } = await api("GET", pathOf(made));
      return status === 404 ? undefined : true;
    });
    const gone = await poll({ timeout: minutes * 60, maxPause: MAX_PAUSE, signal }, async () => {
      const attempt =
        made.kind === "model" ? await tryModel(made, api, asked) : await tryDeployment(made, api);
      if (attempt.kind === "gone") return true;
      reason = attempt.reason;
      return undefined;
    });
    return gone === true ? undefined : reason;
  } catch (error) {
    if (signal.aborted) return reason;
    return error instanceof Error ? error.message : String(error);
  }
}

async function tryDeployment(made: Made, api: ReplicateApi): Promise<Attempt> {
  return attemptOf(await api("DELETE", pathOf(made)));
}

/** @param asked versions whose deletion has begun. */
async function tryModel(made: Made, api: ReplicateApi, asked: Set<string>): Promise<Attempt> {
  const versions = await listVersions(api, made);
  if (!versions.ok) return attemptOf(versions.response);
  let refusal: Attempt | undefined;
  for (const { id } of versions.value.filter((version) => !asked.has(version.id))) {
    const response = await deleteVersion(api, made, id);
    if (response.status === 202 || response.status === 404) asked.add(id);
    else refusal = attemptOf(response);
  }
  return refusal ?? attemptOf(await api("DELETE", pathOf(made)));
}

function pathOf(made: Made): string {
  return `/${made.kind}s/${fullName(made)}`;
}

function attemptOf({
  status,
  body,
  networkError,
}: {
  readonly status: number;
  readonly body: unknown;
  readonly networkError?: string;
}): Attempt {
  if (status === 204 || status === 404) return { kind: "gone" };
  const detail = isRecord(body) ? stringAt(body, "detail") : undefined;
  return {
    kind: "refused",
    reason: `${networkError ?? `HTTP ${status}`}: ${detail ?? "no reason"}`,
  };
}
