import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createVersionWorld, SERVED, served, testVersion, verdicts } from "../gates/support.ts";
import { startStranger } from "../support/servers.ts";
import { selfSigned, startTlsProxy } from "../support/tls.ts";
import { codes, World } from "../support/world.ts";

const API = "api.example.com";
const FILES = "files.example.com";
const CERTIFICATE = selfSigned([API, FILES]);

/** The environment of a step whose API is elsewhere, behind this proxy. */
const behind = (proxy: string): Record<string, string> => ({
  REPLICATE_BASE_URL: `https://${API}/v1`,
  HTTPS_PROXY: proxy,
  NO_PROXY: "127.0.0.1",
});

describe("an output file, when the API is not on this machine", () => {
  it("is fetched from public https addresses alone, also at the end of a redirect", async () => {
    const world = await createVersionWorld();
    const secret = await startStranger();
    const proxy = await startTlsProxy(CERTIFICATE, world.sandbox.origin, (request, response) => {
      if (request.url !== "/inwards") return false;
      response.writeHead(302, { location: `${secret.origin}/secret` }).end();
      return true;
    });
    await world.write("ca.pem", CERTIFICATE.cert);
    const match_url = world.sandbox.addOutput("expected.txt", Buffer.from("hello"));
    const { port } = new URL(secret.origin);
    const outputs = {
      public: match_url.replace(world.sandbox.origin, `https://${FILES}`),
      loopback: `${secret.origin}/secret`,
      number: `https://2130706433:${port}/secret`,
      hex: `https://0x7f.1:${port}/secret`,
      mapped: "https://[::ffff:10.0.0.1]/",
      metadata: "http://169.254.169.254/latest/meta-data",
      name: `https://localhost:${port}/`,
      "not https": `http://${FILES}/`,
      redirect: `https://${FILES}/inwards`,
    };
    const cases = Object.entries(outputs).map(([name, output]) => ({
      name,
      inputs: { output },
      match_url,
    }));

    const result = await world.run(
      testVersion(cases, {
        env: {
          ...behind(proxy.origin),
          NODE_EXTRA_CA_CERTS: join(world.project, "ca.pem"),
        },
      }),
    );

    const refused = [expect.stringMatching(/\(.*\bhttps\b.*\)$/)];
    expect(verdicts(result)).toEqual(
      Object.fromEntries(
        Object.keys(outputs).map((name) => [name, name === "public" ? [] : refused]),
      ),
    );
    expect(secret.requests).toEqual([]);
    expect(served(world)).toBe(SERVED);
  });
});

describe("a proxy that inspects TLS", () => {
  it("is reported with NODE_EXTRA_CA_CERTS, and used once for each request", async () => {
    const world = await World.create();
    const proxy = await startTlsProxy(CERTIFICATE, world.sandbox.origin);

    const message = await world.refusal({ env: behind(proxy.origin) });

    expect(new Set(codes(message))).toEqual(new Set(["certificate-untrusted"]));
    expect(message).toContain("NODE_EXTRA_CA_CERTS");
    expect(proxy.targets.length).toBeLessThanOrEqual(4);
  });
});
