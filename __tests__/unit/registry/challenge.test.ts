import { describe, expect, it } from "vitest";
import { type BearerChallenge, parseChallenge, tokenUrl } from "../../../src/registry/challenge.ts";

const TOKEN = "https://auth.example/token";

const bearer = (service?: string): unknown => ({
  scheme: "bearer",
  realm: new URL(TOKEN),
  service,
});

describe("a WWW-Authenticate header", () => {
  it.each<[string, string, unknown]>([
    [
      "Bearer",
      `Bearer realm="${TOKEN}",service="registry.example",scope="repository:acme/hotdog:pull"`,
      bearer("registry.example"),
    ],
    [
      "Bearer with commas in quotes",
      `Bearer realm="${TOKEN}",scope="repository:acme/hotdog:pull,push",service="reg,istry"`,
      bearer("reg,istry"),
    ],
    [
      "Bearer with parameters that look like others in quotes",
      `Bearer realm="${TOKEN}",scope="x, service=fake",service="real"`,
      bearer("real"),
    ],
    [
      "Bearer with escapes in quotes",
      `Bearer realm="${TOKEN}",service="a \\"quoted\\" name"`,
      bearer('a "quoted" name'),
    ],
    [
      "Bearer with spaces, other cases and no quotes",
      `  bEaReR  Realm=${TOKEN} ,  SERVICE = x, Service=registry`,
      bearer("registry"),
    ],
    ["Bearer without a service", `Bearer realm="${TOKEN}"`, bearer()],
    [
      "Bearer with Basic after it, as fetch joins two headers",
      `Bearer realm="${TOKEN}",service="registry.example", Basic realm="Registry"`,
      bearer("registry.example"),
    ],
    ["Basic", 'Basic realm="Registry"', { scheme: "basic" }],
    ["Basic without a realm, in lower case", "basic", { scheme: "basic" }],
  ])("is read: %s", (_, header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });

  it.each<[string, string | undefined]>([
    ["absent", undefined],
    ["empty", ""],
    ["of another scheme", "Negotiate"],
    ["of a scheme that only begins the same", `Bearers realm="${TOKEN}"`],
    ["without a realm", 'Bearer service="registry.example"'],
    ["with a realm that is not an address", 'Bearer realm="registry"'],
    ["with a realm that would carry the credential in clear", 'Bearer realm="http://x.example/t"'],
    ["with a realm of another kind", 'Bearer realm="file:///etc/passwd"'],
  ])("is not followed when it is %s", (_, header) => {
    expect(parseChallenge(header)).toBeUndefined();
  });

  it("may name a token endpoint on loopback without https", () => {
    expect(parseChallenge('Bearer realm="http://127.0.0.1:5001/token"')).toMatchObject({
      realm: new URL("http://127.0.0.1:5001/token"),
    });
  });
});

describe("the token endpoint's address", () => {
  const challenge = (realm: string, service: string | undefined): BearerChallenge => ({
    scheme: "bearer",
    realm: new URL(realm),
    service,
  });

  it.each<[string, BearerChallenge, string | undefined, Record<string, string>]>([
    [
      "with service and scope",
      challenge(TOKEN, "registry.example"),
      "repository:acme/hotdog:pull,push",
      { service: "registry.example", scope: "repository:acme/hotdog:pull,push" },
    ],
    ["without a scope", challenge(TOKEN, "r"), undefined, { service: "r" }],
    ["without a service", challenge(TOKEN, undefined), "s", { scope: "s" }],
    [
      "with the realm's own query",
      challenge(`${TOKEN}?account=a%26b`, "r&d"),
      "s",
      { account: "a&b", service: "r&d", scope: "s" },
    ],
  ])("%s", (_, from, scope, query) => {
    const url = new URL(tokenUrl(from, scope));
    expect(`${url.origin}${url.pathname}`).toBe(TOKEN);
    expect(Object.fromEntries(url.searchParams)).toEqual(query);
  });

  it("does not modify the challenge", () => {
    const from = challenge(TOKEN, "registry.example");
    tokenUrl(from, "one");
    expect(from.realm.href).toBe(TOKEN);
  });
});
