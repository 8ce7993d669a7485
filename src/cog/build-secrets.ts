import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BuildSecret } from "./options.ts";

/** A build secret, in a file as Cog requires. */
export interface SecretFile {
  readonly id: string;
  readonly path: string;
}

/**
 * Writes build secrets to files that only this user can read, mode 0600.
 * @param directory the private directory.
 * @param projectDirectory that the paths of secrets in files are relative to.
 */
export function writeBuildSecrets(
  directory: string,
  projectDirectory: string,
  secrets: readonly BuildSecret[],
): Promise<SecretFile[]> {
  const files = secrets.map(async ({ id, source }, index) => {
    if ("file" in source) return { id, path: resolve(projectDirectory, source.file) };
    const path = join(directory, `secret-${index}`);
    await writeFile(path, source.content, { mode: 0o600, flag: "wx" });
    return { id, path };
  });
  return Promise.all(files);
}
