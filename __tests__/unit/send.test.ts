import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { fetchFor } from "../../src/http/client.ts";
import { download } from "../../src/http/download.ts";
import { NO_PROXIES } from "../../src/http/proxy.ts";
import { followRedirects } from "../../src/http/redirects.ts";
import {
  CONNECT_TIMEOUT,
  type Fetch,
  type Method,
  networkErrorOf,
} from "../../src/http/request.ts";
import { createFetch } from "../../src/http/send.ts";
import { readAll } from "../../src/lib/byte-budget.ts";
import { startStranger } from "../support/servers.ts";
import { portOf } from "../support/world.ts";
import { fetched, temporaryDirectory } from "./support.ts";

/** Sends a request, and reads its body: the text, or the network error. */
async function read(
  fetch: Fetch,
  url: string,
  { milliseconds = 5000, method = "GET" as Method } = {},
): Promise<string> {
  const signal = AbortSignal.timeout(milliseconds);
  const headers = { authorization: "Bearer secret" };
  try {
    const init = { method, headers, body: null, redirect: "follow", signal } as const;
    const { body } = await fetch(url, init);
    return (await readAll(body, 1024)).toString();
  } catch (error) {
    return networkErrorOf(error);
  }
}

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";

/** A response of a server that sends this text, whatever it means. */
const raw =
  (text: string) =>
  ({ socket }: ServerResponse): void =>
    void socket?.write(text);

/** A response with a body in a content coding. */
const encoded =
  (coding: string, body: Buffer | string, status = 200) =>
  (response: ServerResponse): void => {
    const headers = { "content-encoding": coding, "content-length": body.length };
    response.writeHead(status, headers).end(body);
  };

describe("a response", () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ["of one part", (response) => response.end("hello"), "hello"],
    ["without a body", (response) => response.writeHead(204).end(), ""],
    ["after others", raw("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(2) + HELLO), "hello"],
    ["that is compressed", encoded("gzip", gzipSync("hello")), "hello"],
    ["that is compressed, in capitals", encoded("GZIP", gzipSync("hello")), "hello"],
    ["that is compressed otherwise", encoded("br", brotliCompressSync("hello")), "hello"],
    ["that is compressed and empty", encoded("gzip", "", 401), ""],
    ["that is compressed and has no body", encoded("gzip", "", 204), ""],
    [
      "that is compressed and cut off",
      encoded("gzip", gzipSync("hello").subarray(0, 12)),
      "Z_BUF_ERROR",
    ],
    [
      "that breaks off",
      (response) => {
        response.writeHead(200, { "content-length": "10" }).write("hello");
        setTimeout(() => response.destroy(), 20);
      },
      "ECONNRESET",
    ],
    [
      "without a length that breaks off",
      (response) => {
        raw("HTTP/1.1 200 OK\r\n\r\nhello")(response);
        setTimeout(() => response.socket?.resetAndDestroy(), 20);
      },
      "ECONNRESET",
    ],
  ])("%s is read", async (_, answer, text) => {
    const server = await startStranger((_request, response) => answer(response));
    expect(await read(fetchFor({}), server.origin)).toBe(text);
  });

  it("that switches the protocol ends the request", async () => {
    const server = await startStranger((_request, response) => raw(SWITCH)(response));
    expect(await read(fetchFor({}), server.origin)).not.toBe("timeout");
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ["never begins", () => undefined],
    ["never ends", (response) => response.writeHead(200).write("hello")],
    [
      "is compressed and never ends",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).write(gzipSync("hi")),
    ],
  ])("that %s is aborted", async (_, answer) => {
    const server = await startStranger((_request, response) => answer(response));
    expect(await read(fetchFor({}), server.origin, { milliseconds: 50 })).toBe("timeout");
  });
});

