import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { addAbortSignal, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type AddressRule, publicLookup } from "./address.ts";
import { CONNECT_TIMEOUT, type Fetch } from "./request.ts";

/** As long as Node's fetch waits for a connection. */
const CONNECT_SECONDS = 10;

/**
 * Creates a `Fetch` with Node's HTTP client, which is loaded anyway. Loading Node's fetch takes 20 ms: the first request
 * starts after 104 ms instead of 123 ms, and the goal in docs/bench.md is 120 ms.
 * @param rule which addresses it connects to. Default: any.
 */
export function directFetch(rule?: AddressRule, connectSeconds = CONNECT_SECONDS): Fetch {
  // Without an agent, no connection is reused that was made without the rule.
  const options = rule && { lookup: publicLookup(rule), agent: false };
  return async (url, { method, headers: own, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const headers = { "accept-encoding": "gzip", ...own };
    send(url, { ...options, method, headers, signal })
      .on("response", resolve)
      .on("error", reject)
      .on("socket", (socket) => limitConnecting(socket, connectSeconds))
      .end(body);
    // Else a response that is aborted says that its connection was reset.
    const response = addAbortSignal(signal, await promise);
    const received = Object.entries(response.headers);
    const isCompressed = response.headers["content-encoding"] === "gzip" && method !== "HEAD";
    return {
      status: response.statusCode ?? 0,
      headers: new Map(received.map(([name, value]) => [name, String(value)])),
      body: isCompressed ? pipeline(response, createGunzip(), () => undefined) : response,
    };
  };
}

function limitConnecting(socket: Socket, seconds: number): void {
  // The socket of an earlier request is connected.
  if (!socket.connecting) return;
  const error = Object.assign(new Error("no connection in time"), { code: CONNECT_TIMEOUT });
  const timer = setTimeout(() => socket.destroy(error), seconds * 1000);
  const clear = (): void => clearTimeout(timer);
  socket.once("connect", clear).once("close", clear);
}
