import { ActionError } from "../lib/errors.ts";

/** Whether a host name is this machine's own loopback interface. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Whether an address holds a user's name or a password, which would be shown with it. */
export function holdsCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

/** Whether a secret may travel there: over https, or within this machine. */
export function isSafeForSecrets(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/**
 * Checks the base address of a service that is sent secrets or trusted with what we run.
 * @param name the input or variable it was given in, for the message.
 * @returns the address without slashes at its end.
 * @throws {ActionError} when it is no URL, or neither https nor loopback.
 */
export function endpoint(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && holdsCredentials(url))
    throw new ActionError({
      code: "url-with-credentials",
      message: `${name} holds a user's name or a password, which no request can be sent with.`,
      hint: "Give the address alone.",
    });
  if (url === undefined || !isSafeForSecrets(url))
    throw new ActionError({
      code: "url-not-https",
      message: `${name} is "${value}", where an https address was expected.`,
      hint: "Give a URL that begins with https:// (http:// is for a loopback address only).",
    });
  return value.replace(/\/+$/, "");
}

/** Base address of a registry: https, or http when its host is a loopback address. */
export function registryUrl(host: string): string {
  const scheme = isLoopback(new URL(`http://${host}`).hostname) ? "http" : "https";
  return `${scheme}://${host}`;
}
