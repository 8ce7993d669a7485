/** A model's name on Replicate: `owner/name`. */
export interface ModelName {
  readonly owner: string;
  readonly name: string;
}

/** An image name: its registry host, if it has one, and its path without tag and digest. */
export interface ImageName {
  readonly host: string | undefined;
  readonly path: string;
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

/** Parses the name of an account; undefined if it is invalid. */
export function parseOwner(text: string): string | undefined {
  return parseModelName(`${text}/name`)?.owner;
}

/** A deployment's name on Replicate. `owner` is undefined if only the name is set. */
export interface DeploymentName {
  readonly owner: string | undefined;
  readonly name: string;
}

/** Parses `name` or `owner/name`; undefined if it is invalid. */
export function parseDeploymentName(text: string): DeploymentName | undefined {
  if (text.includes("/")) return parseModelName(text);
  const parsed = parseModelName(`owner/${text}`);
  return parsed && { owner: undefined, name: parsed.name };
}

/** `owner/name` of a model. */
export function fullName({ owner, name }: ModelName): string {
  return `${owner}/${name}`;
}

/**
 * Splits an image name as Docker does: its first part is a host if it contains a dot or a colon, or is `localhost`.
 */
export function parseImageName(text: string): ImageName {
  const untagged = text.replace(/@[^@]*$/, "").replace(/:[^:/]*$/, "");
  const [first = "", ...rest] = untagged.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasHost ? { host: first, path: rest.join("/") } : { host: undefined, path: untagged };
}
