import { isDeepStrictEqual } from "node:util";
import { isRecord, type JsonRecord, parseJson, stringAt } from "../lib/json.ts";

/** Where Cog says what an image was built from (pkg/docker/command/manifest.go, pkg/image/build.go). */
const REVISION = "org.opencontainers.image.revision";
const COG_VERSION = "run.cog.version";
const CONFIG = "run.cog.config";

/** Fields below `build` that Cog fills in where they are left out, `cuda` and `cudnn` for a GPU. */
const COMPLETED = ["cuda", "cudnn", "python_version"];
const TEXTS = ["python_requirements", "sdk_version"];
const LISTS = ["system_packages", "python_packages", "pre_install", "run"];

/** What an image was built from, by its labels. */
export interface BuiltFrom {
  readonly commit: string;
}

/**
 * Reads from an image's labels which commit it was built from.
 * @param config cog.yaml as it is now.
 * @returns the commit, or the doubt that this project, built now, would be the same.
 */
export function builtFrom(
  labels: JsonRecord | undefined,
  cogVersion: string,
  config: JsonRecord,
): BuiltFrom | { readonly doubt: string } {
  const doubt = (text: string): { readonly doubt: string } => ({ doubt: text });
  if (labels === undefined) return doubt("the registry does not show the newest version's labels");
  const built = stringAt(labels, COG_VERSION);
  if (built !== cogVersion)
    return doubt(`the newest version was built with Cog ${built ?? "of no known version"}`);
  const revision = stringAt(labels, REVISION);
  if (revision === undefined)
    return doubt("the newest version does not say from which commit it is");
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision))
    return doubt(
      `the newest version was built from ${JSON.stringify(revision)}, which is no commit`,
    );
  const before = parseJson(stringAt(labels, CONFIG) ?? "");
  if (!isRecord(before)) return doubt("the newest version does not hold its cog.yaml");
  const differing = differingField(before, config);
  if (differing !== undefined)
    return doubt(`${differing} in the newest version's cog.yaml is not the one here`);
  return { commit: revision };
}

/**
 * Two configurations of one commit may push to one model, which git can't tell. In the label are those
 * fields that Cog knows (pkg/config/config.go), completed; of what it fills in, only what stands in
 * cog.yaml is compared.
 */
function differingField(before: JsonRecord, now: JsonRecord): string | undefined {
  const entry = (config: JsonRecord): unknown => config["predict"] ?? config["run"];
  if (entry(before) !== entry(now)) return "predict";
  if ((before["train"] ?? "") !== (now["train"] ?? "")) return "train";
  if (!isSameList(before["environment"], now["environment"])) return "environment";
  const [old, fresh] = [before["build"], now["build"]].map((build) =>
    isRecord(build) ? build : {},
  );
  const differs = (field: string): boolean => isOther(field, old?.[field], fresh?.[field]);
  const field = ["gpu", ...COMPLETED, ...TEXTS, ...LISTS].find(differs);
  return field && `build.${field}`;
}

function isOther(field: string, before: unknown, now: unknown): boolean {
  if (field === "gpu") return Boolean(before) !== Boolean(now);
  if (LISTS.includes(field)) return !isSameList(before, now);
  if (COMPLETED.includes(field) && (now === undefined || now === null)) return false;
  // YAML takes 12.0 and 3.10 for numbers, Cog for the text that stands there.
  return typeof now === "number" ? Number(before) !== now : (before ?? "") !== (now ?? "");
}

/** Lists as Cog writes them: a command that was given as a text is an object with nothing else. */
function isSameList(before: unknown, now: unknown): boolean {
  const plain = (list: unknown): unknown[] =>
    (Array.isArray(list) ? list : []).map((item: unknown) =>
      isRecord(item) ? { ...item, command: item["command"] ?? "" } : { command: item },
    );
  return isDeepStrictEqual(plain(before), plain(now));
}
