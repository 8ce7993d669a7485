import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenOnLoopback } from "../../dev/sandbox/loopback.ts";
import { fetchFor } from "../../src/http/client.ts";
import { proxyOf, readProxies } from "../../src/http/proxy.ts";
import { networkErrorOf } from "../../src/http/request.ts";
import { readAll } from "../../src/lib/byte-budget.ts";
import { startProxy } from "../support/servers.ts";
import { refusal } from "./support.ts";

describe("a proxy variable", () => {
  it.each<[Record<string, string>, string | undefined, string | undefined]>([
    [{}, undefined, undefined],
    [{ HTTP_PROXY: "", https_proxy: " " }, undefined, undefined],
    [{ HTTP_PROXY: "http://proxy:3128" }, "http://proxy:3128", undefined],
    [{ https_proxy: "https://proxy:3128/" }, undefined, "https://proxy:3128/"],
    [{ HTTPS_PROXY: " http://proxy:3128\n" }, undefined, "http://proxy:3128"],
    [{ HTTP_PROXY: "http://a:1", http_proxy: "http://b:1" }, "http://b:1", undefined],
    [{ HTTP_PROXY: "http://a:1", http_proxy: "" }, "http://a:1", undefined],
    [{ HTTP_PROXY: "proxy.corp:3128" }, "http://proxy.corp:3128", undefined],
    [{ HTTP_PROXY: "me:secret@proxy:3128" }, "http://me:secret@proxy:3128", undefined],
    [{ HTTP_PROXY: "http://me:p%40ss%231@proxy" }, "http://me:p%40ss%231@proxy", undefined],
  ])("is read: %j", (environment, httpProxy, httpsProxy) => {
    expect(readProxies(environment)).toEqual({ httpProxy, httpsProxy, noProxy: "" });
  });

  it.each([
    ["HTTPS_PROXY", "socks5h://proxy:1080", '"socks5h://proxy:1080"'],
    ["http_proxy", "socks4://me:secret@proxy", '"socks4://***@proxy"'],
    ["HTTP_PROXY", "none", '"none"'],
    ["https_proxy", "false", '"false"'],
    ["HTTP_PROXY", "direct://", '"direct://"'],
    ["HTTP_PROXY", "http://", '"http://"'],
    ["HTTP_PROXY", "http://user:secret#1@host", '"http://***@host"'],
    ["HTTP_PROXY", "http://user:p@secret#1@host", '"http://***@host"'],
    ["HTTPS_PROXY", "http://user:secret/1@host:3128", '"http://***@host:3128"'],
    ["HTTPS_PROXY", "http://user:secret?1@host:3128", '"http://***@host:3128"'],
    ["HTTPS_PROXY", "http://user:100%secret@host:3128", '"http://***@host:3128"'],
    ["HTTPS_PROXY", "user:se#cret@host:3128", '"***@host:3128"'],
    ["HTTPS_PROXY", "http://proxy:99999", '"http://proxy:99999"'],
  ])("that is invalid is named, without its password: %s=%s", async (name, value, shown) => {
    const { problems, message } = await refusal(() => readProxies({ [name]: value }));
    expect(problems).toMatchObject([{ code: "proxy-invalid" }]);
    expect(message).toContain(`variable ${name} is ${shown},`);
    expect(message).not.toContain("secret");
  });
});

it.each([
  ["", true],
  ["localhost", true],
  ["127.0.0.1:1", true],
  ["7.0.0.1", true],
  ["127.0.0.1", false],
  ["127.0.0.1:PORT", false],
  ["localhost , 127.0.0.1", false],
  ["localhost 127.0.0.1", false],
  [".0.0.1", false],
  ["*.0.0.1", false],
  ["*", false],
])("with NO_PROXY=%s, it is %s that the proxy is used for 127.0.0.1", async (value, isUsed) => {
  const server = createServer((_request, response) => response.end("there"));
  const { origin, close } = await listenOnLoopback(server);
  onTestFinished(close);
  const proxy = await startProxy();
  const NO_PROXY = value.replace("PORT", new URL(origin).port);

  const fetch = fetchFor({ HTTP_PROXY: proxy.origin, NO_PROXY });
  const { signal } = new AbortController();
  const redirect = "manual";
  const answer = await fetch(origin, { method: "GET", headers: {}, body: null, redirect, signal });

  expect(answer.status).toBe(200);
  expect(proxy.targets).toHaveLength(isUsed ? 1 : 0);
});

it.each([
  ["http://a.example", "example", false],
  ["http://a.example", "a.example:80", false],
  ["https://a.example", "a.example:443", false],
  ["https://a.example", "a.example:80", true],
  ["https://ba.example", "a.example", true],
  ["https://A.example", "a.EXAMPLE", false],
  ["https://[::1]", "::1", false],
  ["https://[::1]", "[::1]", false],
  ["https://[::1]:8443", "[::1]:8443", false],
  ["https://[::11]", "::1", true],
])("%s with NO_PROXY=%s: it is %s that the proxy is used", (url, noProxy, isUsed) => {
  const proxy = "http://proxy.example:3128/";
  const found = proxyOf(new URL(url), { httpProxy: proxy, httpsProxy: proxy, noProxy });
  expect(found?.href).toBe(isUsed ? proxy : undefined);
});

it.each<[string, (client: Duplex, cancel: () => void) => void, string]>([
  [
    "requires a password",
    (client) => client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    "407",
  ],
  ["closes the connection", (client) => client.destroy(), "ECONNRESET"],
  ["does not answer a canceled step", (_, cancel) => cancel(), "canceled"],
])("a proxy that %s is asked once, and the request fails", async (_, answer, error) => {
  const controller = new AbortController();
  let count = 0;
  const server = createServer().on("connect", (_request, client) => {
    count++;
    answer(client, () => controller.abort(new Error("canceled")));
  });
  const { origin, close } = await listenOnLoopback(server);
  onTestFinished(close);
  const fetch = fetchFor({ HTTPS_PROXY: origin });
  const { signal } = controller;
  const init = { method: "GET", headers: {}, body: null, redirect: "manual", signal } as const;
  expect(await fetch("https://files.example", init).catch(networkErrorOf)).toContain(error);
  expect(count).toBe(1);
});

it.each([
  ["http://files.example/", "files.example"],
  ["http://files.example:443/", "files.example:443"],
])("a request to %s names the host %s in a tunnel", async (url, host) => {
  const server = createServer(({ headers }, response) => response.end(headers.host));
  server.on("connect", (_request, client) => {
    client.write("HTTP/1.1 200 OK\r\n\r\n");
    server.emit("connection", client);
  });
  const { origin, close } = await listenOnLoopback(server);
  onTestFinished(close);
  const fetch = fetchFor({ HTTP_PROXY: origin });
  const { signal } = new AbortController();
  const init = { method: "GET", headers: {}, body: null, redirect: "manual", signal } as const;
  const { body } = await fetch(url, init);
  expect(String(await readAll(body, 1024))).toBe(host);
});
