import type { MovedDeployment } from "../../deployment/move.ts";
import type { PlannedDeployment } from "../../deployment/preflight.ts";
import { ActionError, errorReason } from "../../lib/errors.ts";
import { debug, warning } from "../../lib/log.ts";
import { fullName } from "../../lib/model-name.ts";
import { latestVersion } from "../../model/preflight.ts";
import type { PushPlan } from "../../plan/plan.ts";
import { findDeployment } from "../../replicate/deployments.ts";
import { findModel } from "../../replicate/models.ts";
import { type AgeOf, type CommitAge, commitAges } from "../../reuse/commit-age.ts";
import { describeNewer, describeReason, type NewerVersion } from "../../reuse/reasons.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { PushPreflight } from "./preflight.ts";

/** Finds the versions that the next part of the step replaces. */
type FindReplaced = () => Promise<readonly (string | undefined)[]>;

/** Notices when a version of a newer commit is replaced (input stale-commit). */
export class StaleCommitGuard {
  readonly #mode: PushPlan["staleCommit"]["mode"];
  readonly #ready: PushPreflight;
  readonly #ageOf: AgeOf;
  readonly #reported = new Map<string, NewerVersion>();
  /** Checks that may still be running. None rejects. */
  readonly #pending: Promise<readonly CommitAge[]>[] = [];
  #isUnknown = false;

  constructor({ staleCommit, push }: PushPlan, ready: PushPreflight, runtime: Runtime) {
    const { context, http, signal } = runtime;
    const { githubApiUrl: apiUrl, repository } = context;
    this.#mode = staleCommit.mode;
    this.#ready = ready;
    this.#ageOf = commitAges({
      source: ready.source,
      commit: push.commit,
      registry: ready.registry.session,
      github: { apiUrl, token: staleCommit.githubToken, repository },
      http,
      signal,
    });
  }

  /** The versions of newer commits that were reported so far. */
  get newer(): readonly NewerVersion[] {
    return [...this.#reported.values()];
  }

  /**
   * Checks the latest version, as the preflight found it. With `fail`, waits for the answer.
   * @param impact what a failure means for production: `Nothing was built.`
   * @throws {ActionError} with `fail`, when it is of a newer commit.
   */
  checkNewest(impact: string): Promise<void> {
    const { access } = this.#ready;
    return this.#check(impact, async () => {
      if (access.kind === "api") return [latestVersion(access)?.id];
      throw new Error("the latest version is unknown without api-token");
    });
  }

  /** As `checkNewest`, by the latest version at the time of the call. */
  checkNewestNow(impact: string): Promise<void> {
    return this.#check(impact, () => this.#newestNow());
  }

  /**
   * Moves the deployment. With `fail`, not if a newer commit would be replaced.
   * @param own the version that it is moved to, and whether this step made it the newest.
   * @throws {ActionError} with `fail`, when a version of a newer commit would be replaced.
   */
  async move(
    { api, name, state }: PlannedDeployment,
    own: { readonly id: string; readonly isPushed: boolean },
    move: () => Promise<MovedDeployment>,
  ): Promise<void> {
    const isBlocking = this.#mode === "fail";
    const served = async () => {
      const isServing = isBlocking && state.kind === "exists";
      return isServing ? (await findDeployment(api, name))?.release.version : undefined;
    };
    const newest = async () => (own.isPushed ? this.#newestNow() : []);
    const impact = `The deployment ${fullName(name)} was not moved.`;
    const replaced = async () => (await Promise.all([newest(), served()])).flat();
    await this.#check(impact, replaced, own.id);
    const { before } = await move();
    // Where nothing is blocked, the move itself returns what it replaced.
    if (!isBlocking) await this.#check(impact, async () => [before?.release.version], own.id);
    await this.report();
  }

  async #newestNow(): ReturnType<FindReplaced> {
    const { access, name } = this.#ready;
    if (access.kind === "registry-only") return [];
    return [(await findModel(access.api, name))?.latestVersion?.id];
  }

  /** @param own the version of this step, which replaces nothing. */
  async #check(impact: string, find: FindReplaced, own?: string): Promise<void> {
    if (this.#mode === "allow") return;
    const ages = this.#agesOf(find, own);
    this.#pending.push(ages);
    if (this.#mode === "warn") return;
    for (const age of await ages)
      if (age.kind === "newer")
        throw new ActionError({
          code: "stale-commit",
          message: `${describeNewer(age, this.#ready.name)} ${impact}`,
          hint: "Run the workflow for the latest commit. To replace a newer version on purpose, set stale-commit to allow.",
        });
    await this.report();
  }

  /** Warns about what the checks found, once per version. */
  async report(): Promise<void> {
    const ages = await Promise.all(this.#pending.splice(0));
    for (const age of ages.flat()) {
      if (age.kind === "unknown") {
        const text = `Could not check for a newer commit (stale-commit): ${describeReason(age.reason)}.`;
        if (this.#mode === "warn") debug(text);
        else if (!this.#isUnknown) warning("stale-commit-unchecked", text);
        this.#isUnknown = true;
      }
      if (age.kind !== "newer" || this.#reported.has(age.version)) continue;
      this.#reported.set(age.version, age);
      warning(
        "stale-commit",
        `${describeNewer(age, this.#ready.name)} To fail instead, set stale-commit to fail.`,
      );
    }
  }

  async #agesOf(find: FindReplaced, own: string | undefined): Promise<readonly CommitAge[]> {
    try {
      const ids = (await find()).filter((id) => id !== undefined);
      return await Promise.all(ids.filter((id) => id !== own).map(this.#ageOf));
    } catch (error) {
      return [{ kind: "unknown", reason: { code: "check-failed", detail: errorReason(error) } }];
    }
  }
}
