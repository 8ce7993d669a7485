import type { Dirent } from "node:fs";
import { lstat, open, opendir } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import { debug } from "../lib/log.ts";

/** Files and directories that are read: the check runs in parallel with others, which wait for the network. */
const MAX_ENTRIES = { git: 5000, other: 10_000 };
/** Files whose beginning is read, and how many of them at the same time. */
const MAX_READ_FILES = 2000;
const CONCURRENCY = 16;
/** Bytes that are read of a file. */
const MAX_READ_BYTES = 16 * 1024;

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
  const left = { ...MAX_ENTRIES };
  const directories = [""];
  for (let next = directories.shift(); next !== undefined; next = directories.shift()) {
    const isGit = /(^|\/)\.git\//.test(next);
    for (const entry of await entriesOf(join(root, next))) {
      const path = `${next}${entry.name}`;
      const kind = isGit || entry.name === ".git" ? "git" : "other";
      if (left[kind] === 0) continue;
      left[kind] -= 1;
      if (entry.isDirectory() && isSent(`${path}/`)) {
        // Packs and configurations before the thousands of loose objects.
        if (isGit && !/^[0-9a-f]{2}$/.test(entry.name)) directories.unshift(`${path}/`);
        else directories.push(`${path}/`);
      } else if (entry.isFile() && isSent(path)) {
        const found = await lstat(join(root, path)).catch(() => undefined);
        (isGit ? gitFiles : files).push({ path, size: found?.size ?? 0 });
      }
    }
  }
  if (left.git === 0 || left.other === 0)
    debug(`The build context in ${root} was checked in part: it is large.`);
  return { files, gitFiles };
}

/** What cannot be read is Docker's to report. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(directory)) {
      entries.push(entry);
      if (entries.length > MAX_ENTRIES.other) break;
    }
  } catch {
    return entries;
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Reads the beginnings of files, of 2000 at most. A file that cannot be read is empty: Docker reports it. */
export function readBeginnings(
  directory: string,
  files: readonly ContextFile[],
): Promise<(ContextFile & { readonly text: string })[]> {
  const read = async (file: ContextFile) => {
    const path = join(directory, file.path);
    return { ...file, text: await beginning(path).catch(() => "") };
  };
  return pMap(files.slice(0, MAX_READ_FILES), read, { concurrency: CONCURRENCY });
}

async function beginning(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_READ_BYTES) });
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}
