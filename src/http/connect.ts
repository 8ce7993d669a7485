import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import { hostnameOf, portOf } from "../lib/url.ts";
import { CONNECT_TIMEOUT } from "./request.ts";

/** As long as Node's fetch waits for a connection. */
export const CONNECT_SECONDS = 10;

/** Ends a connection that is not ready, encrypted if it is to be, after a number of seconds. */
export function limitConnecting(socket: Socket, isSecure: boolean, seconds: number): void {
  // The socket of an earlier request is connected.
  if (!socket.connecting) return;
  const error = Object.assign(new Error("no connection in time"), { code: CONNECT_TIMEOUT });
  const timer = setTimeout(() => socket.destroy(error), seconds * 1000);
  const clear = (): void => clearTimeout(timer);
  socket.once(isSecure ? "secureConnect" : "connect", clear).once("close", clear);
}

/**
 * Connects to the host of a URL through a proxy, by CONNECT (RFC 9110, section 9.3.6) for http as for https.
 * @throws {Error} of the network, or if the proxy refuses; the signal's reason.
 */
export async function connectThrough(proxy: URL, url: URL, signal: AbortSignal): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  const host = `${url.hostname}:${portOf(url)}`;
  const credential = [proxy.username, proxy.password].map(decodeURIComponent).join(":");
  const basic = `Basic ${Buffer.from(credential).toString("base64")}`;
  const headers = { host, ...(credential !== ":" && { "proxy-authorization": basic }) };
  const isProxySecure = proxy.protocol === "https:";
  const options = { method: "CONNECT", path: host, headers, agent: false, signal } as const;
  (isProxySecure ? httpsRequest : httpRequest)(proxy.origin, options)
    .on("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(new Error(`the proxy returned HTTP ${statusCode}`));
    })
    .on("error", reject)
    .on("socket", (socket) => limitConnecting(socket, isProxySecure, CONNECT_SECONDS))
    .end();
  const socket = await promise;
  if (url.protocol !== "https:") return socket;
  const name = hostnameOf(url);
  return connectTls({ socket, host: name, servername: isIP(name) === 0 ? name : "" });
}
