import { once } from "node:events";
import { get } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { assembleIndex, digestOf } from "../../src/build-cache/cache-index.ts";
import { type CacheRegistry, startCacheRegistry } from "../../src/build-cache/cache-registry.ts";
import { checkLayers, layerSource } from "../../src/build-cache/layer-source.ts";
import { createHttp } from "../../src/http/client.ts";
import type { Fetch, HttpOptions } from "../../src/http/request.ts";
import { cacheIndex, LAYER_BYTES, LAYERS } from "./build-cache-support.ts";
import { fetched } from "./support.ts";

/** Short limits, in seconds: what hangs in these tests hangs for ever. */
const LIMITS = { response: 0.1, idle: 0.1 };
const INDEX = cacheIndex();
const [FIRST = { digest: "", size: 0 }, SECOND = { digest: "", size: 0 }] = LAYERS;

type Answer = (method: string, digest: string, range: string) => Response | "hangs" | Error;

/** Node's fetch, of a repository that answers so. Its blobs have their digests for addresses. */
const fetchOf =
  (answer: Answer): Fetch =>
  async (url, { method, headers, signal }) => {
    const response = answer(method, url.slice("blob:".length), headers["range"] ?? "");
    if (response instanceof Error) throw response;
    if (response !== "hangs") return fetched(response);
    await once(signal, "abort");
    throw signal.reason;
  };
const REPOSITORY = {
  blobRequest: async (digest: string) => ({ url: `blob:${digest}`, headers: {} }),
};

/** HTTP of this repository. */
const optionsOf = (answer: Answer, signal = new AbortController().signal): HttpOptions => ({
  fetch: fetchOf(answer),
  signal,
  log: () => {},
});

const holding: Answer = (method, digest, range) => {
  const bytes = LAYER_BYTES.find((each) => digestOf(each) === digest);
  if (bytes === undefined) return new Response(null, { status: 404 });
  const begin = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
  return new Response(method === "HEAD" ? null : new Uint8Array(bytes.subarray(begin)), {
    status: begin > 0 ? 206 : 200,
    headers: { "content-length": String(bytes.length - begin) },
  });
};

const registries: CacheRegistry[] = [];
afterEach(async () => {
  await Promise.all(registries.splice(0).map((registry) => registry.close()));
});

async function start(answer: Answer = holding) {
  const source = layerSource(REPOSITORY, optionsOf(answer));
  const importable = { kind: "index", index: INDEX, source } as const;
  const registry = await startCacheRegistry(importable, LIMITS);
  registries.push(registry);
  const address = (reference: string) => `http://${reference.replace(/\/(.+):.+$/, "/v2/$1")}`;
  return {
    registry,
    from: address(registry.importReference),
    to: address(registry.exportReference),
  };
}

const LAYER_TYPE = { accept: "application/vnd.oci.image.layer.v1.tar+gzip, */*" };
const CONFIG_TYPE = { accept: "application/vnd.buildkit.cacheconfig.v0, */*" };

describe("the registry that a build imports from", () => {
  it("serves the manifest, by name and by digest, and the configuration", async () => {
    const { from } = await start();
    for (const name of ["cache", digestOf(INDEX.manifest)]) {
      const response = await fetch(`${from}/manifests/${name}`);
      expect(response.headers.get("content-type")).toBe(INDEX.mediaType);
      expect(response.headers.get("docker-content-digest")).toBe(digestOf(INDEX.manifest));
      expect(await response.text()).toBe(INDEX.manifest.toString());
    }
    const config = await fetch(`${from}/blobs/${digestOf(INDEX.config)}`);
    expect(await config.text()).toBe(INDEX.config.toString());
  });

  it("forwards layers, in whole or by range", async () => {
    const { from } = await start();
    const whole = await fetch(`${from}/blobs/${FIRST.digest}`);
    expect(await whole.text()).toBe("first layer");
    const rest = await fetch(`${from}/blobs/${FIRST.digest}`, { headers: { range: "bytes=6-" } });
    expect([rest.status, await rest.text()]).toEqual([206, "layer"]);
    const head = await fetch(`${from}/blobs/${SECOND.digest}`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(SECOND.size));
  });

  it.each<[string, (from: string) => string]>([
    ["a layer that the index does not name", (from) => `${from}/blobs/sha256:${"0".repeat(64)}`],
    ["a path", (from) => `${from}/blobs/..%2f..%2fetc`],
    ["another manifest", (from) => `${from}/manifests/latest`],
    ["another repository", (from) => `${new URL(from).origin}/v2/acme/hot/manifests/latest`],
    ["another secret", (from) => `${from.replace(/[0-9a-f]{32}/, "0".repeat(32))}/manifests/cache`],
  ])("does not serve %s", async (_case, address) => {
    const { from } = await start();
    expect((await fetch(address(from))).status).toBe(404);
  });

  it.each<[string, Answer, number]>([
    ["is gone", () => new Response(null, { status: 404 }), 404],
    ["is forbidden", () => new Response(null, { status: 403 }), 502],
    ["hangs", () => "hangs", 504],
  ])("answers an error when a layer %s", async (_case, answer, status) => {
    const { from } = await start(answer);
    const response = await fetch(`${from}/blobs/${FIRST.digest}`);
    // Whichever limit comes first.
    expect(status === 504 ? [502, 504] : [status]).toContain(response.status);
  });

  it("answers an error to a request whose target is not a path", async () => {
    const { from } = await start();
    const request = get({ host: "127.0.0.1", port: new URL(from).port, path: "//" });
    const [response] = await once(request, "response");
    response.resume();
    expect(response.statusCode).toBe(502);
  });

  it("answers an error when there is no connection", async () => {
    const { from } = await start(() => {
      throw new Error("ECONNREFUSED");
    });
    expect((await fetch(`${from}/blobs/${FIRST.digest}`)).status).toBe(502);
  });

  it("ends a layer that stops half way", async () => {
    const half = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(5)),
    });
    const headers = { "content-length": String(FIRST.size) };
    const { from } = await start(() => new Response(half, { headers }));
    const response = await fetch(`${from}/blobs/${FIRST.digest}`);
    await expect(response.arrayBuffer()).rejects.toThrow();
  });
});

