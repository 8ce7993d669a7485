import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { type AddressRule, publicLookup } from "./address.ts";
import { CONNECT_TIMEOUT, type Fetch, type Method } from "./request.ts";

/** As long as Node's fetch waits for a connection. */
const CONNECT_SECONDS = 10;

/** Also of what was not requested: object storage sends a file as it was uploaded. */
const DECODERS = new Map([
  ["gzip", createGunzip],
  ["x-gzip", createGunzip],
  ["br", createBrotliDecompress],
]);

/**
 * Creates a `Fetch` with Node's HTTP client, which is loaded anyway. Loading Node's fetch takes 20 ms: the first request
 * starts after 104 ms instead of 123 ms, and the goal in docs/bench.md is 120 ms.
 * @param rule which addresses it connects to. Default: any.
 */
export function directFetch(rule?: AddressRule, connectSeconds = CONNECT_SECONDS): Fetch {
  const lookup = rule && { lookup: publicLookup(rule) };
  return async (url, { method, headers: own, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const isSecure = url.startsWith("https:");
    const headers = { "accept-encoding": "gzip", ...own };
    // A connection that was made without the rule is not reused. Nor does a POST, which is not retried, use one that the
    // server may be closing.
    const agent = (rule !== undefined || method === "POST") && { agent: false };
    const options = { ...lookup, ...agent, method, headers, signal };
    const request = (isSecure ? httpsRequest : httpRequest)(url, options)
      .on("response", resolve)
      .on("error", reject)
      // Without a response or an error if the server switches to another protocol.
      .on("close", () => reject(new Error("the connection was closed")))
      .on("socket", (socket) => {
        if (socket.connecting)
          limitConnecting(socket, isSecure ? "secureConnect" : "connect", connectSeconds);
      })
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

function limitConnecting(socket: Socket, connected: string, seconds: number): void {
  const error = Object.assign(new Error("no connection in time"), { code: CONNECT_TIMEOUT });
  const timer = setTimeout(() => socket.destroy(error), seconds * 1000);
  const clear = (): void => clearTimeout(timer);
  socket.once(connected, clear).once("close", clear);
}
