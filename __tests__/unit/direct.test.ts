import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fetchFor } from "../../src/http/client.ts";
import { directFetch } from "../../src/http/direct.ts";
import { CONNECT_TIMEOUT, type Fetch, networkErrorOf } from "../../src/http/request.ts";
import { readAll } from "../../src/lib/byte-budget.ts";
import { startStranger } from "../support/servers.ts";

/** Sends a GET, and reads its body: the text, or the network error. */
async function read(fetch: Fetch, url: string, milliseconds = 5000): Promise<string> {
  const signal = AbortSignal.timeout(milliseconds);
  const headers = { authorization: "Bearer secret" };
  try {
    const init = { method: "GET", headers, body: null, redirect: "follow", signal } as const;
    const { body } = await fetch(url, init);
    return (await readAll(body, 1024)).toString();
  } catch (error) {
    return networkErrorOf(error);
  }
}

describe("a response", () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    ["of one part", (response) => response.end("hello"), "hello"],
    ["without a body", (response) => response.writeHead(204).end(), ""],
    [
      "that is compressed",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("hello")),
      "hello",
    ],
    [
      "that is compressed and cut off",
      (response) =>
        response
          .writeHead(200, { "content-encoding": "gzip" })
          .end(gzipSync("hello").subarray(0, 12)),
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
  ])("%s is read", async (_, answer, text) => {
    const server = await startStranger((_request, response) => answer(response));
    expect(await read(await fetchFor({}), server.origin)).toBe(text);
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
    expect(await read(await fetchFor({}), server.origin, 50)).toBe("timeout");
  });
});

describe("a connection", () => {
  it("that does not come is given up", async () => {
    const rule = { trustedHosts: new Set<string>(), resolve: () => undefined };
    expect(await read(directFetch(rule, 0.05), "https://files.example")).toBe(CONNECT_TIMEOUT);
  });

  it("that was made without a rule is not used by a request with one", async () => {
    const server = await startStranger((_request, response) => response.end("inside"));
    const url = server.origin.replace("127.0.0.1", "localhost");
    expect(await read(directFetch(), url)).toBe("inside");
    const rule = { trustedHosts: new Set<string>() };
    expect(await read(directFetch(rule), url)).not.toBe("inside");
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

    expect(await read(await fetchFor({}), `${origin.origin}/a`)).toBe("there");
    expect(seen).toEqual([
      ["/a", "Bearer secret"],
      ["/b", "Bearer secret"],
      ["/c", undefined],
    ]);
  });

  it("to itself is not followed forever", async () => {
    let count = 0;
    const server = await startStranger(({ url = "" }, response) => {
      count++;
      response.writeHead(302, { location: url }).end();
    });
    expect(await read(await fetchFor({}), server.origin)).not.toBe("");
    expect(count).toBe(21);
  });
});
