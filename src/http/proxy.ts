import { ActionError } from "../lib/errors.ts";
import { hostnameOf, portOf } from "../lib/url.ts";

/** The proxy of each scheme, if it has one, and the hosts that are reached without, separated by commas or spaces. */
export interface Proxies {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string;
}

export const NO_PROXIES: Proxies = { httpProxy: undefined, httpsProxy: undefined, noProxy: "" };

/**
 * Reads the proxies in HTTP_PROXY, HTTPS_PROXY and NO_PROXY. As in curl, lower case wins, and a proxy without a scheme
 * is an http proxy.
 * @throws {ActionError} for a proxy that is not an http or https URL; its user name and password are not shown.
 */
export function readProxies(environment: Readonly<NodeJS.ProcessEnv>): Proxies {
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

/**
 * The proxy of a URL, if it has one. As in curl, an entry of NO_PROXY is a host with its subdomains, and may begin with a
 * dot; `*` is every host. As in Node, it may begin with `*.` and end with a port.
 */
export function proxyOf(url: URL, { httpProxy, httpsProxy, noProxy }: Proxies): URL | undefined {
  const proxy = url.protocol === "https:" ? httpsProxy : httpProxy;
  const name = hostnameOf(url);
  const end = `:${portOf(url)}`;
  const isExcluded = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const host = entry.endsWith(end) && entry !== name ? entry.slice(0, -end.length) : entry;
      const suffix = host.replace(/^\*?\.|^\[|\]$/g, "");
      return host === "*" || name === suffix || (suffix !== "" && name.endsWith(`.${suffix}`));
    });
  return proxy === undefined || isExcluded ? undefined : new URL(proxy);
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
