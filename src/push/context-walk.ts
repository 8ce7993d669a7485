import { lstat, open, opendir } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";

/** Files and directories of a context that are looked at: the check runs beside others that wait for the network. */
const MAX_ENTRIES = 10_000;
/** Files whose beginning is read, and how many of them at the same time. */
const MAX_READ_FILES = 2000;
const CONCURRENCY = 16;
/** Bytes that are read of a file. */
const MAX_READ_BYTES = 16 * 1024;
/** Of Git's directory, whose packs are few. */
const MAX_GIT_ENTRIES = 5000;

export interface ContextFile {
  /** Relative to the context. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** What was found in a build context. */
export interface ContextFiles {
  readonly files: readonly ContextFile[];
  /** Git's own files, which are in a directory named `.git`. */
  readonly gitFiles: readonly ContextFile[];
  /** Whether there are more than were read. */
  readonly isPartial: boolean;
}

/**
 * Lists the files of a build context, the nearest to its root first, in bounded time. Links are not followed: Docker
 * copies them as links.
 * @param isSent tests a path, and for a path that ends with a slash whether anything in the directory is sent.
 */
export async function listContext(
  root: string,
  isSent: (path: string) => boolean,
): Promise<ContextFiles> {
  const files: ContextFile[] = [];
  const gitFiles: ContextFile[] = [];
  const directories = [""];
  const seen = { git: 0, other: 0 };
  let isPartial = false;
  for (let next = directories.shift(); next !== undefined; next = directories.shift()) {
    const isGit = /(^|\/)\.git\//.test(next);
    for (const { name, kind } of await entriesOf(join(root, next))) {
      const path = `${next}${name}`;
      const count = isGit || name === ".git" ? "git" : "other";
      if (seen[count] >= (count === "git" ? MAX_GIT_ENTRIES : MAX_ENTRIES)) {
        isPartial = true;
        continue;
      }
      seen[count] += 1;
      if (kind === "directory" && isSent(`${path}/`)) {
        // Packs and configurations before the thousands of loose objects.
        if (isGit && !/^[0-9a-f]{2}$/.test(name)) directories.unshift(`${path}/`);
        else directories.push(`${path}/`);
      } else if (kind === "file" && isSent(path)) {
        const size = await sizeOf(join(root, path));
        (isGit ? gitFiles : files).push({ path, size });
      }
    }
  }
  return { files, gitFiles, isPartial };
}

interface Entry {
  readonly name: string;
  readonly kind: "file" | "directory" | "other";
}

/** What cannot be read is Docker's to report. */
async function entriesOf(directory: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    for await (const entry of await opendir(directory)) {
      const kind = entry.isFile() ? "file" : entry.isDirectory() ? "directory" : "other";
      entries.push({ name: entry.name, kind });
      if (entries.length > MAX_ENTRIES) break;
    }
  } catch {
    return entries;
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch {
    return 0;
  }
}

/** Reads the beginnings of files, of 2000 at most. A file that cannot be read is empty: Docker reports it. */
export function readBeginnings<F extends ContextFile>(
  directory: string,
  files: readonly F[],
): Promise<(F & { readonly text: string })[]> {
  return pMap(
    files.slice(0, MAX_READ_FILES),
    async (file) => ({ ...file, text: await beginning(directory, file.path) }),
    { concurrency: CONCURRENCY },
  );
}

async function beginning(directory: string, path: string): Promise<string> {
  try {
    const file = await open(join(directory, path));
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_READ_BYTES) });
      return buffer.subarray(0, bytesRead).toString("utf8");
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
}
