import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import {
  digestIn,
  exactVersion,
  type ReleaseAsset,
  releaseAsset,
  versionInLocation,
} from "../../src/cog/release.ts";

const DIGESTS = "src/cog/known-digests.ts";
const PLATFORMS = ["linux", "darwin"].flatMap((os) =>
  ["x64", "arm64"].map((arch) => ({ os, arch })),
);

/** Where a release is taken up. */
export interface Place {
  /** Of the repository. */
  readonly directory: string;
  /** URL of Cog's releases. */
  readonly mirror: string;
}

export interface TakeUpOptions {
  /** undefined: the newest release, as soon as it has checksums. */
  readonly version: string | undefined;
  readonly asDefault: boolean;
}

export type TakeUp =
  /** `message` is that of the commit: what was done and what is left to do. */
  | { readonly kind: "changed"; readonly message: string }
  /** `reason` has the checks that a known release still needs. */
  | { readonly kind: "none"; readonly reason: string };

/** Digests of a release's executables, by their names. */
type Digests = ReadonlyMap<string, string>;

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}

async function newestVersion(mirror: string): Promise<string> {
  const { headers, status } = await fetch(`${mirror}/latest`, { redirect: "manual" });
  const version = versionInLocation(headers.get("location") ?? "");
  if (version === undefined)
    throw new Error(`${mirror}/latest answers ${status}, and no release of Cog to go to.`);
  return version;
}

/** Whether the checksums of a release are published: a tag and its page can exist before. */
async function hasChecksums(mirror: string, version: string): Promise<boolean> {
  const [platform] = PLATFORMS;
  if (platform === undefined) return false;
  return (await fetch(releaseAsset(mirror, version, platform).checksumsUrl)).status !== 404;
}

/** The digests that the release states, once the executables have turned out to have them. */
async function digestsOf(assets: readonly ReleaseAsset[]): Promise<Digests> {
  const [{ checksumsUrl } = { checksumsUrl: "" }] = assets;
  const checksums = (await download(checksumsUrl)).toString();
  const digests = assets.map(async ({ name, url }) => {
    const stated = digestIn(checksums, name);
    if (stated === undefined) throw new Error(`${checksumsUrl} has no digest of ${name}.`);
    const found = createHash("sha256")
      .update(await download(url))
      .digest("hex");
    if (found !== stated)
      throw new Error(`${url} has the digest ${found}, and ${checksumsUrl} says ${stated}.`);
    return [name, stated] as const;
  });
  return new Map(await Promise.all(digests));
}

/** The digests of a release that known-digests.ts has. */
function knownDigests(source: string, version: string): Digests {
  const lines = [...source.matchAll(/^ {2}"(.+)\/(\w+)": "([0-9a-f]{64})",$/gm)];
  const own = lines.filter(([, of]) => of === version);
  return new Map(own.map(([, , name = "", digest = ""]) => [name, digest]));
}

/** known-digests.ts with one more release, where it belongs among the others. */
function withDigests(source: string, version: string, digests: Digests, origin: string): string {
  const lines = [...digests].map(([name, digest]) => `  "${version}/${name}": "${digest}",`);
  const entry = [`  // ${version}: ${origin}`, ...lines, ""].join("\n");
  // A comment belongs to the release below it.
  const next = [...source.matchAll(/^(?: {2}\/\/.*\n)? {2}"(.+)\/\w+": /gm)].find(
    ([, other = ""]) => semver.gt(other, version),
  );
  const position = next?.index ?? source.lastIndexOf("};");
  return source.slice(0, position) + entry + source.slice(position);
}