describe("the registry that a build exports to", () => {
  const upload = async (to: string, bytes: Buffer, digest = digestOf(bytes)) => {
    const begun = await fetch(`${to}/blobs/uploads/`, { method: "POST" });
    const location = new URL(begun.headers.get("location") ?? "", to);
    location.searchParams.set("digest", digest);
    return fetch(location, { method: "PUT", body: new Uint8Array(bytes) });
  };
  const putManifest = (to: string, bytes: Buffer) =>
    fetch(`${to}/manifests/cache`, {
      method: "PUT",
      headers: { "content-type": INDEX.mediaType },
      body: new Uint8Array(bytes),
    });

  it("accepts a manifest and its configuration", async () => {
    const { registry, to } = await start();
    const config = `${to}/blobs/${digestOf(INDEX.config)}`;
    expect((await fetch(config, { method: "HEAD", headers: CONFIG_TYPE })).status).toBe(404);
    expect((await upload(to, INDEX.config)).status).toBe(201);
    expect((await fetch(config, { method: "HEAD", headers: CONFIG_TYPE })).status).toBe(200);
    expect((await putManifest(to, INDEX.manifest)).status).toBe(201);
    const index = assembleIndex(INDEX.mediaType, INDEX.manifest, INDEX.config);
    expect(registry.exported()).toEqual({ kind: "index", index });
  });

  it("claims to have layers, and nothing else", async () => {
    const { to } = await start();
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(`${to}/blobs/${FIRST.digest}`, { method: "HEAD", headers })).status;
    expect(await statusOf(LAYER_TYPE)).toBe(200);
    expect(await statusOf(CONFIG_TYPE)).toBe(404);
    expect((await fetch(`${to}/blobs/${FIRST.digest}`, { headers: LAYER_TYPE })).status).toBe(404);
  });

  it.each<[string, (to: string) => Promise<Response>]>([
    ["another digest", (to) => upload(to, INDEX.config, FIRST.digest)],
    ["a layer's size", (to) => upload(to, Buffer.alloc(2_000_000))],
    ["a manifest without its configuration", (to) => putManifest(to, INDEX.manifest)],
    ["a manifest that is not one", (to) => putManifest(to, Buffer.from("{}"))],
  ])("rejects %s", async (_case, act) => {
    const { registry, to } = await start();
    expect((await act(to)).ok).toBe(false);
    expect(registry.exported()).toEqual({ kind: "none" });
  });

  it("ends an upload that stops half way", async () => {
    const { to } = await start();
    const begun = await fetch(`${to}/blobs/uploads/`, { method: "POST" });
    const location = new URL(begun.headers.get("location") ?? "", to);
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(5)),
    });
    const request = fetch(`${location}?digest=${FIRST.digest}`, {
      method: "PUT",
      body,
      duplex: "half",
    });
    const outcome = await request.then(({ status }) => status).catch(() => "ended");
    expect([408, 504, "ended"]).toContain(outcome);
  });
});

describe("the check of layers", () => {
  const check = (answer: Answer, seconds = 0.1, signal?: AbortSignal) =>
    checkLayers([...LAYERS, ...LAYERS], REPOSITORY, createHttp(optionsOf(answer, signal)), seconds);

  it("requests each layer once", async () => {
    const asked: string[] = [];
    const answer: Answer = (method, digest, range) => {
      asked.push(`${method} ${digest}`);
      return holding(method, digest, range);
    };
    await check(answer);
    expect(asked.toSorted()).toEqual(LAYERS.map(({ digest }) => `HEAD ${digest}`).toSorted());
  });

  it.each<[string, Answer, RegExp]>([
    [
      "is gone",
      (method, digest) =>
        digest === SECOND.digest
          ? new Response(null, { status: 404 })
          : holding(method, digest, ""),
      RegExp(SECOND.digest.slice(0, 19)),
    ],
    ["is forbidden", () => new Response(null, { status: 403 }), /HTTP 403/],
    [
      "has another size",
      () => new Response(null, { headers: { "content-length": "7" } }),
      /7 bytes/,
    ],
    ["hangs", () => "hangs", /timeout/],
    ["cannot be requested", () => new Error("ECONNREFUSED"), /ECONNREFUSED/],
  ])("fails when a layer %s", async (_case, answer, reason) => {
    await expect(check(answer)).rejects.toThrow(reason);
  });

  it.each<[string, ReturnType<Answer>]>([
    ["an error of the network", new Error("ECONNRESET")],
    ["an error of the registry", new Response(null, { status: 503 })],
  ])("retries after %s", async (_case, first) => {
    let failures = 1;
    await check((method, digest, range) => {
      if (digest !== SECOND.digest || failures-- <= 0) return holding(method, digest, range);
      return first;
    }, 20);
  });

  it("ends with the step", async () => {
    const stop = AbortSignal.abort(new Error("canceled"));
    await expect(check(holding, 20, stop)).rejects.toThrow("canceled");
  });
});
