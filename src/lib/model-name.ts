/** A model's name on Replicate: `owner/name`. */
export interface ModelName {
  readonly owner: string;
  readonly name: string;
}

export const MODEL_NAME_RULE =
  "owner/name, in lower case: letters, digits, and single . _ - between them (__ too)";

/**
 * A component of a repository's path (OCI distribution specification). Replicate documents no grammar of its own, and a
 * model's name is the path of its image on r8.im.
 */
const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const MODEL_NAME = new RegExp(`^(${COMPONENT})/(${COMPONENT})$`);

/** Parses `owner/name`; undefined if it is invalid. */
export function parseModelName(text: string): ModelName | undefined {
  const [, owner, name] = MODEL_NAME.exec(text) ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

/**
 * Parses a model's name as people have it at hand: `owner/name`, its image (`r8.im/owner/name`), or the URL of its page.
 * Capitals in the owner become lower case, as in every name that Replicate's API returns.
 * @param registryHost host of Replicate's images, besides r8.im.
 * @returns undefined if it is invalid.
 */
export function parseModelReference(text: string, registryHost = "r8.im"): ModelName | undefined {
  const [, page] = PAGE.exec(text) ?? [];
  const host = [registryHost, "r8.im"].find((one) => text.startsWith(`${one}/`));
  const path = page ?? (host === undefined ? text : text.slice(host.length + 1));
  const [owner = "", ...rest] = path.split("/");
  return parseModelName([owner.toLowerCase(), ...rest].join("/"));
}

const PAGE = /^(?:https?:\/\/)?(?:www\.)?replicate\.com\/([^/?#]+\/[^/?#]+)\/?(?:[?#].*)?$/i;

/** The valid name that is closest to an invalid one, for a hint; undefined if there is none. */
export function suggestModelName(text: string): string | undefined {
  const bare = text
    .toLowerCase()
    .trim()
    .replace(/^https?:\/\//, "");
  const { path } = parseImageName(bare);
  const [owner = "", name = "", ...rest] = path.split("/").map((part) => slug(part));
  const found = rest.join("") === "" ? parseModelName(`${owner}/${name}`) : undefined;
  return found && fullName(found);
}

/** Characters that names cannot have become hyphens. */
function slug(text: string): string {
  return text.replace(/[^a-z0-9._-]+/g, "-").replace(/^[._-]+|[._-]+$/g, "");
}

/** Parses the name of an account; undefined if it is invalid. Capitals become lower case, as in a model's name. */
export function parseOwner(text: string): string | undefined {
  return parseModelName(`${text.toLowerCase()}/name`)?.owner;
}

/** A deployment's name on Replicate. `owner` is undefined if only the name is set. */
export interface DeploymentName {
  readonly owner: string | undefined;
  readonly name: string;
}

/** Parses `name`, `owner/name`, or the URL of a deployment's page; undefined if it is invalid. */
export function parseDeploymentName(text: string): DeploymentName | undefined {
  const name = text.replace(/^https:\/\/replicate\.com\/deployments\//, "");
  if (name.includes("/")) return parseModelReference(name);
  const parsed = parseModelName(`owner/${text}`);
  return parsed && { owner: undefined, name: parsed.name };
}

/** `owner/name` of a model. */
export function fullName({ owner, name }: ModelName): string {
  return `${owner}/${name}`;
}

/**
 * Splits an image name as Docker does: its first part is a host if it contains a dot or a colon, or is `localhost`.
 * @returns its registry host, if it has one, and its path without tag and digest.
 */
export function parseImageName(text: string): { host: string | undefined; path: string } {
  const untagged = text.replace(/@[^@]*$/, "").replace(/:[^:/]*$/, "");
  const [first = "", ...rest] = untagged.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasHost ? { host: first, path: rest.join("/") } : { host: undefined, path: untagged };
}
