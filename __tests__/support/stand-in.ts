import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** ncc has no types of its own: the part of its answer that is read here. */
type Bundle = (
  input: string,
  options: { quiet: true; transpileOnly: true },
) => Promise<{ code: string; assets: Record<string, { source: string | Buffer }> }>;

const SANDBOX = join(import.meta.dirname, "../../dev/sandbox");

/**
 * Bundles the stand-in for Cog, which starts in two thirds of the time then; once for the same sources.
 * @returns the path of the program.
 */
export async function bundleStandIn(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  const sources = globSync("{cog,http}/**/*.{ts,mjs}", { cwd: SANDBOX }).toSorted();
  for (const name of ["../../package-lock.json", ...sources])
    hash.update(name).update(readFileSync(join(SANDBOX, name)));
  const directory = join(tmpdir(), `push-to-replicate-cog-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(directory)) await bundleTo(directory);
  return join(directory, "main.mjs");
}

async function bundleTo(directory: string): Promise<void> {
  const bundle: Bundle = createRequire(import.meta.url)("@vercel/ncc");
  const options = { quiet: true, transpileOnly: true } as const;
  const { code, assets } = await bundle(join(SANDBOX, "cog/main.mjs"), options);
  // Two runs of the tests can begin at once.
  const work = `${directory}-${process.pid}`;
  mkdirSync(work);
  writeFileSync(join(work, "main.mjs"), code);
  for (const [name, { source }] of Object.entries(assets)) writeFileSync(join(work, name), source);
  try {
    renameSync(work, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}
