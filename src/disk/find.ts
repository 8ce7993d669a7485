import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Candidate, TOOLCHAINS, type Toolchain } from "./toolchains.ts";

/** The listed toolchains that are on this machine. A symbolic link is none, and leads to none. */
export async function findToolchains(): Promise<readonly Candidate[]> {
  const found = await Promise.all(TOOLCHAINS.map(findToolchain));
  return found.flat();
}

async function findToolchain({ name, path, usually }: Toolchain): Promise<readonly Candidate[]> {
  const found = await Promise.all((await directoriesOf(path)).map(deviceOf));
  return found
    .filter((one) => one !== undefined)
    .map((directory) => ({ ...directory, name, usually }));
}

async function directoriesOf(path: string): Promise<readonly string[]> {
  if (!path.endsWith("*")) return [path];
  const parent = dirname(path);
  const prefix = basename(path).slice(0, -"*".length);
  const names = await readdir(parent).catch(() => []);
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name));
}

async function deviceOf(path: string): Promise<Pick<Candidate, "path" | "device"> | undefined> {
  try {
    const [status, real] = await Promise.all([lstat(path), realpath(path)]);
    return status.isDirectory() && real === path ? { path, device: status.dev } : undefined;
  } catch {
    // It is not there.
    return undefined;
  }
}
