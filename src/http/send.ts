import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { type AddressRule, publicLookup } from "./address.ts";
import { CONNECT_SECONDS, connectThrough, limitConnecting } from "./connect.ts";
import { NO_PROXIES, type Proxies, proxyOf } from "./proxy.ts";
import type { Fetch, Method } from "./request.ts";

/** Also of what was not requested: object storage sends a file as it was uploaded. */
const DECODERS = new Map([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["br", createBrotliDecompress],
]);

/**
 * Creates a `Fetch`, which follows no redirects, with Node's HTTP client, which is loaded anyway. Loading Node's fetch
 * takes 20 ms: the first request starts after 104 ms instead of 123 ms, and the goal in docs/bench.md is 120 ms.
 * @param rule which addresses it connects to. Default: any.
 */
export function createFetch(
  proxies: Proxies = NO_PROXIES,
  rule?: AddressRule,
  connectSeconds = CONNECT_SECONDS,
): Fetch {
  const lookup = rule && { lookup: publicLookup(rule) };
  return async (url, { method, headers: own, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const target = new URL(url);
    const isSecure = target.protocol === "https:";
    const proxy = proxyOf(target, proxies);
    const socket = proxy && (await connectThrough(proxy, target, signal));
    // A tunnel is for one request. Without a proxy, a connection that was made without the rule is not reused, and a POST,
    // which is not retried, uses none that the server may be closing.
    const isSingle = rule !== undefined || method === "POST";
    const connection = socket ? { createConnection: () => socket } : isSingle && { agent: false };
    const headers = { "accept-encoding": "gzip", ...own };
    // For the Host header: otherwise, without an agent, it is that of port 80 everywhere.
    const defaultPort = isSecure ? 443 : 80;
    const options = { ...lookup, ...connection, defaultPort, method, headers, signal };
    const request = (isSecure ? httpsRequest : httpRequest)(target, options)
      .on("response", resolve)
      .on("error", reject)
      // Without a response or an error if the server switches to another protocol.
      .on("close", () => reject(new Error("the connection was closed")))
      .on("socket", (made) => limitConnecting(made, isSecure, connectSeconds))
      .end(body);
    const response = await promise;
    // Else a body without a length is complete when its connection breaks.
    request.on("error", (error) => response.destroy(error));
    const received = Object.entries(response.headers);
    return {
      status: response.statusCode ?? 0,
      headers: new Map(received.map(([name, value]) => [name, String(value)])),
      body: decode(response, method),
    };
  };
}

/** Decodes the body of a response. One without a body can name the coding that it would have. */
function decode(response: IncomingMessage, method: Method): Readable {
  const { statusCode = 0, headers } = response;
  const decoder = DECODERS.get(headers["content-encoding"]?.toLowerCase() ?? "");
  const isEmpty =
    method === "HEAD" || [204, 304].includes(statusCode) || headers["content-length"] === "0";
  return decoder === undefined || isEmpty
    ? response
    : pipeline(response, decoder(), () => undefined);
}
