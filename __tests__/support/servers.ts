import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "../../dev/sandbox/loopback.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(server: Server): Promise<string> {
  const { origin, close } = await listenOnLoopback(server);
  onTestFinished(close);
  return origin;
}

/** A server that is nobody's service: what it was sent, headers included, is all that matters. */
export async function startStranger(
  answer: Listener = (_request, response) => response.end("{}"),
): Promise<{ readonly origin: string; readonly requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  return { origin: await listen(server), requests };
}

/** A loopback address at which nobody listens; the proxy takes it for 127.0.0.1. */
export const BEHIND_PROXY = "127.0.0.9";

/** A forward proxy for http, by absolute addresses and by CONNECT; `targets` are the hosts asked for. */
export async function startProxy(): Promise<{
  readonly origin: string;
  readonly targets: string[];
}> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "");
    targets.push(url.host);
    url.hostname = reachable(url.hostname);
    const onward = httpRequest(
      url,
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on("connect", (request, client, head) => {
    targets.push(request.url ?? "");
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), reachable(hostname), () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    for (const socket of [client, onward])
      socket.on("error", () => {
        client.destroy();
        onward.destroy();
      });
  });
  return { origin: await listen(server), targets };
}

function reachable(hostname: string): string {
  return hostname === BEHIND_PROXY ? "127.0.0.1" : hostname;
}
