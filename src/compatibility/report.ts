import * as core from "@actions/core";
import { info } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { describeBreak, type SchemaPair } from "./check.ts";
import type { Compatibility } from "./compare.ts";
import type { CompatibilityMode } from "./options.ts";

/** Writes to the log, and to the output schema-changes, how a version differs for callers of the model. */
export function reportCompatibility(
  compatibility: Compatibility,
  mode: CompatibilityMode,
  { before, after, isRollback = false }: SchemaPair,
  model: ModelName,
): void {
  const { verdict } = compatibility;
  setOutputs({ "schema-changes": verdict });
  if (verdict === "unknown") {
    const reason =
      before?.schema === undefined
        ? `${fullName(model)} has no version with a schema yet`
        : after === undefined
          ? "the new version has no schema"
          : "one of the two schemas has no inputs";
    const report = mode === "fail" && before?.schema !== undefined ? core.warning : info;
    report(`Compatibility is unknown: ${reason}.`);
    return;
  }
  info(`Compatibility with the version that users call today: ${verdict}.`);
  if (verdict === "breaking" && mode === "warn")
    core.warning(
      `${describeBreak(compatibility, model, isRollback)}${isRollback ? "" : " Set compatibility to fail to block such versions."}`,
    );
}
