import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Entries that are looked at: a repository with more is large by its weights, not by its number of files. */
const MOST_ENTRIES = 20_000;

/** Bytes of the files below a directory: all of them, or those that were found first. */
export async function sizeOfFiles(directory: string): Promise<number> {
  const pending = [directory];
  let bytes = 0;
  let seen = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const parent = next;
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    const left = entries.slice(0, MOST_ENTRIES - seen);
    seen += left.length;
    const paths = left.filter((entry) => entry.isFile()).map(({ name }) => join(parent, name));
    const sizes = await Promise.all(paths.map(sizeOf));
    bytes += sizes.reduce((sum, size) => sum + size, 0);
    for (const entry of left) if (entry.isDirectory()) pending.push(join(parent, entry.name));
  }
  return bytes;
}

/** A file that is gone meanwhile has none. */
function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