/** The three places that have the default: the contract, the code, and the README's table. */
const DEFAULTS: Readonly<Record<string, RegExp>> = {
  "action.yml": /(\n {2}cog-version:\n(?: {4}.*\n)*? {4}default: ).+(\n)/,
  "src/inputs/action.ts": /(DEFAULT_COG_VERSION = ")[^"]+(")/,
  "README.md": /(\n\| `cog-version` \| string \| `)[^`]+(` \|)/,
};

/** @throws before anything is written, when a place is not as it was. */
function setDefault(directory: string, version: string): void {
  const changed = Object.entries(DEFAULTS).map(([path, place]) => {
    const text = readFileSync(join(directory, path), "utf8");
    if (!place.test(text)) throw new Error(`${path} has no default of cog-version where it was.`);
    return [
      path,
      text.replace(place, (_, before, after) => `${before}${version}${after}`),
    ] as const;
  });
  for (const [path, text] of changed) writeFileSync(join(directory, path), text);
}

function isDefault(directory: string, version: string): boolean {
  const source = readFileSync(join(directory, "src/inputs/action.ts"), "utf8");
  return source.includes(`DEFAULT_COG_VERSION = "${version}"`);
}

/** What a person has to do, since only a person can judge it. */
function remaining({ directory, mirror }: Place, version: string): string {
  const tasks = [
    `Read its notes: ${mirror}/tag/v${version}. Flags go to \`src/cog/args.ts\` and \`dev/sandbox/cog/flags.ts\`.`,
    `Compare the digests with a source of others, such as the Arch User Repository's replicate-cog-bin.`,
    "Compare what `cog push --json` prints with `src/cog/json-output.ts`.",
    "Push with it. What it prints goes to `__tests__/unit/cog/output-samples.ts`, and how that differs from the release before to `dev/sandbox/cog/texts.ts`.",
    "Run `COG_BINARY=/path/to/cog DOCKER_TESTS=required npx vitest run __tests__/docker`.",
    ...(isDefault(directory, version)
      ? []
      : [`When it is to be the default: \`node dev/scripts/new-cog.ts ${version} --default\`.`]),
    "Run `npm run build` and `npm test`.",
  ];
  return tasks.map((task) => `- [ ] ${task}`).join("\n");
}

/**
 * Takes up a release: adds its digests, and makes it the default when that is asked for.
 * @throws {Error} when the release is not whole, or is not the one whose digests are known.
 */
export async function takeUpCog(
  place: Place,
  { version: given, asDefault }: TakeUpOptions,
): Promise<TakeUp> {
  const { directory, mirror } = place;
  const version = given === undefined ? await newestVersion(mirror) : exactVersion(given);
  if (version === undefined) throw new Error(`"${given}" is no version of Cog, such as 0.22.0.`);
  if (given === undefined && !(await hasChecksums(mirror, version)))
    return { kind: "none", reason: `Nothing to do: Cog ${version} has no checksums yet.` };
  const assets = PLATFORMS.map((platform) => releaseAsset(mirror, version, platform));
  const digests = await digestsOf(assets);
  const source = readFileSync(join(directory, DIGESTS), "utf8");
  const known = knownDigests(source, version);
  for (const [name, digest] of known)
    if (digests.get(name) !== digest)
      throw new Error(
        `${DIGESTS} has another digest of ${name} ${version} than the release: it has been changed since, or it is another's. Do not take it up.`,
      );
  const isNew = known.size === 0;
  const origin = `checksums.txt of the release, read on ${new Date().toISOString().slice(0, 10)}; its executables have these digests.`;
  if (isNew) writeFileSync(join(directory, DIGESTS), withDigests(source, version, digests, origin));
  const becomesDefault = asDefault && !isDefault(directory, version);
  if (becomesDefault) setDefault(directory, version);
  if (!isNew && !becomesDefault)
    return {
      kind: "none",
      reason: isDefault(directory, version)
        ? `Nothing to do: Cog ${version} is the default.`
        : `Cog ${version} is known, and not the default. Before it is, a person checks:\n${remaining(place, version)}`,
    };
  const message = [
    becomesDefault ? `Make Cog ${version} the default` : `Take up Cog ${version}`,
    "",
    isNew ? `The digests are from ${origin}` : "Its digests are known already.",
    "",
    "What is left for a person to do:",
    remaining(place, version),
    "",
  ].join("\n");
  return { kind: "changed", message };
}
