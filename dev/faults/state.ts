import type { Sandbox } from "../sandbox/server.ts";
import { NEWEST, OLDER } from "./world.ts";

/** What is there in a sandbox, in words that are the same for every run that did the same. */
export interface State {
  /** What the action is for: models with their versions, deployments, predictions that still run. */
  readonly core: readonly string[];
  /** What adorns it: comments, GitHub's deployments, releases, uploaded files. */
  readonly decoration: readonly string[];
}

const KNOWN = new Set([NEWEST, OLDER]);

/** A text with a name in place of each id that was made by chance. */
export function withoutChance(text: string): string {
  return text.replaceAll(/[0-9a-f]{64}/g, (id) => (KNOWN.has(id) ? id.slice(0, 7) : "<id>"));
}

export function stateOf({ state, predictions, files, github }: Sandbox): State {
  const models = [...state.models.values()].map((model) => {
    const { owner, name, visibility, hardware, texts } = model;
    const kept = model.versions.filter(
      ({ listedUntil }) => listedUntil === Number.POSITIVE_INFINITY,
    );
    const about = JSON.stringify({ visibility, hardware, ...texts });
    return `model ${owner}/${name} with ${kept.length} versions: ${about}`;
  });
  const deployments = [...state.deployments.values()].map(
    ({ owner, name, model, version, hardware, number }) =>
      `deployment ${owner}/${name} of ${model}, release ${number}: ${version} on ${hardware}`,
  );
  const running = predictions
    .filter(({ status }) => status === "starting" || status === "processing")
    .map(({ model }) => `a prediction of ${model} is running`);
  // Those before it are history.
  const newest = new Map(github.deployments.map((one) => [one.environment, one]));
  return {
    core: [...models, ...deployments, ...running].map(withoutChance).toSorted(),
    decoration: [
      ...files.map(({ name }) => `file ${name}`),
      ...github.comments().map(({ issue, author, body }) => {
        return `comment on ${issue} by ${author.login}: ${gist(body)}`;
      }),
      ...[...newest.values()].map(({ environment, statuses }) => {
        return `deployment to ${environment}: ${statuses[0]?.state}`;
      }),
      ...github.releases.map(({ tag, body }) => `release ${tag}: ${gist(body ?? "")}`),
    ].toSorted(),
  };
}

/** What a text says of versions; its times differ from run to run. */
function gist(text: string): string {
  const ids = withoutChance(text).match(/<id>|aaaaaaa|bbbbbbb/g) ?? [];
  return `${text.split("\n").length > 1 ? "" : `${text} `}${[...new Set(ids)].join(" ")}`;
}

/** The same, where it does not matter how many versions there are, nor how often a deployment has moved. */
export function regardlessOfNumbers(core: readonly string[]): string[] {
  return core.map((line) =>
    line.replace(/with [1-9]\d* versions/, "with versions").replace(/release \d+/, "some release"),
  );
}

/** Without the files that were uploaded: those that are left expire by themselves. */
export function withoutFiles(decoration: readonly string[]): string[] {
  return decoration.filter((line) => !line.startsWith("file "));
}

/** Lines of one that are not in the other, each way; empty when they are the same. */
export function differences(wanted: readonly string[], found: readonly string[]): string[] {
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `missing: ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `not wanted: ${line}`),
  ];
}
