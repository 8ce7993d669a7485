import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseJson } from "../../src/lib/json.ts";
import { checkRelease, type Release } from "./release-checks.ts";

/*
 * Lists what is missing for the release of the version in package.json, in the repository that it is started in:
 *
 *     npm run release:check -- [--live live.json]
 *
 * live.json is what `npm run live -- --json` prints, and the artifact `live` of live.yml. Exits with 1 when something
 * is missing. Builds dist. What only GitHub knows, release.yml checks: main, CI, and the tag.
 */

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { encoding: "utf8" }).trim();
}

/** @param live path of the output of `npm run live`. */
function readRelease(live: string | undefined): Release {
  const changed = git("status", "--porcelain").split("\n").filter(Boolean);
  const paths = git("ls-files", "-z").split("\0").filter(Boolean);
  const files = new Map(paths.map((path) => [path, readFileSync(path, "utf8")]));
  execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
  return {
    files,
    live: live === undefined ? undefined : parseJson(readFileSync(live, "utf8")),
    changedFiles: changed.length,
    isDistBuilt: git("status", "--porcelain", "dist") === "",
    distCommittedAt: git("log", "-1", "--format=%cI", "--", "dist"),
  };
}

const { values } = parseArgs({ options: { live: { type: "string" } } });
const { target, checks } = checkRelease(readRelease(values.live));
for (const { title, problem } of checks)
  console.log(
    problem === undefined ? `ok       ${title}` : `missing  ${title}\n         ${problem}`,
  );
const missing = checks.filter(({ problem }) => problem !== undefined);
console.log(
  missing.length === 0
    ? `\nNothing is missing for ${target}. release.yml checks main, CI, and the tag.`
    : `\n${missing.length} of ${checks.length} are missing for ${target}.`,
);
process.exitCode = missing.length === 0 ? 0 : 1;
