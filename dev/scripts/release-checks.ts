import { parse } from "yaml";
import { isRecord, parseJson } from "../../src/lib/json.ts";

/** What a release is made from. */
export interface Release {
  /** The repository's text files, by their paths. */
  readonly files: ReadonlyMap<string, string>;
  /** What `npm run live -- --json` printed; undefined: it was not run. */
  readonly live: unknown;
  /** Number of files that are not committed. */
  readonly changedFiles: number;
  /** Whether a build leaves dist as it is committed. */
  readonly isDistBuilt: boolean;
  /** When dist was last committed, in ISO 8601. */
  readonly distCommittedAt: string;
}

/** One thing that a release needs. */
export interface ReleaseCheck {
  readonly title: string;
  /** What is missing, in one sentence; undefined: nothing. */
  readonly problem: string | undefined;
}

const PLACEHOLDER = "OWNER/push-to-replicate";
const REAL = { api: "https://api.replicate.com/v1", registry: "r8.im" };
const NO_RUN =
  "Run npm run live -- --owner NAME --json > live.json, and pass it with --live live.json.";

/** @returns the version that is to be released, and what that needs. */
export function checkRelease(release: Release): {
  readonly target: string;
  readonly checks: readonly ReleaseCheck[];
} {
  const version = versionIn(release, "package.json");
  const target = version.replace(/-.*$/, "");
  const checks = [
    {
      title: `package.json has the version ${target}`,
      problem: versionProblem(release, { version, target }),
    },
    { title: "The repository has a public home", problem: placeholderProblem(release) },
    {
      title: `CHANGELOG.md has notes for ${target}`,
      problem:
        notesOf(release, target) === ""
          ? `There is no text under "## [${target}]". Rename "## [Unreleased]".`
          : undefined,
    },
    {
      title: "The default version of Cog has been run on Replicate",
      problem: release.live === undefined ? NO_RUN : liveProblem(release),
    },
    {
      title: "Everything is committed",
      problem: release.changedFiles === 0 ? undefined : `${release.changedFiles} files are not.`,
    },
    {
      title: "dist is what src builds to",
      problem: release.isDistBuilt ? undefined : "Commit the dist just built.",
    },
  ];
  return { target, checks };
}

/** @throws {Error} if the repository has no such file. */
function textOf({ files }: Release, path: string): string {
  const text = files.get(path);
  if (text === undefined) throw new Error(`The repository has no ${path}.`);
  return text;
}

function versionIn(release: Release, path: string): string {
  return String(record(parseJson(textOf(release, path)))["version"]);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Error("Not a JSON object.");
  return value;
}

function versionProblem(
  release: Release,
  { version, target }: { readonly version: string; readonly target: string },
): string | undefined {
  const locked = versionIn(release, "package-lock.json");
  if (locked !== version) return `package-lock.json has ${locked}. Run npm install.`;
  if (version === target) return undefined;
  return `It has ${version}. Run npm version ${target} --no-git-tag-version.`;
}

function placeholderProblem({ files }: Release): string | undefined {
  const found = [...files].filter(([path, text]) => isPage(path) && text.includes(PLACEHOLDER));
  if (found.length === 0) return undefined;
  return `${found.length} files name ${PLACEHOLDER}, such as ${found[0]?.[0]}. See "The name" in CONTRIBUTING.md.`;
}

/** Files that a user sees, or that a link leads from: not the tests, nor what names the placeholder on purpose. */
function isPage(path: string): boolean {
  return /\.(md|ya?ml|json)$|^(src|dist)\//.test(path) && path !== "CONTRIBUTING.md";
}

/** The text of a version's section, as release.yml takes it. */
function notesOf(release: Release, name: string): string {
  const sections = textOf(release, "CHANGELOG.md").split(/^## /m);
  const found = sections.find((text) => text.split(/\s/)[0]?.replaceAll(/[[\]]/g, "") === name);
  return found?.split("\n").slice(1).join("\n").trim() ?? "";
}

/** What a run of dev/live does not show. */
function liveProblem(release: Release): string | undefined {
  const facts = record(release.live);
  const cog: unknown = parse(textOf(release, "action.yml")).inputs["cog-version"].default;
  if (facts["api"] !== REAL.api || facts["registry"] !== REAL.registry)
    return `The run was at ${String(facts["api"])} and ${String(facts["registry"])}.`;
  if (facts["cogVersion"] !== cog)
    return `The run was with Cog ${String(facts["cogVersion"])} instead of ${String(cog)}.`;
  if (facts["outcome"] !== "completed") return `The run ended as "${String(facts["outcome"])}".`;
  const uses = Array.isArray(facts["uses"]) ? facts["uses"].filter(isRecord) : [];
  const failed = uses.filter(({ status }) => status === "failed");
  if (uses.length === 0 || failed.length > 0)
    return `${failed.length} of ${uses.length} uses failed.`;
  const built = release.distCommittedAt;
  const startedAt = Date.parse(String(facts["startedAt"]));
  return startedAt >= Date.parse(built) ? undefined : `The run is older than dist, of ${built}.`;
}
