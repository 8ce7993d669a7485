import { ActionError } from "../lib/errors.ts";

/**
 * Reads the proxies in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. As in curl, lower case wins, and a proxy without a scheme
 * is an http proxy.
 * @returns the proxy of each scheme, if it has one, and the hosts that are reached without, separated by commas.
 * @throws {ActionError} for a proxy that is not an http or https URL; its user name and password are not shown.
 */
export function readProxies(environment: Readonly<NodeJS.ProcessEnv>) {
  const read = (name: string): string | undefined => {
    const variable = environment[name.toLowerCase()] ? name.toLowerCase() : name;
    const value = environment[variable]?.trim();
    return value ? proxyUrl(variable, value) : undefined;
  };
  return {
    httpProxy: read("HTTP_PROXY"),
    httpsProxy: read("HTTPS_PROXY"),
    noProxy: environment["no_proxy"] || environment["NO_PROXY"] || "",
  };
}

function proxyUrl(variable: string, value: string): string {
  const url = /^[^/]+:\d+\/?$/.test(value) ? `http://${value}` : value;
  if (isProxy(url)) return url;
  throw new ActionError({
    code: "proxy-invalid",
    message: `The environment variable ${variable} is "${value.replace(/^([a-z\d+.-]+:\/\/)?.*@/is, "$1***@")}", which is not an http or https proxy.`,
    hint: `Set ${variable} to http://host:port, or remove it. Percent-encode special characters of a user name or password (# is %23, @ is %40).`,
  });
}

function isProxy(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return /^https?:$/.test(protocol) && pathname === "/" && search === "" && hash === "";
}
