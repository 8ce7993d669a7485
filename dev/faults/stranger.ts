import { createServer } from "node:http";
import { type LoopbackServer, listenOnLoopback } from "../sandbox/loopback.ts";

/** A server that is nobody's service: another origin, and what was sent to it. */
export interface Stranger extends LoopbackServer {
  /** Every request as it came, headers and all. */
  readonly heard: () => string;
}

/** Starts one on loopback; it answers everything with an empty JSON object. */
export async function startStranger(): Promise<Stranger> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    heard.push(`${request.method} ${request.url}\n${request.rawHeaders.join("\n")}\n`);
    for await (const chunk of request) heard.push(String(chunk));
    response.setHeader("content-type", "application/json").end("{}");
  });
  return { ...(await listenOnLoopback(server)), heard: () => heard.join("\n") };
}
