import diagnostics from "node:diagnostics_channel";
import { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { now } from "./clock.ts";

/** One request to the sandbox and its answer, as the server saw them. Times are milliseconds of the epoch. */
export interface Exchange {
  /** Whether Cog itself made it, by its User-Agent: part of the push. */
  readonly isCogs: boolean;
  readonly method: string;
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Both ways, with the headers. */
  readonly bytes: number;
}

/**
 * Notes what a server in this process answers, by Node's diagnostics channels: with the times and bytes that
 * the sandbox's own log has not. The sandbox's control is left out.
 */
export class Traffic {
  readonly #port: number;
  /** When the requests to that port began: a client that has gone leaves a socket without one. */
  readonly #started = new WeakMap<IncomingMessage, number>();
  readonly #counted = new WeakMap<Socket, number>();
  #exchanges: Exchange[] = [];

  constructor(port: number) {
    this.#port = port;
    diagnostics.subscribe("http.server.request.start", this.#start);
    diagnostics.subscribe("http.server.response.finish", this.#finish);
  }

  /** What was answered since the last time. */
  take(): readonly Exchange[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken.toSorted((a, b) => a.startedAt - b.startedAt);
  }

  stop(): void {
    diagnostics.unsubscribe("http.server.request.start", this.#start);
    diagnostics.unsubscribe("http.server.response.finish", this.#finish);
  }

  readonly #start = (message: unknown): void => {
    const request = requestIn(message);
    if (request?.socket.localPort === this.#port) this.#started.set(request, now());
  };

  readonly #finish = (message: unknown): void => {
    const request = requestIn(message);
    const startedAt = request && this.#started.get(request);
    if (request === undefined || startedAt === undefined) return;
    const { socket, url = "", method = "", headers } = request;
    const total = socket.bytesRead + socket.bytesWritten;
    const before = this.#counted.get(socket) ?? 0;
    this.#counted.set(socket, total);
    if (url.startsWith("/sandbox/")) return;
    this.#exchanges.push({
      isCogs: headers["user-agent"]?.startsWith("cog/") ?? false,
      method,
      path: url,
      startedAt,
      endedAt: now(),
      bytes: total - before,
    });
  };
}

function requestIn(message: unknown): IncomingMessage | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const isServers = "response" in message && message.response instanceof ServerResponse;
  return isServers && "request" in message && message.request instanceof IncomingMessage
    ? message.request
    : undefined;
}
