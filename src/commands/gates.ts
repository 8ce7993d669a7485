import type { Project } from "../cog/project.ts";
import { compareSchemas, type SchemaPair } from "../compatibility/compare.ts";
import {
  annotateInputs,
  breakingChangesError,
  reportCompatibility,
} from "../compatibility/report.ts";
import { checkDeployment } from "../deployment/check.ts";
import { type CheckedMove, moveDeployment } from "../deployment/move.ts";
import type { PlannedDeployment } from "../deployment/preflight.ts";
import { reportMove } from "../deployment/report.ts";
import { openGitHub } from "../github/client.ts";
import { recordDeployment } from "../github/deployment.ts";
import { info, warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { writeSummary } from "../lib/summary-file.ts";
import { code } from "../markdown/markdown.ts";
import type { PushPlan } from "../plan/plan.ts";
import type { Published } from "../push/publish-version.ts";
import type { NewerVersion } from "../reuse/reasons.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { withDeploymentCase } from "../testing/deployment-case.ts";
import type { TestingOptions } from "../testing/options.ts";
import type { TestingPreflight } from "../testing/preflight.ts";
import { warnOfSize } from "../testing/report.ts";
import { runVersionTests, type VersionUnderTest } from "../testing/run.ts";
import { isPassed, testsFailedError } from "../testing/test-report.ts";
import { NO_RESULTS, type Results, renderResults } from "./results.ts";

/** How versions of a model are compared and tested. */
interface GateOptions {
  /** The model that users call. */
  readonly name: ModelName;
  readonly options: TestingOptions;
  readonly testing: TestingPreflight;
  /** Its changed inputs are annotated. Undefined: nothing is built. */
  readonly project?: Project;
  /** Where versions of newer commits that were replaced are collected. */
  readonly stale?: { readonly newer: readonly NewerVersion[] };
}

/** The gates that a version passes, in the order of the command, with the results so far. */
export class Gates {
  readonly #options: GateOptions;
  readonly #runtime: Runtime;
  #results = NO_RESULTS;

  constructor(options: GateOptions, runtime: Runtime) {
    this.#options = options;
    this.#runtime = runtime;
  }

  get results(): Results {
    return { ...this.#results, newer: this.#options.stale?.newer ?? [] };
  }

  /** Does the work of a command. When it fails, the results so far are in the summary. */
  async run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const sections = renderResults(this.results, this.#runtime.context.apiUrl);
      const title = `## Results for ${code(fullName(this.#options.name))}`;
      if (sections.length > 0) await writeSummary([title, ...sections].join("\n\n"));
      throw error;
    }
  }

  /**
   * Compares a version with the one in use, and reports the changes.
   * @param impact what a failure means for production: `Nothing was pushed.`
   * @throws {ActionError} for breaking changes when `compatibility` is `fail`.
   */
  async compare(schemas: SchemaPair, impact: string): Promise<void> {
    const { name, options, project } = this.#options;
    const mode = options.compatibility;
    if (mode === "off") return;
    const { before, after, isRollback = false } = schemas;
    const compatibility = compareSchemas(before?.schema, after, before?.cogVersion);
    this.#results = { ...this.#results, compatibility: { kind: "compared", compatibility } };
    reportCompatibility(compatibility, mode, schemas, name);
    if (project) await annotateInputs(compatibility, project, this.#runtime.context.workspace);
    if (mode === "fail" && compatibility.verdict === "breaking")
      throw breakingChangesError(compatibility, name, impact, isRollback);
  }

  /**
   * Runs the boot check and the test cases if they are requested, and reports them.
   * @param impact what a failure means for production: `Nothing was pushed.`
   * @param size of the version's image, where it is known.
   * @throws {ActionError} for a version that does not boot, or fails a test case.
   */
  async test(underTest: VersionUnderTest, impact: string, size?: Published["size"]): Promise<void> {
    const { options, testing } = this.#options;
    if (!options.bootCheck || testing.kind === "no-api") return;
    warnOfSize((await size)?.size, underTest.model);
    const report = await this.#runtime.stopwatch.time("test", () =>
      runVersionTests(underTest, options, testing.context, this.#runtime),
    );
    this.#results = { ...this.#results, tests: { kind: "tested", report } };
    if (!isPassed(report)) throw testsFailedError(report, impact);
  }

  /**
   * Moves the deployment to a version, checks the move, and records it as a GitHub Deployment if requested.
   * @throws {ActionError} when it cannot be moved, or fails its check.
   */
  async deploy(
    underTest: VersionUnderTest,
    deployment: PlannedDeployment,
    record: PushPlan["record"],
  ): Promise<CheckedMove> {
    const move = () => this.#moveAndCheck(underTest, deployment);
    const moved = await recordIfWanted(move, deployment.name, record, this.#runtime);
    this.#results = { ...this.#results, deployment: moved };
    return moved;
  }

  async #moveAndCheck(
    underTest: VersionUnderTest,
    planned: PlannedDeployment,
  ): Promise<CheckedMove> {
    const { options, testing } = this.#options;
    const { signal, stopwatch } = this.#runtime;
    const { id: version } = underTest.version;
    const move = await moveDeployment(planned, underTest.model, version, signal);
    reportMove(move, version);
    if (!planned.check || testing.kind === "no-api" || move.before?.release.version === version)
      return { kind: "moved", isChecked: false, ...move };
    const isReported = this.#results.tests.kind === "not-tested";
    const { context } = testing;
    const test = { deployment: planned.name, underTest, options, context, isReported };
    await stopwatch.time("deployment check", () =>
      withDeploymentCase(test, this.#runtime, (ask) =>
        checkDeployment({ planned, move, version, ask, limit: options.limit }, signal),
      ),
    );
    info(`Deployment ${fullName(planned.name)} passed its check.`);
    return { kind: "moved", isChecked: true, ...move };
  }
}

async function recordIfWanted<T>(
  move: () => Promise<T>,
  deployment: ModelName,
  { isWanted, githubToken: token, commit }: PushPlan["record"],
  { context, http }: Runtime,
): Promise<T> {
  if (!isWanted || commit === undefined) return move();
  if (token === undefined) {
    warning(
      "github-deployment-without-token",
      "github-token is empty, so no GitHub Deployment is recorded.",
    );
    return move();
  }
  const { githubApiUrl: apiUrl, repository, runUrl: logUrl } = context;
  const github = await openGitHub(http, { apiUrl, token, repository });
  const environment = fullName(deployment);
  const target = { github, environment, kind: "production", logUrl } as const;
  const page = `https://replicate.com/deployments/${environment}`;
  return recordDeployment(target, commit, move, () => page);
}
