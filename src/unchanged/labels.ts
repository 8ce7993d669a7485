import { isRecord, type JsonRecord, parseJson, stringAt } from "../json.ts";

/** Where Cog says what an image was built from (pkg/docker/command/manifest.go, pkg/image/build.go). */
const REVISION = "org.opencontainers.image.revision";
const COG_VERSION = "run.cog.version";
const CONFIG = "run.cog.config";

/** Fields of cog.yaml that decide what is built, with what Cog takes where they are left out. */
const BUILD_FIELDS = [
  "gpu",
  "cuda",
  "cudnn",
  "python_version",
  "python_requirements",
  "sdk_version",
];

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

/** Cog fills in what cog.yaml leaves out, so that only what stands in it is compared. */
function differingField(before: JsonRecord, now: JsonRecord): string | undefined {
  const entry = (config: JsonRecord): unknown => config["predict"] ?? config["run"];
  if (entry(before) !== entry(now)) return "predict";
  if ((before["train"] ?? "") !== (now["train"] ?? "")) return "train";
  const [old, fresh] = [before["build"], now["build"]].map((build) =>
    isRecord(build) ? build : {},
  );
  const field = BUILD_FIELDS.find((name) => {
    const value = fresh?.[name];
    // A GPU is the one thing whose absence is a choice, and which Cog does not fill in.
    if (value === undefined) return name === "gpu" && old?.[name] === true;
    return name === "gpu"
      ? Boolean(old?.[name]) !== Boolean(value)
      : String(old?.[name]) !== String(value);
  });
  return field && `build.${field}`;
}
