import { ActionError } from "../lib/errors.ts";

/** Whether a host name is the loopback interface of this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Whether a URL contains a user name or a password, which messages would show. */
export function holdsCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

/** Whether secrets may be sent to a URL: over https, or within this machine. */
export function isSafeForSecrets(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
}

/**
 * Validates the base URL of a service that receives secrets, or that executables are downloaded from.
 * @param name of its input or variable, for the message.
 * @returns the URL without trailing slashes.
 * @throws {ActionError} if it is not a URL, or neither https nor loopback.
 */
export function endpoint(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && holdsCredentials(url))
    throw new ActionError({
      code: "url-with-credentials",
      message: `${name} contains a user name or a password, which is not supported.`,
      hint: `Set ${name} to the URL without the user name and password.`,
    });
  if (url === undefined || !isSafeForSecrets(url))
    throw new ActionError({
      code: "url-not-https",
      message: `${name} is "${value}", which is not an https URL.`,
      hint: `Set ${name} to a URL that begins with https:// (http:// is allowed for loopback addresses only).`,
    });
  return value.replace(/\/+$/, "");
}

/** The base URL of a registry: https, or http if its host is a loopback address. */
export function registryUrl(host: string): string {
  const scheme = isLoopback(new URL(`http://${host}`).hostname) ? "http" : "https";
  return `${scheme}://${host}`;
}
