import { isSafeForSecrets } from "../http/endpoint.ts";

export interface BearerChallenge {
  readonly scheme: "bearer";
  /** Address of the token endpoint. */
  readonly realm: URL;
  readonly service: string | undefined;
}

/** How a registry wants to be shown a credential. */
export type Challenge = { readonly scheme: "basic" } | BearerChallenge;

/**
 * Reads a WWW-Authenticate header (RFC 9110, section 11.6.1).
 * @returns undefined when it asks for something else, or for the credential at an address that would
 * carry it in clear.
 */
export function parseChallenge(header: string | null): Challenge | undefined {
  // One header can hold several challenges; the first that is understood is taken.
  const challenges = (header ?? "").split(/,\s*(?=[\w-]+\s+[\w-]+=)/);
  const known = challenges.find((challenge) => /^\s*(basic|bearer)\b/i.test(challenge));
  const [, scheme, rest] = /^\s*(\w+)(.*)$/s.exec(known ?? "") ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
  const parameters = new Map<string, string>();
  for (const [, name, quoted, plain] of rest.matchAll(
    /([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
  ))
    if (name !== undefined)
      parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
  const realm = parameters.get("realm") ?? "";
  if (!URL.canParse(realm) || !isSafeForSecrets(new URL(realm))) return undefined;
  return { scheme: "bearer", realm: new URL(realm), service: parameters.get("service") };
}

/** The token endpoint's address for a scope (`repository:acme/hotdog:pull,push`), or for none. */
export function tokenUrl({ realm, service }: BearerChallenge, scope: string | undefined): string {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  return url.href;
}
