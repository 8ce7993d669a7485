import * as core from "@actions/core";
import type { MovedDeployment } from "../../deployment/move.ts";
import type { PlannedDeployment } from "../../deployment/preflight.ts";
import { ActionError, errorReason } from "../../lib/errors.ts";
import { debug } from "../../lib/log.ts";
import { fullName, type ModelName } from "../../lib/model-name.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plans.ts";
import { findDeployment } from "../../replicate/deployments.ts";
import { findModel } from "../../replicate/models.ts";
import {
  type AgeOf,
  type CommitAge,
  commitAges,
  type NewerVersion,
} from "../../reuse/stale-commit.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { PushPreflight } from "./preflight.ts";

/** Lists the versions that the next part of the step replaces. */
export type FindReplaced = () => Promise<readonly string[]>;

/** An answer that may still be under way. It never rejects. */
export interface AgeCheck {
  readonly ages: Promise<readonly CommitAge[]>;
}

export const NOT_CHECKED: AgeCheck = { ages: Promise.resolve([]) };

/** Notices when a version of a newer commit is replaced (input stale-commit). */
export class StaleCommitGuard {
  readonly #mode: PushPlan["staleCommit"]["mode"];
  readonly #name: ModelName;
  readonly #ageOf: AgeOf;
  readonly #reported = new Map<string, NewerVersion>();
  #isUnknown = false;

  constructor({ staleCommit, push }: PushPlan, ready: PushPreflight, runtime: Runtime) {
    const { context, http, signal } = runtime;
    const { githubApiUrl: apiUrl, repository } = context;
    this.#mode = staleCommit.mode;
    this.#name = ready.name;
    this.#ageOf = commitAges({
      source: ready.source,
      commit: push.commit,
      registry: ready.registry.session,
      github: { apiUrl, token: staleCommit.githubToken, repository },
      http,
      signal,
    });
  }

  /** Whether a version of a newer commit fails the step. */
  get isBlocking(): boolean {
    return this.#mode === "fail";
  }

  /** The versions of newer commits that were reported so far. */
  get newer(): readonly NewerVersion[] {
    return [...this.#reported.values()];
  }

  /**
   * Begins a check. With `fail`, waits for it.
   * @param impact what a failure means for production: `Nothing was built.`
   * @throws {ActionError} with `fail`, when a version of a newer commit would be replaced.
   */
  async begin(find: FindReplaced, impact: string): Promise<AgeCheck> {
    if (this.#mode === "allow") return NOT_CHECKED;
    const ages = this.#agesOf(find);
    if (this.#mode === "warn") return { ages };
    for (const age of await ages) if (age.kind === "newer") throw this.#staleCommit(age, impact);
    await this.report({ ages });
    return NOT_CHECKED;
  }

  /** Warns of what a check found, each version once. */
  async report({ ages }: AgeCheck): Promise<void> {
    for (const age of await ages) {
      if (age.kind === "unknown") this.#reportUnknown(age.reason);
      if (age.kind !== "newer" || this.#reported.has(age.version)) continue;
      this.#reported.set(age.version, age);
      core.warning(`${describe(age, this.#name)} To fail instead, set stale-commit to "fail".`);
    }
  }

  async #agesOf(find: FindReplaced): Promise<readonly CommitAge[]> {
    try {
      return await Promise.all((await find()).map(this.#ageOf));
    } catch (error) {
      return [{ kind: "unknown", reason: errorReason(error) }];
    }
  }

  #reportUnknown(reason: string): void {
    const text = `Could not check for a newer commit (stale-commit): ${reason}.`;
    if (this.#mode === "warn") debug(text);
    else if (!this.#isUnknown) core.warning(text);
    this.#isUnknown = true;
  }

  #staleCommit(age: NewerVersion, impact: string): ActionError {
    return new ActionError({
      code: "stale-commit",
      message: `${describe(age, this.#name)} ${impact}`,
      hint: 'Run the workflow for the newest commit. To replace a newer version on purpose, set stale-commit to "allow".',
    });
  }
}

function describe({ version, newer, commit }: NewerVersion, name: ModelName): string {
  return `Version "${version}" of ${fullName(name)} was built from commit "${newer}", which is newer than this one, "${commit}".`;
}

/** The newest version, as the preflight found it. */
export function newestAtPreflight({ access }: PushPreflight): FindReplaced {
  return async () => {
    if (access.kind === "registry-only")
      throw new Error("the newest version is unknown without api-token");
    return idsOf(latestVersion(access)?.id);
  };
}

/** The newest version at the time of the call, unless it is this step's own. */
export function newestNow({ access, name }: PushPreflight, own?: string): FindReplaced {
  return async () => {
    if (access.kind === "registry-only") return [];
    const model = await findModel(access.api, name);
    return idsOf(model?.latestVersion?.id).filter((id) => id !== own);
  };
}

/**
 * Moves the deployment. With `fail`, not if a newer commit would be replaced.
 * @param own the version that it is moved to, and whether this step made it the newest.
 * @throws {ActionError} with `fail`, when a version of a newer commit would be replaced.
 */
export async function moveUnlessStale<T extends MovedDeployment>(
  guard: StaleCommitGuard,
  ready: PushPreflight & { readonly deployment: PlannedDeployment },
  own: { readonly id: string; readonly isPushed: boolean },
  move: () => Promise<T>,
): Promise<T> {
  const { api, name, state } = ready.deployment;
  const newest = own.isPushed ? newestNow(ready, own.id) : async () => [];
  const served = async () => {
    const found = state.kind === "exists" ? await findDeployment(api, name) : undefined;
    return idsOf(found?.release.version).filter((id) => id !== own.id);
  };
  const impact = `The deployment ${fullName(name)} was not moved.`;
  const replaced = async () => (await Promise.all([newest(), served()])).flat();
  const check = await guard.begin(guard.isBlocking ? replaced : newest, impact);
  const moved = await move();
  await guard.report(check);
  // Where nothing is blocked, the move itself returns what it replaced.
  const before = idsOf(moved.before?.release.version).filter((id) => id !== own.id);
  if (!guard.isBlocking) await guard.report(await guard.begin(async () => before, impact));
  return moved;
}

function idsOf(id: string | undefined): readonly string[] {
  return id === undefined ? [] : [id];
}
