import { once } from "node:events";
import { createServer } from "node:http";

/** A server that is nobody's service: another origin, and what was sent to it. */
export interface Stranger {
  readonly origin: string;
  /** Every request as it came, headers and all. */
  readonly heard: () => string;
  readonly close: () => void;
}

/** Starts one on loopback; it answers everything with an empty JSON object. */
export async function startStranger(): Promise<Stranger> {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    heard.push(`${request.method} ${request.url}\n${request.rawHeaders.join("\n")}\n`);
    for await (const chunk of request) heard.push(String(chunk));
    response.setHeader("content-type", "application/json").end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    heard: () => heard.join("\n"),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
