import type { LookupAddress } from "node:dns";
import { describe, expect, it } from "vitest";
import {
  type AddressRule,
  checkUrl,
  isPublicAddress,
  NOT_PUBLIC,
  publicLookup,
} from "../../src/http/address.ts";
import { fetchFor } from "../../src/http/client.ts";
import { networkErrorOf } from "../../src/http/request.ts";
import { readAll } from "../../src/lib/byte-budget.ts";
import { startStranger } from "../support/servers.ts";

const rule = (...hosts: string[]) => ({ trustedHosts: new Set(hosts) });

describe("an address", () => {
  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.169.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
  ])("is public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.0.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "fd00::1",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fe80::1%eth0",
    "no address",
    "",
  ])("is not public: %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

const refuses = (url: string, ...trusted: string[]) => {
  try {
    checkUrl(new URL(url), rule(...trusted));
    return false;
  } catch (error) {
    return error instanceof Error && error.message === NOT_PUBLIC;
  }
};

describe("the URL of a file", () => {
  it.each([
    "http://replicate.delivery/a.png",
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://0/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fd00::1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://10.1/",
    "https://127.0.0.1./",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://a.localhost/",
    "https://１２７.0.0.1/",
  ])("is rejected: %s", (url) => {
    expect(refuses(url)).toBe(true);
  });

  it.each([
    ["https://replicate.delivery/a.png"],
    ["https://replicate.delivery:8443/a.png"],
    ["https://1.1.1.1/"],
    ["https://[2606:4700::1111]/"],
    // Behind a proxy, nobody here resolves the name.
    ["https://localhost.example/"],
    ["http://10.0.0.5/a.png", "10.0.0.5"],
    ["http://files.internal/a.png", "files.internal"],
    ["https://[fd00::1]/", "[fd00::1]"],
  ])("is allowed: %s (trusted: %s)", (url, ...trusted) => {
    expect(refuses(url, ...trusted)).toBe(false);
  });
});

function answering(addresses: readonly LookupAddress[]): NonNullable<AddressRule["resolve"]> {
  return (_host, _options, callback) => callback(null, [...addresses]);
}

/** What a lookup answers when the name resolves to these addresses. */
function lookUp(
  addresses: readonly LookupAddress[],
  { trusted = [] as string[], all = true } = {},
): Promise<unknown[]> {
  const { promise, resolve } = Promise.withResolvers<unknown[]>();
  const lookup = publicLookup({ ...rule(...trusted), resolve: answering(addresses) });
  lookup("files.example", { all }, (...answer) => resolve(answer));
  return promise;
}

const PUBLIC = { address: "1.1.1.1", family: 4 };
const PRIVATE = { address: "10.0.0.1", family: 4 };
const MAPPED = { address: "::ffff:a9fe:a9fe", family: 6 };

describe("the lookup of a name", () => {
  it("returns the addresses that it checked, in both forms", async () => {
    expect(await lookUp([PUBLIC])).toEqual([null, [PUBLIC]]);
    expect(await lookUp([PUBLIC], { all: false })).toEqual([null, "1.1.1.1", 4]);
  });

  it.each([
    ["inwards", [PRIVATE]],
    ["inwards, too", [PUBLIC, PRIVATE]],
    ["inwards by IPv6", [MAPPED, PUBLIC]],
    ["to nothing", []],
  ])("fails when it resolves %s", async (_, addresses) => {
    const [error] = await lookUp(addresses);
    expect(error).toBeInstanceOf(Error);
  });

  it("accepts any address of a host that the operator trusts", async () => {
    expect(await lookUp([PRIVATE], { trusted: ["files.example"] })).toEqual([null, [PRIVATE]]);
  });
});

/** The network error of a request by this rule; its status when there is none. */
async function send(
  url: string,
  trusted: string[] = [],
  { environment = {}, ...options }: Pick<AddressRule, "resolve"> & { environment?: object } = {},
): Promise<unknown> {
  const fetch = fetchFor({ ...environment }, { ...rule(...trusted), ...options });
  const signal = AbortSignal.timeout(5000);
  const init = { method: "GET", headers: {}, body: null, redirect: "follow", signal } as const;
  try {
    const response = await fetch(url, init);
    await readAll(response.body, 1024);
    return response.status;
  } catch (error) {
    return networkErrorOf(error);
  }
}

describe("a request", () => {
  it("is rejected by its address, and after a redirect", async () => {
    const inside = await startStranger();
    const { port } = new URL(inside.origin);
    const outside = await startStranger((_request, response) =>
      response.writeHead(302, { location: `http://localhost:${port}/secret` }).end(),
    );

    expect(await send(inside.origin)).toBe(NOT_PUBLIC);
    expect(await send(outside.origin, ["127.0.0.1"])).toBe(NOT_PUBLIC);
    expect(inside.requests).toEqual([]);
    expect(await send(outside.origin, ["127.0.0.1", "localhost"])).toBe(200);
  });

  it("is rejected behind a proxy by its URL alone", async () => {
    const proxy = await startStranger();
    const environment = { HTTPS_PROXY: proxy.origin, HTTP_PROXY: proxy.origin };
    expect(await send("https://10.0.0.1/", [], { environment })).toBe(NOT_PUBLIC);
    expect(await send("https://localhost/", [], { environment })).toBe(NOT_PUBLIC);
    expect(proxy.requests).toEqual([]);
  });

  it("connects only to the address that was checked", async () => {
    const inside = await startStranger();
    const { port } = new URL(inside.origin);
    const resolve = answering([{ address: "127.0.0.1", family: 4 }]);
    for (const environment of [{}, { HTTPS_PROXY: inside.origin, NO_PROXY: "files.example" }])
      expect(await send(`https://files.example:${port}/`, [], { resolve, environment })).toBe(
        NOT_PUBLIC,
      );
    expect(inside.requests).toEqual([]);
    const url = `http://files.example:${port}/`;
    expect(await send(url, ["files.example"], { resolve })).toBe(200);
  });
});
