import gte from "semver/functions/gte.js";
import type { Console } from "./console.ts";
import type { Publication } from "./publish.ts";
import type { PushFailure } from "./registry.ts";
import type { Target } from "./target.ts";

/*
 * What Cog says around a push, release by release (pkg/cli/push.go and pkg/provider at the tags). The
 * host of COG_REGISTRY_HOST replaces r8.im here, in every release.
 */

const isReplicates = ({ host }: Target): boolean =>
  host === (process.env["COG_REGISTRY_HOST"] || "r8.im");

/** Before the push. */
export function announcePush(version: string, { name }: Target, console: Console): void {
  if (gte(version, "0.20.0")) console.info(`\nPushing to ${name}...`);
  else if (gte(version, "0.17.0")) console.info(`\nPushing image ${name}...`);
  else console.info(`\nPushing image '${name}'...`);
  // 0.14 to 0.16 report their build times to a host that a sandbox has not.
  if (gte(version, "0.14.0") && !gte(version, "0.17.0"))
    console.warn(
      'Failed to send build timings to server: Post "https://cog.replicate.com/api/models/push-start": dial tcp: lookup cog.replicate.com: no such host',
    );
  // A line of the docker program's; the daemon itself does not have it.
  if (!gte(version, "0.15.9") && !/:[^/]*$/.test(name)) console.docker("Using default tag: latest");
}

/** After a push that succeeded. */
export function printPushed(
  version: string,
  target: Target,
  pushed: Publication,
  console: Console,
): void {
  const { name } = target;
  if (gte(version, "0.20.0")) console.info(`\n${renderTree(target, pushed)}`);
  else if (gte(version, "0.17.0")) console.info(`Image ${name} pushed`);
  else console.info(`Image '${name}' pushed`);
  if (isReplicates(target))
    console.info(`\nRun your model on Replicate:\n    https://replicate.com/${target.repository}`);
}

/** What `cog push --json` prints. That it holds these references is known, and not by which keys. */
export function renderJson(
  { host, repository, isBundle }: Target,
  { image, index, weights }: Publication,
): string {
  const at = (digest: string | undefined) =>
    digest && { reference: `${host}/${repository}@${digest}` };
  const parts = weights.map(({ name, digest }) => ({ name, ...at(digest) }));
  const json = { image: at(image), ...(isBundle && { model: at(index), weights: parts }) };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** The rows of formatPushResult: kinds padded to six columns, names of weights to the longest. */
function renderTree(target: Target, { image, index, weights }: Publication): string {
  const repository = `${target.host}/${target.repository}`;
  const at = (digest: string | undefined): string =>
    digest === undefined ? repository : `${repository}@${digest}`;
  if (!target.isBundle) return `  image  ${at(image)}`;
  const width = Math.max(0, ...weights.map(({ name }) => name.length));
  const children = [
    `image   ${at(image)}`,
    ...weights.map(({ name, digest }) => `weight  ${name.padEnd(width)}  ${at(digest)}`),
  ];
  const rows = children.map(
    (row, position) => `  ${position === children.length - 1 ? "└─" : "├─"} ${row}`,
  );
  return [`  model   ${at(index)}`, ...rows].join("\n");
}

/** What Cog makes of a push that failed. */
export function failureText(version: string, target: Target, failure: PushFailure): string {
  const { kind, message } = failure;
  if (!gte(version, "0.14.0")) return "exit status 1";
  if (kind === "unknown model") return modelMissing(version, target);
  if (!gte(version, "0.15.9"))
    return `Failed to push image: command failed: ${message}\n: exit status 1`;
  const words =
    kind === "unauthorized" ? "authorization failed" : `error during image push: ${message}`;
  if (!gte(version, "0.17.0")) return `Failed to push image: ${words}`;
  return isReplicates(target) ? words : `failed to push image: ${words}`;
}

/** The model does not exist; the order of the words changed in 0.14, the quotes in 0.17. */
export function modelMissing(version: string, { name }: Target): string {
  const advice = "Go to replicate.com and create a new model before pushing.";
  if (!gte(version, "0.14.0"))
    return `Unable to find Replicate existing model for ${name}. ${advice}`;
  const quote = gte(version, "0.17.0") ? "'" : "`";
  const quoted = (command: string): string => quote + command + quote;
  return (
    `Unable to find existing Replicate model for ${name}. ${advice}\n\n` +
    "If the model already exists, you may be getting this error because you're not logged in as " +
    `owner of the model. This can happen if you did ${quoted("sudo cog login")} instead of ` +
    `${quoted("cog login")} or ${quoted("sudo cog push")} instead of ${quoted("cog push")}, ` +
    "which causes Docker to use the wrong Docker credentials."
  );
}
