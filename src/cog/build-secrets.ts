import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SecretFile } from "./args.ts";
import type { BuildSecret } from "./options.ts";

/** Puts the build's secrets in files that only this user can read, mode 0600. */
export async function writeBuildSecrets(
  directory: string,
  workspace: string,
  secrets: readonly BuildSecret[],
): Promise<SecretFile[]> {
  if (secrets.length === 0) return [];
  const folder = join(directory, "secrets");
  await mkdir(folder, { mode: 0o700 });
  const files = secrets.map(async ({ id, source }, index): Promise<SecretFile> => {
    if ("file" in source) return { id, path: resolve(workspace, source.file) };
    const path = join(folder, String(index));
    await writeFile(path, source.content, { mode: 0o600, flag: "wx" });
    return { id, path };
  });
  return Promise.all(files);
}
