import { isDeepStrictEqual } from "node:util";
import { isRecord, type JsonRecord, list, parseJson, recordOf, stringAt } from "../lib/json.ts";
import { markIn } from "./build-mark.ts";
import type { ReuseReason } from "./reasons.ts";

/** Labels in which Cog writes what an image was built from (pkg/docker/command/manifest.go, pkg/image/build.go). */
const REVISION = "org.opencontainers.image.revision";
const VERSION = "org.opencontainers.image.version";
const COG_VERSION = "run.cog.version";
const CONFIG = "run.cog.config";

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
type BuiltFrom =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "unknown"; readonly reason: ReuseReason };

/** Reads from an image's labels which commit it was built from. `config` and `mark` are those of a build now. */
export function builtFrom(
  labels: JsonRecord | undefined,
  cogVersion: string,
  config: JsonRecord,
  mark?: string,
): BuiltFrom {
  const unknown = (reason: ReuseReason): BuiltFrom => ({ kind: "unknown", reason });
  if (labels === undefined) return unknown({ code: "labels-missing" });
  const built = stringAt(labels, COG_VERSION);
  if (built === undefined) return unknown({ code: "cog-unknown" });
  if (built !== cogVersion) return unknown({ code: "cog-differs", built });
  const revision = stringAt(labels, REVISION);
  if (revision === undefined) return unknown({ code: "commit-missing" });
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision))
    return unknown({ code: "commit-invalid", revision });
  const before = parseJson(stringAt(labels, CONFIG) ?? "");
  if (!isRecord(before)) return unknown({ code: "config-missing" });
  const field = differingField(before, config);
  if (field !== undefined) return unknown({ code: "config-differs", field });
  if (markIn(stringAt(labels, VERSION)) !== mark) return unknown({ code: "inputs-differ" });
  return { kind: "commit", commit: revision };
}

type Comparison = (before: unknown, now: unknown) => boolean;

const isSameFlag: Comparison = (before, now) => Boolean(before) === Boolean(now);
/** YAML reads 12.0 and 3.10 as numbers, Cog as text. */
const isSameText: Comparison = (before, now) =>
  typeof now === "number" ? Number(before) === now : (before ?? "") === (now ?? "");
/** Cog fills these fields in when they are missing: for a GPU, `cuda` and `cudnn`. */
const isCompleted: Comparison = (before, now) => (now ?? null) === null || isSameText(before, now);
/** Lists as Cog writes them, where a command given as text is an object with nothing else. */
const isSameList: Comparison = (before, now) =>
  isDeepStrictEqual(commandsOf(before), commandsOf(now));

/** Compares the fields of `build`. */
const BUILD: Readonly<Record<string, Comparison>> = {
  gpu: isSameFlag,
  cuda: isCompleted,
  cudnn: isCompleted,
  python_version: isCompleted,
  python_requirements: isSameText,
  sdk_version: isSameText,
  system_packages: isSameList,
  python_packages: isSameList,
  pre_install: isSameList,
  run: isSameList,
};

/**
 * Compares configurations, because two of one commit may push to the same model. The label has the fields
 * that Cog knows (pkg/config/config.go), completed; of the completed fields only those in cog.yaml count.
 */
function differingField(before: JsonRecord, now: JsonRecord): string | undefined {
  if ((before["predict"] ?? before["run"]) !== (now["predict"] ?? now["run"])) return "predict";
  if (!isSameText(before["train"], now["train"])) return "train";
  if (!isSameList(before["environment"], now["environment"])) return "environment";
  const [old, fresh] = [recordOf(before["build"]), recordOf(now["build"])];
  const differing = Object.entries(BUILD).find(
    ([field, isSame]) => !isSame(old[field], fresh[field]),
  );
  return differing && `build.${differing[0]}`;
}

function commandsOf(value: unknown): unknown[] {
  return list(value).map((item) =>
    isRecord(item) ? { ...item, command: item["command"] ?? "" } : { command: item },
  );
}
