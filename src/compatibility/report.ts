import { readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Project } from "../cog/project.ts";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { debug, info, notice, warning } from "../lib/log.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { setOutputs } from "../lib/outputs.ts";
import { isInside, resolveOutside } from "../lib/paths.ts";
import { joinLimited } from "../lib/text.ts";
import type { Compatibility, SchemaPair } from "./compare.ts";
import { describeFindings } from "./finding.ts";
import type { CompatibilityMode } from "./options.ts";
import { parameterLines } from "./parameter-lines.ts";

const MAX_CHANGES = 50;
/** GitHub shows 10 annotations of a kind for each step. */
const MAX_ANNOTATIONS = 10;
/** Bytes; larger than any file that people write. */
const MAX_SOURCE = 256 * 1024;

/** Keys of cog.yaml that name a file, with the part of the schema and the methods that it declares. */
const SOURCES = [
  { key: "predict", part: "Input", methods: ["predict", "run"] },
  { key: "run", part: "Input", methods: ["run", "predict"] },
  { key: "train", part: "TrainingInput", methods: ["train"] },
] as const;

/** Writes to the log, and to the output schema-changes, how a version differs for callers of the model. */
export function reportCompatibility(
  compatibility: Compatibility,
  mode: CompatibilityMode,
  { before, isRollback = false }: SchemaPair,
  model: ModelName,
): void {
  const { verdict } = compatibility;
  setOutputs({ "schema-changes": verdict });
  if (verdict === "unknown") {
    const isFirst = before?.schema === undefined;
    const code = isFirst ? "schema-missing-before" : "schema-missing";
    const reason = isFirst
      ? `${fullName(model)} has no version with a schema yet`
      : "one of the two versions has no schema with inputs";
    const text = `Compatibility is unknown: ${reason}.`;
    if (mode === "fail" && !isFirst) warning(code, text);
    else info(text, { code });
    return;
  }
  info(`Compatibility with the version in use: ${verdict}.`);
  if (verdict === "breaking" && mode === "warn")
    warning(
      "schema-breaking",
      `${describeBreak(compatibility, model, isRollback)}${isRollback ? "" : " Set compatibility to fail to block such versions."}`,
    );
}

/** Annotates changed inputs on their lines in the source, so that they are seen in the diff; others are left out. */
export async function annotateInputs(
  { changes }: Compatibility,
  { config, directory }: Project,
  workspace: string,
): Promise<void> {
  if (changes.length === 0) return;
  const sources = await Promise.all(
    SOURCES.map(async ({ key, part, methods }) => {
      const [name = "", symbol = ""] = stringAt(config, key)?.split(":") ?? [];
      const path = join(directory, name);
      const source = symbol === "" ? "" : await readSource(path, workspace);
      const file = relative(workspace, path);
      return { part, file, lines: parameterLines(source, symbol, methods) };
    }),
  );
  const annotations = changes.flatMap((change) =>
    sources
      .filter(({ part }) => part === change.part)
      .flatMap(({ file, lines }) => {
        const startLine = lines.get(change.name);
        return startLine === undefined ? [] : [{ change, place: { file, startLine } }];
      }),
  );
  for (const { change, place } of annotations.slice(0, MAX_ANNOTATIONS)) {
    const text = `Input "${change.name}" of this version: ${describeFindings(change.findings)}.`;
    if (change.verdict === "breaking")
      warning("input-breaking", `${text} This breaks callers.`, place);
    else notice("input-changed", `${text} Callers are not affected.`, place);
  }
}

/** Empty for a file that can't be read, is large, or is outside the workspace: annotations can be left out. */
async function readSource(path: string, workspace: string): Promise<string> {
  try {
    const isOurs =
      isInside(path, workspace) && (await resolveOutside(path, workspace)) === undefined;
    const stats = await stat(path);
    if (isOurs && stats.isFile() && stats.size <= MAX_SOURCE) return await readFile(path, "utf8");
  } catch (error) {
    debug(`No annotations in ${path}: ${errorMessage(error)}.`);
  }
  return "";
}

/** Which changes break callers, as a sentence. */
function describeBreak({ changes }: Compatibility, model: ModelName, isRollback: boolean): string {
  const subject = `${isRollback ? "The rollback" : "This version"} breaks callers of ${fullName(model)}`;
  const breaking = changes
    .filter(({ verdict }) => verdict === "breaking")
    .map(
      ({ part, name, findings }) => `${`${part} ${name}`.trimEnd()}: ${describeFindings(findings)}`,
    );
  return `${subject}: ${joinLimited(breaking, "; ", MAX_CHANGES)}.`;
}

/**
 * The error for a version that breaks callers when `compatibility` is `fail`.
 * @param impact what the failure means for production: `Nothing was pushed.`
 */
export function breakingChangesError(
  compatibility: Compatibility,
  model: ModelName,
  impact: string,
  isRollback: boolean,
): ActionError {
  return new ActionError({
    code: "schema-breaking",
    message: `${describeBreak(compatibility, model, isRollback)} ${impact}`,
    hint: isRollback
      ? "Set compatibility to warn to roll back anyway."
      : "Keep the inputs and outputs that callers use (give new inputs a default), or set compatibility to warn if the break is intended.",
  });
}
