import { fullName, type ModelName } from "../../lib/model-name.ts";
import { formatCount } from "../../lib/units.ts";
import { code, link, plain, shortCommit, shortId, table } from "../../markdown/markdown.ts";
import { modelUrl, versionUrl } from "../../replicate/urls.ts";

/** What was found of one model. */
export interface CollectedVersion {
  /** The model, or its preview. */
  readonly model: ModelName;
  readonly result: /** `isOlder`: its sources have not changed since an earlier commit. */
    | { readonly kind: "version"; readonly id: string; readonly isOlder: boolean }
    | { readonly kind: "missing"; readonly reason: string };
}

/** Of the action, in its summaries. */
export const COLLECT_TITLE = "Collect versions on Replicate";

/** The summary and the comment. */
export function renderCollection(commit: string, collected: readonly CollectedVersion[]): string {
  const found = collected.filter(({ result }) => result.kind === "version").length;
  const rows = collected.map(({ model, result }) => [
    link(fullName(model), modelUrl(model)),
    result.kind === "version"
      ? `${link(shortId(result.id), versionUrl(modelUrl(model), result.id))} ${result.isOlder ? "unchanged" : "built"}`
      : `missing: ${plain(result.reason)}`,
  ]);
  return [
    `## Versions of commit ${code(shortCommit(commit))}`,
    `${found} of ${formatCount(collected.length, "model")} found.`,
    ...(rows.length === 0 ? [] : [table(["Model", "Version"], rows)]),
  ].join("\n\n");
}
