import { checkDeployment } from "../deployment/check.ts";
import { type CheckedMove, moveDeployment } from "../deployment/move.ts";
import type { PlannedDeployment } from "../deployment/preflight.ts";
import { reportMove } from "../deployment/report.ts";
import { info } from "../lib/log.ts";
import { fullName } from "../lib/model-name.ts";
import type { RecordOptions } from "../plan/plans.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { withDeploymentCase } from "../testing/deployment-case.ts";
import type { TestingOptions } from "../testing/options.ts";
import type { TestingPreflight } from "../testing/preflight.ts";
import type { VersionUnderTest } from "../testing/run.ts";
import { recordMove } from "./record-move.ts";

/** The deployment to move, and how it is checked. */
export interface DeployOptions {
  readonly deployment: PlannedDeployment;
  readonly testing: TestingPreflight;
  readonly options: TestingOptions;
  readonly record: RecordOptions;
}

/**
 * Moves the deployment, and checks and records the move where that is asked for.
 * @throws {ActionError} when it cannot be moved, or fails its check.
 */
export async function deploy(
  subject: VersionUnderTest,
  options: DeployOptions,
  runtime: Runtime,
): Promise<CheckedMove> {
  return recordMove(options.record, options.deployment.name, runtime, () =>
    moveAndCheck(subject, options, runtime),
  );
}

async function moveAndCheck(
  subject: VersionUnderTest,
  { deployment, testing, options }: DeployOptions,
  runtime: Runtime,
): Promise<CheckedMove> {
  const { signal, stopwatch } = runtime;
  const version = subject.version.id;
  const move = await moveDeployment(deployment, subject.model, version, signal);
  reportMove(move, version);
  const isChecked =
    deployment.check && testing.kind === "ready" && move.before?.release.version !== version;
  if (isChecked) {
    const test = { deployment: deployment.name, subject, options, context: testing.context };
    await stopwatch.time("deployment check", () =>
      withDeploymentCase(test, runtime, (ask) =>
        checkDeployment({ planned: deployment, move, version, ask, limit: options.limit }, signal),
      ),
    );
    info(`Deployment ${fullName(deployment.name)} passed its check.`);
  }
  return { kind: "moved", isChecked, ...move };
}
