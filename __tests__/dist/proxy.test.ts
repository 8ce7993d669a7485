import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BEHIND_PROXY, startProxy } from "../support/servers.ts";
import { selfSigned, startTlsProxy } from "../support/tls.ts";
import { codes, HOTDOG, World } from "../support/world.ts";

describe("a proxy in the environment", () => {
  it.each(["HTTP_PROXY", "http_proxy"])(
    "that %s sets is used for the API, the registry, and downloads",
    async (variable) => {
      const world = await World.create({ models: [HOTDOG] });
      const proxy = await startProxy();
      const host = world.sandbox.host.replace("127.0.0.1", BEHIND_PROXY);

      const result = await world.run({
        inputs: { "dry-run": "true", "cog-mirror": `http://${host}/releases` },
        env: {
          REPLICATE_BASE_URL: `http://${host}/v1`,
          COG_REGISTRY_HOST: host,
          [variable]: proxy.origin,
        },
      });

      expect(result.outputs["status"]).toBe("dry-run");
      const services = world.sandbox.requests.map(({ service }) => service);
      expect(new Set(services)).toEqual(new Set(["api", "registry", "mirror"]));
    },
  );

  it.each(["HTTPS_PROXY", "https_proxy"])(
    "that %s sets is a tunnel to the API, the registry, downloads, and GitHub",
    async (variable) => {
      const world = await World.create({ models: [HOTDOG] });
      const hosts = ["api", "registry", "mirror", "github"].map((name) => `${name}.example.com`);
      const [api, registry, mirror, github] = hosts;
      const certificate = selfSigned(hosts);
      await world.write("ca.pem", certificate.cert);
      const named = new Set<string | undefined>();
      const proxy = await startTlsProxy(certificate, world.sandbox.origin, ({ headers }) => {
        named.add(headers.host);
        return false;
      });
      const { protocol, host } = new URL(proxy.origin);

      const result = await world.run({
        inputs: {
          "dry-run": "true",
          "cog-version": "0.21.x",
          "cog-mirror": `https://${mirror}/releases`,
        },
        env: {
          REPLICATE_BASE_URL: `https://${api}/v1`,
          COG_REGISTRY_HOST: registry ?? "",
          GITHUB_API_URL: `https://${github}/github`,
          NODE_EXTRA_CA_CERTS: join(world.project, "ca.pem"),
          [variable]: `${protocol}//me:p%40ss@${host}`,
        },
      });

      expect(result.errors).toEqual([]);
      expect(result.outputs["status"]).toBe("dry-run");
      expect(named).toEqual(new Set(hosts));
      expect(new Set(proxy.targets)).toEqual(new Set(hosts.map((name) => `${name}:443`)));
      const basic = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
      expect(new Set(proxy.authorizations)).toEqual(new Set([basic]));
      expect(result.log).not.toContain("p%40ss");
    },
  );

  it("does not make the certificate of another host valid", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const certificate = selfSigned(["other.example.com"]);
    await world.write("ca.pem", certificate.cert);
    const proxy = await startTlsProxy(certificate, world.sandbox.origin);

    const message = await world.refusal({
      env: {
        REPLICATE_BASE_URL: "https://api.example.com/v1",
        NODE_EXTRA_CA_CERTS: join(world.project, "ca.pem"),
        HTTPS_PROXY: proxy.origin,
      },
    });

    expect(new Set(codes(message))).toEqual(new Set(["certificate-untrusted"]));
    expect(world.sandbox.requests.filter(({ service }) => service === "api")).toEqual([]);
  });

  it.each([
    ["NO_PROXY", "127.0.0.1,localhost"],
    ["no_proxy", "127.0.0.1,localhost"],
    ["NO_PROXY", "*"],
  ])("is not used for the hosts in %s=%s", async (variable, value) => {
    const world = await World.create({ models: [HOTDOG] });
    const proxy = await startProxy();

    const result = await world.run({ env: { HTTP_PROXY: proxy.origin, [variable]: value } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(proxy.targets).toEqual([]);
  });

  it("that HTTPS_PROXY sets is not used for http requests", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const proxy = await startProxy();

    const result = await world.run({ env: { HTTPS_PROXY: proxy.origin } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(proxy.targets).toEqual([]);
  });

  it.each([
    ["HTTPS_PROXY", "socks5h://me:hush@proxy:1080"],
    ["http_proxy", "none"],
    ["HTTP_PROXY", "http://me:p@ss#hush@host"],
  ])("that is invalid is reported, and nothing is sent: %s=%s", async (variable, value) => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ env: { [variable]: value } });

    expect(codes(message)).toEqual(["proxy-invalid"]);
    expect(message).toContain(variable);
    expect(message).not.toContain("hush");
    expect(world.sandbox.requests).toEqual([]);
  });
});
