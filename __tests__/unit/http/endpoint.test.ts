import { describe, expect, it } from "vitest";
import { endpoint, isLoopback, isSafeForSecrets, registryUrl } from "../../../src/http/endpoint.ts";
import { refusal } from "../support.ts";

describe("an address that may carry secrets", () => {
  it.each([
    "https://api.replicate.com/v1",
    "https://10.0.0.7:8443/",
    "http://127.0.0.1:8080/v1",
    "http://127.1.2.3",
    "http://localhost:3000",
    "http://[::1]:3000",
  ])("is %s", (address) => {
    expect(isSafeForSecrets(new URL(address))).toBe(true);
    expect(endpoint("VARIABLE", address)).toBe(address.replace(/\/$/, ""));
  });

  it.each([
    "http://api.replicate.com/v1",
    "http://10.0.0.7",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://evil.example/#127.0.0.1",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "ftp://localhost/",
    "file:///etc/passwd",
    "ws://localhost",
  ])("is not %s", async (address) => {
    expect(isSafeForSecrets(new URL(address))).toBe(false);
    const error = await refusal(() => endpoint("REPLICATE_BASE_URL", address));
    expect(error.message).toContain(`REPLICATE_BASE_URL is "${address}"`);
    expect(error.message).toContain("https://");
  });

  it.each(["http://localhost@evil.example", "https://mona:hush-4711@api.replicate.com/v1"])(
    "is not %s, and what may be a password is not shown",
    async (address) => {
      const { message, problems } = await refusal(() => endpoint("REPLICATE_BASE_URL", address));
      expect(problems.map(({ code }) => code)).toEqual(["url-with-credentials"]);
      expect(message).toContain("REPLICATE_BASE_URL");
      expect(message).not.toMatch(/hush|mona|evil/);
    },
  );

  it.each(["", "api.replicate.com", "https://", "not a url"])(
    "is not the text %j",
    async (text) => {
      expect((await refusal(() => endpoint("VARIABLE", text))).message).toContain("VARIABLE");
    },
  );

  it("is returned without trailing slashes", () => {
    expect(endpoint("VARIABLE", "https://api.replicate.com/v1//")).toBe(
      "https://api.replicate.com/v1",
    );
  });
});

describe("a loopback host", () => {
  it.each([
    ["localhost", true],
    ["127.0.0.1", true],
    ["127.255.255.254", true],
    ["[::1]", true],
    ["r8.im", false],
    ["127.0.0.1.nip.io", false],
    ["x127.0.0.1", false],
    ["[::2]", false],
    ["", false],
  ])("%s: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe("a registry's address", () => {
  it.each([
    ["r8.im", "https://r8.im"],
    ["registry.example:5000", "https://registry.example:5000"],
    ["127.0.0.1:5000", "http://127.0.0.1:5000"],
    ["localhost:5000", "http://localhost:5000"],
    ["localhost", "http://localhost"],
    ["localhost.example", "https://localhost.example"],
  ])("of %s is %s", (host, url) => {
    expect(registryUrl(host)).toBe(url);
  });
});
