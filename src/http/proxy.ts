import type { Fetch } from "./request.ts";

/**
 * Node's own fetch, or, when a proxy is set in the environment, one that goes through it and honours
 * NO_PROXY. Node 24's fetch reads those variables only when NODE_USE_ENV_PROXY was set before it
 * started (Node's documentation, "Built-in Proxy Support"), which a runner does not do.
 */
export async function fetchFor(environment: Readonly<NodeJS.ProcessEnv>): Promise<Fetch> {
  const setting = (name: string) => environment[name.toLowerCase()] || environment[name];
  const httpProxy = setting("HTTP_PROXY");
  const httpsProxy = setting("HTTPS_PROXY");
  if (!httpProxy && !httpsProxy) return globalThis.fetch;
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent({
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    noProxy: setting("NO_PROXY") ?? "",
  });
  return (url, init) => fetch(url, { ...init, dispatcher });
}
