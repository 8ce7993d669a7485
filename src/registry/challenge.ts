import { isSafeForSecrets } from "../http/endpoint.ts";

export interface BearerChallenge {
  readonly scheme: "bearer";
  /** Address of the token endpoint. */
  readonly realm: URL;
  readonly service: string | undefined;
}

type Challenge = { readonly scheme: "basic" } | BearerChallenge;

/**
 * Parses a WWW-Authenticate header (RFC 9110, section 11.6.1).
 * @returns undefined for another scheme, or for a token endpoint that would receive the credential unencrypted.
 */
export function parseChallenge(header = ""): Challenge | undefined {
  // A header can contain several challenges; the first supported one is used.
  const challenges = header.split(/,\s*(?=[\w-]+\s+[\w-]+=)/);
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

/** The URL of a token with a scope (`repository:acme/hotdog:pull,push`), or with none. */
export function tokenUrl({ realm, service }: BearerChallenge, scope: string | undefined): string {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  return url.href;
}
