import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

const { request } = process.getBuiltinModule("node:http");

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** A daemon's socket, in place of the address's host. */
  readonly socketPath?: string;
}

/**
 * Makes a request and resolves with the answer as it begins. Plain node:http: the stand-in starts often,
 * and fetch takes as long to load as all the rest of it.
 */
export function open(url: URL, options: RequestOptions = {}): Promise<IncomingMessage> {
  const { method = "GET", headers, body, socketPath } = options;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      headers: { "content-length": Buffer.byteLength(body ?? ""), ...headers },
      ...(socketPath !== undefined && { socketPath }),
    });
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Makes a request and reads the answer to its end. */
export async function fetchAll(url: URL, options?: RequestOptions): Promise<Answer> {
  const message = await open(url, options);
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return { status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks) };
}
