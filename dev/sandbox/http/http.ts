import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** One request, read to its end. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a service answers; nothing is written before faults have had their say. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sends the body at this pace, as a slow line would. */
  readonly bytesPerSecond?: number;
}

/** Method, the whole path, and what answers it; the path's groups become arguments. */
export type Route<C extends Call = Call> = readonly [
  method: string,
  path: RegExp,
  handler: (call: C, ...segments: string[]) => Reply | Promise<Reply>,
];

/** The answer of the first route that fits, or undefined. */
export function dispatch<C extends Call>(
  routes: readonly Route<C>[],
  call: C,
): Reply | Promise<Reply> | undefined {
  for (const [method, path, handler] of routes) {
    const match = call.method === method ? path.exec(call.url.pathname) : null;
    if (match !== null) return handler(call, ...match.slice(1).map(decodeURIComponent));
  }
  return undefined;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, body: string, contentType = "text/plain"): Reply {
  return { status, headers: { "content-type": contentType }, body };
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The body as a JSON object; undefined when it is none. */
export function jsonBody(call: Call): JsonObject | undefined {
  return parseObject(call.body.toString());
}

/** A JSON text as an object; undefined when it is none. */
export function parseObject(source: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** User and password of a Basic header; undefined when there is none. */
export function basicCredentials(
  header: string | undefined,
): { username: string; password: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [username = "", ...rest] = Buffer.from(encoded, "base64").toString().split(":");
  return { username, password: rest.join(":") };
}

/** Writes a reply, at its pace when it has one. */
export async function send(response: ServerResponse, reply: Reply): Promise<void> {
  const body = Buffer.from(reply.body ?? "");
  const bodiless = reply.status === 204;
  response.writeHead(reply.status, {
    ...(!bodiless && { "content-length": String(body.length) }),
    ...reply.headers,
  });
  if (reply.bytesPerSecond !== undefined) await trickle(response, body, reply.bytesPerSecond);
  response.end(reply.bytesPerSecond === undefined ? body : undefined);
}

const TICKS_PER_SECOND = 20;

async function trickle(response: ServerResponse, body: Buffer, bytesPerSecond: number) {
  const step = Math.max(1, Math.ceil(bytesPerSecond / TICKS_PER_SECOND));
  for (let offset = 0; offset < body.length && !response.destroyed; offset += step) {
    response.write(body.subarray(offset, offset + step));
    await pause(1000 / TICKS_PER_SECOND);
  }
}
