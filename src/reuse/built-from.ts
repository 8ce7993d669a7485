import { type JsonRecord, stringAt } from "../lib/json.ts";
import { markIn } from "./build-mark.ts";

/** Labels in which Cog writes what an image was built from (pkg/image/build.go). */
const REVISION = "org.opencontainers.image.revision";
const VERSION = "org.opencontainers.image.version";
const COG_VERSION = "run.cog.version";

/** The commit that an image's labels name, whether or not other files went into it; undefined: none. */
export function labeledCommit(labels: JsonRecord | undefined): string | undefined {
  const revision = stringAt(labels, REVISION) ?? "";
  return /^([0-9a-f]{40}(?:[0-9a-f]{24})?)(?:-dirty)?$/.exec(revision)?.[1];
}

/** The version of Cog that built an image, by its labels; undefined: they have none. */
export function builtWith(labels: JsonRecord | undefined): string | undefined {
  return stringAt(labels, COG_VERSION);
}

/** The commit that an image was built from, or why it is unknown or would not make the same image now. */
export type BuiltFrom =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Reads from an image's labels which commit it was built from. Only images with a mark count: Cog by itself labels an
 * image with the commit even if files differ from it.
 * @param mark that of a build now.
 */
export function builtFrom(
  labels: JsonRecord | undefined,
  cogVersion: string,
  mark: string,
): BuiltFrom {
  const unknown = (reason: string): BuiltFrom => ({ kind: "unknown", reason });
  if (labels === undefined) return unknown("the registry has no labels of the latest version");
  const built = builtWith(labels);
  if (built !== cogVersion)
    return unknown(
      `the latest version was built with ${built === undefined ? "an unknown version of Cog" : `Cog ${built}`}`,
    );
  const revision = stringAt(labels, REVISION);
  if (revision === undefined) return unknown("the latest version has no label with its commit");
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision))
    return unknown(
      `the latest version was built from ${JSON.stringify(revision)}, which is not a commit`,
    );
  const found = markIn(stringAt(labels, VERSION));
  if (found === undefined) return unknown("the latest version was not built by this action");
  if (found !== mark)
    return unknown("the latest version was built in another directory or with other inputs");
  return { kind: "commit", commit: revision };
}
