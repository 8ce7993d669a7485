import type { Project } from "../cog/project.ts";
import { ActionError } from "../lib/errors.ts";
import { warning } from "../lib/log.ts";
import { joinLimited } from "../lib/text.ts";
import { formatBytes } from "../lib/units.ts";
import { type ContextFile, readBeginnings } from "./context-walk.ts";

const MAX_NAMES = 5;
/** A Git LFS pointer has at least this many bytes, and fewer than 1024 (its specification). */
const MIN_POINTER = 100;
const MAX_POINTER = 1023;
/** Bytes of the file behind a pointer: a build without a larger one is never intended. */
const LARGE = 10_000_000;
/** Git LFS's specification: a pointer begins with its version, and has the size of the file. */
const POINTER =
  /^version https:\/\/(?:git-lfs\.github\.com\/spec|hawser\.github\.com\/spec)\/v\d+\n(?:.*\n)*?size (\d+)(?:\n|$)/;

/** Refuses pointers of Git LFS in a build context; warns of those for small files that cog.yaml does not name. */
export async function refusePointers(
  { directory, config, configFile }: Project,
  files: readonly ContextFile[],
): Promise<void> {
  const named = splitWords(config);
  const isNamed = ({ path }: ContextFile): boolean => named.has(path);
  const small = files
    .filter(({ size }) => size >= MIN_POINTER && size <= MAX_POINTER)
    .toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)));
  const pointers = (await readBeginnings(directory, small)).flatMap((file) => {
    const [, digits] = POINTER.exec(file.text) ?? [];
    const size = Number(digits);
    const isNeeded = isNamed(file) || size > LARGE;
    return digits === undefined ? [] : [{ path: file.path, size, isNeeded }];
  });
  const { needed = [], others = [] } = Object.groupBy(pointers, ({ isNeeded }) =>
    isNeeded ? "needed" : "others",
  );
  const list = (some: typeof pointers): string => {
    const names = some.map(({ path, size }) => `"${path}" (${formatBytes(size)})`);
    return joinLimited(names, ", ", MAX_NAMES);
  };
  const hint = "Set lfs: true in actions/checkout, or run git lfs pull before this step.";
  if (others.length > 0)
    warning(
      "lfs-pointers",
      `The image will contain Git LFS pointers instead of files: ${list(others)}. ${hint}`,
    );
  if (needed.length > 0)
    throw new ActionError({
      code: "lfs-pointer-in-context",
      message: `The image would contain Git LFS pointers instead of files that are large or that ${configFile} names: ${list(needed)}.`,
      hint,
    });
}

/** The words in a configuration's texts, which may name files. */
function splitWords(value: unknown, depth = 0): Set<string> {
  // A reference has the name of a class after the file's.
  if (typeof value === "string")
    return new Set(
      value.split(/[\s:='",;()]+/).map((word) => word.replace(/^(\.\/)+|^\/src\//, "")),
    );
  if (typeof value !== "object" || value === null || depth > 10) return new Set();
  return new Set(Object.values(value).flatMap((one) => [...splitWords(one, depth + 1)]));
}