describe("a connection", () => {
  it("that does not come is given up", async () => {
    const rule = { trustedHosts: new Set<string>(), resolve: () => undefined };
    expect(await read(createFetch(NO_PROXIES, rule, 0.05), "https://files.example")).toBe(
      CONNECT_TIMEOUT,
    );
  });

  it("that is not encrypted in time is given up", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const url = `https://127.0.0.1:${portOf(server)}`;
    expect(await read(createFetch(NO_PROXIES, undefined, 0.05), url)).toBe(CONNECT_TIMEOUT);
  });

  it("that the server closes when it is used again is not used by a POST", async () => {
    const used = new Set<unknown>();
    const server = await startStranger(({ socket }, response) => {
      if (used.has(socket)) return void socket.destroy();
      used.add(socket);
      response.end("hello");
    });
    const fetch = fetchFor({});
    expect(await read(fetch, server.origin)).toBe("hello");
    expect(await read(fetch, server.origin, { method: "POST" })).toBe("hello");
    expect(await read(fetch, server.origin)).toBe("ECONNRESET");
  });

  it("is closed when the body is not read to its end", async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const server = await startStranger((_request, response) => {
      response.on("close", resolve).writeHead(200, { "content-length": 10 }).write("hello");
    });
    const path = join(await temporaryDirectory(), "a.bin");
    const { signal } = new AbortController();
    const options = { signal, fetch: fetchFor({}), log: () => undefined };
    await download({ url: server.origin, path, seconds: 60, maxBytes: 5 }, options);
    await closed;
  });

  it("to several addresses fails with the error of the last one", () => {
    const errors = ["ETIMEDOUT", "ECONNREFUSED"].map((code) =>
      Object.assign(new Error(), { code }),
    );
    expect(networkErrorOf(new AggregateError(errors))).toBe("ECONNREFUSED");
  });

  it("that was made without a rule is not used by a request with one", async () => {
    const server = await startStranger((_request, response) => response.end("inside"));
    const url = server.origin.replace("127.0.0.1", "localhost");
    expect(await read(fetchFor({}), url)).toBe("inside");
    const rule = { trustedHosts: new Set<string>() };
    expect(await read(fetchFor({}, rule), url)).not.toBe("inside");
  });
});

describe("a redirect", () => {
  it("within an origin keeps the credential, to another one it does not", async () => {
    const seen: [string, string | undefined][] = [];
    const elsewhere = await startStranger(({ url = "", headers }, response) => {
      seen.push([url, headers.authorization]);
      response.end("there");
    });
    const origin = await startStranger(({ url = "", headers }, response) => {
      seen.push([url, headers.authorization]);
      const location = url === "/a" ? "b" : `${elsewhere.origin}/c`;
      response.writeHead(url === "/a" ? 302 : 307, { location }).end("moved");
    });

    expect(await read(fetchFor({}), `${origin.origin}/a`)).toBe("there");
    expect(seen).toEqual([
      ["/a", "Bearer secret"],
      ["/b", "Bearer secret"],
      ["/c", undefined],
    ]);
  });

  it.each([
    [
      "a long body",
      `Location: /there\r\nContent-Length: 100000\r\n\r\n${"x".repeat(100_000)}`,
      "/there",
    ],
    ["a body that never ends", "Location: /there\r\nContent-Length: 9\r\n\r\nx", "/there"],
    ["a path that is not escaped", "Location: /é\r\nContent-Length: 0\r\n\r\n", "/%C3%A9"],
  ])("with %s is followed", async (_, rest, path) => {
    const server = await startStranger(({ url = "" }, response) =>
      url === "/"
        ? raw(`HTTP/1.1 302 Found\r\nConnection: close\r\n${rest}`)(response)
        : response.end(url),
    );
    expect(await read(fetchFor({}), server.origin)).toBe(path);
  });

  it("from https to http is not followed", async () => {
    const urls: string[] = [];
    const fetch = followRedirects(async (url) => {
      urls.push(url);
      return fetched(new Response("", { status: 302, headers: { location: "http://b.example" } }));
    });
    expect(await read(fetch, "https://a.example/")).not.toBe("");
    expect(urls).toEqual(["https://a.example/"]);
  });

  it("to itself is not followed forever", async () => {
    let count = 0;
    const server = await startStranger(({ url = "" }, response) => {
      count++;
      response.writeHead(302, { location: url }).end();
    });
    expect(await read(fetchFor({}), server.origin)).not.toBe("");
    expect(count).toBe(21);
  });
});
