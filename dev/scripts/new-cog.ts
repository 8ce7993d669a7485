import { parseArgs } from "node:util";
import { takeUpCog } from "./take-up-cog.ts";

/*
 * Takes up a release of Cog, in the repository that it is started in:
 *
 *     node dev/scripts/new-cog.ts [version] [--default] [--mirror URL]
 *
 * Without a version it is the newest one, as soon as it has checksums. Adds its digests to
 * src/cog/known-digests.ts and prints, as the message of a commit, what was done and what is left to do. Prints
 * nothing when nothing was to be done; the checks that a known release still needs go to standard error.
 */

const MIRROR = "https://github.com/replicate/cog/releases";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { default: { type: "boolean", default: false }, mirror: { type: "string" } },
});
try {
  const place = { directory: process.cwd(), mirror: values.mirror ?? MIRROR };
  const [version] = positionals;
  const taken = await takeUpCog(place, { version, asDefault: values.default });
  if (taken.kind === "changed") process.stdout.write(taken.message);
  else console.error(taken.reason);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
