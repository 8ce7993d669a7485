import type { ServerResponse } from "node:http";
import { type Reply, send } from "./http.ts";

/**
 * What becomes of an answer: never sent (`hang`), the connection reset before it or amid its body (`reset`,
 * `cut`), half of it as if it were all (`truncate`), nothing but its status (`empty`), its JSON with every
 * value of another type (`mistype`), and ten megabytes in place of its body (`flood`).
 */
export const BREAKAGES = ["hang", "reset", "cut", "truncate", "empty", "mistype", "flood"] as const;
export type Breakage = (typeof BREAKAGES)[number];

const FLOOD = 10_000_000;

/** Statuses whose answers end with their headers. */
const BODILESS = new Set([204, 304]);

/** Sends an answer, broken as it is said. */
export async function sendBroken(
  response: ServerResponse,
  reply: Reply = { status: 200 },
  breaks: Breakage | undefined,
): Promise<void> {
  const body = Buffer.from(reply.body ?? "");
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (breaks) {
    case undefined:
      return await send(response, reply);
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "cut":
      cut(response, reply, half, body.length + 1);
      return;
    case "truncate":
      return await send(response, { ...reply, body: half });
    case "empty":
      return await send(response, { ...reply, body: "" });
    case "mistype":
      return await send(response, { ...reply, body: mistyped(body.toString()) });
    case "flood":
      return await send(response, { ...reply, body: Buffer.alloc(FLOOD, "water ") });
  }
}

/** Resets the connection amid the body; where there can be none, before the answer. */
function cut(response: ServerResponse, reply: Reply, half: Buffer, length: number): void {
  const reset = (): void => {
    response.socket?.resetAndDestroy();
  };
  if (BODILESS.has(reply.status)) {
    reset();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, "content-length": length });
  response.flushHeaders();
  response.write(half.length > 0 ? half : " ", reset);
}

/** The same JSON with a value of another type in every place; a list where there was no JSON. */
function mistyped(source: string): string {
  try {
    return JSON.stringify(otherThan(JSON.parse(source)));
  } catch {
    return "[1]";
  }
}

function otherThan(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(otherThan) : {};
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, otherThan(item)]));
  if (typeof value === "string") return 42;
  return typeof value === "number" ? `${value}` : ["other"];
}
