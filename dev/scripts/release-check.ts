import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { isRecord, parseJson } from "../../src/lib/json.ts";

/*
 * Lists what is missing for the release of the version in package.json, in the repository that it is started in:
 *
 *     npm run release:check -- [--live live.json]
 *
 * live.json is what `npm run live -- --json` prints, and the artifact `live` of live.yml. Exits with 1 when something
 * is missing. Builds dist. What only GitHub knows, release.yml checks: main, CI, and the tag.
 */

interface Check {
  readonly title: string;
  /** @returns what is missing, in one sentence; undefined: nothing. */
  readonly run: () => string | undefined;
}

const PLACEHOLDER = "OWNER/push-to-replicate";
const REAL = { api: "https://api.replicate.com/v1", registry: "r8.im" };

const read = (path: string): string => readFileSync(path, "utf8");

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { encoding: "utf8" }).trim();
}

function record(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (!isRecord(value)) throw new Error("Not a JSON object.");
  return value;
}

const given = parseArgs({ options: { live: { type: "string" } } }).values;
const version = String(record(read("package.json"))["version"]);
/** What the pre-release is of. */
const target = version.replace(/-.*$/, "");

const CHECKS: readonly Check[] = [
  {
    title: `package.json has the version ${target}`,
    run: () => {
      const locked = String(record(read("package-lock.json"))["version"]);
      if (locked !== version) return `package-lock.json has ${locked}. Run npm install.`;
      if (version === target) return undefined;
      return `It has ${version}. Run npm version ${target} --no-git-tag-version.`;
    },
  },
  {
    title: "The repository has a public home",
    run: () => {
      const files = git("ls-files", "-z").split("\0").filter(isPage);
      const found = files.filter((file) => read(file).includes(PLACEHOLDER));
      if (found.length === 0) return undefined;
      return `${found.length} files name ${PLACEHOLDER}, such as ${found[0]}. See "The name" in CONTRIBUTING.md.`;
    },
  },
  {
    title: `CHANGELOG.md has notes for ${target}`,
    run: () =>
      notesOf(target) === ""
        ? `There is no text under "## [${target}]". Rename "## [Unreleased]".`
        : undefined,
  },
  {
    title: "The default version of Cog has been run on Replicate",
    run: () => (given.live === undefined ? NO_RUN : liveProblem(record(read(given.live)))),
  },
  {
    title: "Everything is committed",
    run: () => {
      const changed = git("status", "--porcelain").split("\n").filter(Boolean);
      return changed.length === 0 ? undefined : `${changed.length} files are not.`;
    },
  },
  {
    title: "dist is what src builds to",
    run: () => {
      execFileSync("npm", ["run", "--silent", "build"], { stdio: ["ignore", "ignore", "inherit"] });
      return git("status", "--porcelain", "dist") === ""
        ? undefined
        : "Commit the dist just built.";
    },
  },
];

const NO_RUN =
  "Run npm run live -- --owner NAME --json > live.json, and pass it with --live live.json.";

/** Files that a user sees, or that a link leads from: not the tests, nor what names the placeholder on purpose. */
function isPage(file: string): boolean {
  return /\.(md|ya?ml|json)$|^(src|dist)\//.test(file) && file !== "CONTRIBUTING.md";
}

/** The text of a version's section, as release.yml takes it. */
function notesOf(name: string): string {
  const sections = read("CHANGELOG.md").split(/^## /m);
  const found = sections.find((text) => text.split(/\s/)[0]?.replaceAll(/[[\]]/g, "") === name);
  return found?.split("\n").slice(1).join("\n").trim() ?? "";
}

/** What a run of dev/live does not show. */
function liveProblem(facts: Readonly<Record<string, unknown>>): string | undefined {
  const cog: unknown = parse(read("action.yml")).inputs["cog-version"].default;
  if (facts["api"] !== REAL.api || facts["registry"] !== REAL.registry)
    return `The run was at ${String(facts["api"])} and ${String(facts["registry"])}.`;
  if (facts["cogVersion"] !== cog)
    return `The run was with Cog ${String(facts["cogVersion"])} instead of ${String(cog)}.`;
  if (facts["outcome"] !== "completed") return `The run ended as "${String(facts["outcome"])}".`;
  const uses = Array.isArray(facts["uses"]) ? facts["uses"].filter(isRecord) : [];
  const failed = uses.filter(({ status }) => status === "failed");
  if (uses.length === 0 || failed.length > 0)
    return `${failed.length} of ${uses.length} uses failed.`;
  const built = git("log", "-1", "--format=%cI", "--", "dist");
  const startedAt = Date.parse(String(facts["startedAt"]));
  return startedAt >= Date.parse(built) ? undefined : `The run is older than dist, of ${built}.`;
}

const missing = CHECKS.filter(({ title, run }) => {
  const problem = run();
  console.log(
    problem === undefined ? `ok       ${title}` : `missing  ${title}\n         ${problem}`,
  );
  return problem !== undefined;
});
console.log(
  missing.length === 0
    ? `\nNothing is missing for ${target}. release.yml checks main, CI, and the tag.`
    : `\n${missing.length} of ${CHECKS.length} are missing for ${target}.`,
);
process.exitCode = missing.length === 0 ? 0 : 1;
