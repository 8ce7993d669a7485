import { describe, expect, it } from "vitest";
import {
  fullName,
  parseDeploymentName,
  parseImageName,
  parseModelName,
  parseModelReference,
  suggestModelName,
} from "../../../src/lib/model-name.ts";
import { digest } from "../support.ts";

describe("a model's name", () => {
  it.each([
    ["acme/hotdog", "acme", "hotdog"],
    ["a/b", "a", "b"],
    ["4cme/0", "4cme", "0"],
    ["acme/hot.dog", "acme", "hot.dog"],
    ["acme/hot_dog", "acme", "hot_dog"],
    ["acme/hot__dog", "acme", "hot__dog"],
    ["acme/hot-dog", "acme", "hot-dog"],
    ["acme/hot----dog", "acme", "hot----dog"],
    ["my-org.io/flux_1.1-pro", "my-org.io", "flux_1.1-pro"],
  ])("may be %s", (text, owner, name) => {
    expect(parseModelName(text)).toEqual({ owner, name });
    expect(fullName({ owner, name })).toBe(text);
  });

  it.each([
    [""],
    ["hotdog"],
    ["acme/"],
    ["/hotdog"],
    ["acme//hotdog"],
    ["acme/hotdog/extra"],
    ["Acme/hotdog"],
    ["acme/HotDog"],
    ["acme/-hotdog"],
    ["acme/hotdog-"],
    ["acme/.hotdog"],
    ["acme/hotdog."],
    ["acme/_hotdog"],
    ["acme/hot..dog"],
    ["acme/hot___dog"],
    ["acme/hot._dog"],
    ["acme/hot-_dog"],
    ["acme/hot dog"],
    [" acme/hotdog"],
    ["acme/hotdog\n"],
    ["acme/hotdög"],
    ["acme/hotdog:latest"],
    [`acme/hotdog@${digest("a")}`],
    ["https://replicate.com/acme/hotdog"],
    ["acme/../hotdog"],
    ["acme/hotdog?x=1"],
  ])("may not be %j", (text) => {
    expect(parseModelName(text)).toBeUndefined();
  });

  it("is rejected in time that does not explode with its length", () => {
    expect(parseModelName(`acme/${"a-".repeat(50_000)}!`)).toBeUndefined();
  });
});

describe("an image's name", () => {
  it.each([
    ["r8.im/acme/hotdog", "r8.im", "acme/hotdog"],
    ["r8.im/acme/hotdog:v2", "r8.im", "acme/hotdog"],
    [`r8.im/acme/hotdog@${digest("a")}`, "r8.im", "acme/hotdog"],
    [`r8.im/acme/hotdog:v2@${digest("a")}`, "r8.im", "acme/hotdog"],
    ["127.0.0.1:5000/acme/hotdog", "127.0.0.1:5000", "acme/hotdog"],
    ["127.0.0.1:5000/acme/hotdog:v2", "127.0.0.1:5000", "acme/hotdog"],
    [`host:5000/acme/hotdog@${digest("b")}`, "host:5000", "acme/hotdog"],
    ["localhost/acme/hotdog", "localhost", "acme/hotdog"],
    ["localhost/hotdog", "localhost", "hotdog"],
    ["ghcr.io/acme/models/hotdog", "ghcr.io", "acme/models/hotdog"],
    ["acme/hotdog", undefined, "acme/hotdog"],
    ["acme/hotdog:v2", undefined, "acme/hotdog"],
    ["acme/hot.dog", undefined, "acme/hot.dog"],
    ["hotdog", undefined, "hotdog"],
    ["hotdog:v2", undefined, "hotdog"],
    ["hot.dog", undefined, "hot.dog"],
  ])("%s has host %s and path %s", (text, host, path) => {
    expect(parseImageName(text)).toEqual({ host, path });
  });
});

describe("what users enter as a model's name", () => {
  it.each([
    "acme/hotdog",
    "r8.im/acme/hotdog",
    "127.0.0.1:5000/acme/hotdog",
    "https://replicate.com/acme/hotdog",
    "https://replicate.com/acme/hotdog/",
    "https://replicate.com/acme/hotdog?input=form#api",
    "http://www.replicate.com/acme/hotdog",
    "replicate.com/acme/hotdog",
    "Acme/hotdog",
    "ACME/hotdog",
    "r8.im/Acme/hotdog",
    "https://replicate.com/Acme/hotdog",
  ])("%s is read", (text) => {
    expect(parseModelReference(text, "127.0.0.1:5000")).toEqual({ owner: "acme", name: "hotdog" });
  });

  it.each([
    "acme/HotDog",
    "hotdog",
    "ghcr.io/acme/hotdog",
    "r8.im/acme/hotdog:latest",
    "r8.im/hotdog",
    "https://replicate.com/acme",
    "https://replicate.com/deployments/acme/hotdog",
    "https://replicate.com.evil.example/acme/hotdog",
    "https://evil.example/acme/hotdog",
  ])("%s is not", (text) => {
    expect(parseModelReference(text)).toBeUndefined();
  });

  it.each([
    ["hotdog", undefined],
    ["acme/hotdog", "acme"],
    ["Acme/hotdog", "acme"],
    ["https://replicate.com/deployments/acme/hotdog", "acme"],
  ])("%s is a deployment", (text, owner) => {
    expect(parseDeploymentName(text)).toEqual({ owner, name: "hotdog" });
  });

  it.each([
    ["r8.im/Acme/Hotdog", "acme/hotdog"],
    ["acme/Hot Dog!", "acme/hot-dog"],
    ["ghcr.io/acme/hotdog:v2", "acme/hotdog"],
    ["https://r8.im/acme/hotdog", "acme/hotdog"],
    ["acme/-hotdog-", "acme/hotdog"],
    ["hotdog", undefined],
    ["ghcr.io/acme/models/hotdog", undefined],
    ["", undefined],
  ])("%j suggests %s", (text, suggestion) => {
    expect(suggestModelName(text)).toBe(suggestion);
  });
});
