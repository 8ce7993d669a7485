import { describe, expect, it } from "vitest";
import { codes, HOTDOG, World } from "../support/world.ts";

const PAGE = `<html>
<head><title>502 Bad Gateway</title><style>body { color: red }</style></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body></html>`;

/** The error message when the API answers GET of the model with this. */
async function errorMessageFor(answer: {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}): Promise<string> {
  const world = await World.create({ models: [HOTDOG] });
  world.sandbox.fault({
    path: "/v1/models/acme/hotdog",
    times: 5,
    answer: { ...answer, headers: { "retry-after": "0", ...answer.headers } },
  });
  return world.refusal();
}

describe("a response becomes one readable sentence", () => {
  it("when it is a gateway's HTML page", async () => {
    const message = await errorMessageFor({ status: 502, body: PAGE });

    expect(message).toMatch(/acme\/hotdog\b.* HTTP 502: 502 Bad Gateway\./);
    expect(message).not.toMatch(/[<>]|color/);
  });

  it("when it is a very long text", async () => {
    const message = await errorMessageFor({ status: 500, body: `${"Traceback ".repeat(1000)}` });

    expect(message).toContain("HTTP 500: Traceback");
    expect(message.length).toBeLessThan(1000);
  });

  it("when it is empty", async () => {
    expect(await errorMessageFor({ status: 500, body: "" })).toMatch(/HTTP 500: \w+/);
  });

  it.each([
    ["title and detail", { title: "Forbidden", detail: "Not yours.", status: 400 }, "Not yours"],
    ["detail alone", { detail: "Not there", status: 400 }, "Not there"],
    ["title alone", { title: "Bad request", status: 400 }, "Bad request"],
    ["errors", { title: "x", errors: [{ detail: "one" }, { detail: "two" }] }, "one; two"],
    ["fields", { invalid_fields: [{ field: "a", description: "a is required" }] }, "a is required"],
    ["something else", { problem: "unknown" }, ""],
    ["a list", ["no"], '["no"]'],
    ["null", null, ""],
  ])("when it is JSON with %s", async (_case, body, words) => {
    const message = await errorMessageFor({ status: 400, body });

    expect(message).toMatch(new RegExp(`acme/hotdog\\b.* HTTP 400: ${RegExp.escape(words)}`));
    expect(message).not.toContain("undefined");
    expect(message).not.toContain("[object");
  });
});

describe("an invalid 200 response is an error that names it", () => {
  it.each([
    ["account", "/v1/account"],
    ["model", "/v1/models/acme/hotdog"],
  ])("an empty one about the %s", async (named, path) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path, breaks: "empty" });

    const message = await world.refusal();

    expect(codes(message)).toEqual(["response-invalid"]);
    expect(message).toMatch(new RegExp(`\\b${named}\\b`));
  });

  it("a truncated one that claims to be complete", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path: "/v1/account", breaks: "truncate" });

    expect(codes(await world.refusal())).toEqual(["response-invalid"]);
  });

  it.each([
    ["username", "/v1/account", { type: "user" }],
    ["visibility", "/v1/models/acme/hotdog", { owner: "acme", name: "hotdog", url: "https://x" }],
    ["0.sku", "/v1/hardware", [{ name: "CPU" }]],
  ])("one without %s, naming the field", async (field, path, body) => {
    const world = await World.create(path === "/v1/hardware" ? {} : { models: [HOTDOG] });
    world.sandbox.fault({ path, answer: { status: 200, body } });

    const message = await world.refusal();

    expect(codes(message)).toEqual(["response-invalid"]);
    expect(message).toContain(`"${field}"`);
  });

  it("a login page of a proxy", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const body = "<!DOCTYPE html><title>Log in</title>";
    world.sandbox.fault({ path: "/v1/account", answer: { status: 200, body } });

    expect(codes(await world.refusal())).toEqual(["response-invalid"]);
  });
});
