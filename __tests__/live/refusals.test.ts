import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { longest } from "../../dev/live/longest.ts";
import { readOptions, UsageError } from "../../dev/live/options.ts";
import { confirmDeployment } from "../../dev/live/prompt.ts";
import { Secrets } from "../../dev/live/secrets.ts";
import { World } from "../support/world.ts";
import { startLive } from "./support.ts";

const TOKEN = { REPLICATE_API_TOKEN: "r8_0123456789" };

describe("npm run live refuses", () => {
  it.each<[string, readonly string[], Readonly<NodeJS.ProcessEnv>, RegExp]>([
    [
      "no token",
      ["--owner", "acme"],
      { REPLICATE_API_TOKEN: "" },
      /^REPLICATE_API_TOKEN is not set/,
    ],
    ["another token", ["--owner", "acme"], TOKEN, /does not accept REPLICATE_API_TOKEN\.$/],
    ["the wrong owner", ["--owner", "mona"], {}, /belongs to "acme", and --owner is "mona"\.$/],
    [
      "no Docker",
      ["--owner", "acme"],
      { DOCKER_HOST: "unix:///nothing/here" },
      /^Docker does not respond \(unix:\/\/\/nothing\/here: .*ENOENT.*\): start it/,
    ],
  ])("%s in one sentence, before anything is made", async (_, argv, environment, sentence) => {
    const world = await World.create();
    const { result } = await startLive(world, [...argv, "--json"], environment);
    const { code, stdout, stderr } = await result;
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd()).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(world.sandbox.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each<[string, readonly string[], Readonly<NodeJS.ProcessEnv>, RegExp]>([
    ["no owner", [], TOKEN, /^--owner is missing/],
    ["no account", ["--owner", "acme/hotdog"], TOKEN, /^--owner is "acme\/hotdog"/],
    ["an unknown option", ["--owner", "acme", "--colour"], TOKEN, /--colour/],
    ["an invalid time", ["--owner=acme", "--patience=long"], TOKEN, /^--patience is "long"/],
    ["no time", ["--owner=acme", "--removal-minutes="], TOKEN, /^--removal-minutes is ""/],
    [
      "a token without encryption",
      ["--owner", "acme"],
      { ...TOKEN, REPLICATE_BASE_URL: "http://example.com/v1" },
      /^REPLICATE_BASE_URL is "http:/,
    ],
  ])("%s", (_, argv, environment, sentence) => {
    const read = (): unknown => readOptions(argv, environment);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(sentence);
  });
});

describe("a deployment", () => {
  const signal = new AbortController().signal;

  it.each<[string, boolean]>([
    ["y\n", true],
    ["YES\n", true],
    ["n\n", false],
    ["\n", false],
    ["", false],
  ])("is confirmed by %j in a terminal: %s", async (typed, confirmed) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = confirmDeployment("ask", { kind: "terminal", input, output }, signal);
    input.end(typed);
    expect(await answer).toBe(confirmed);
    expect(String(output.read())).toContain("billed");
  });

  it("needs no confirmation with the option for it, and is skipped without a terminal", async () => {
    expect(await confirmDeployment("yes", { kind: "none" }, signal)).toBe(true);
    expect(await confirmDeployment("ask", { kind: "none" }, signal)).toBe(false);
  });

  it("is not decided after Ctrl-C", async () => {
    const controller = new AbortController();
    const terminal = {
      kind: "terminal",
      input: new PassThrough(),
      output: new PassThrough(),
    } as const;
    const answer = confirmDeployment("ask", terminal, controller.signal);
    controller.abort(new Error("interrupted"));
    await expect(answer).rejects.toThrow("interrupted");
  });
});

describe("the longest", () => {
  it.each([0, 1, 255, 256, 999, 1000])("of what is accepted up to %i", async (limit) => {
    expect(await longest(1000, async (length) => length <= limit)).toBe(limit);
  });
});

describe("secrets", () => {
  it.each([
    ["as they are", "r8_secret", "***"],
    ["in a URL", "https://x/?token=r8_secret&y", "https://x/?token=***&y"],
    ["as Basic credentials", Buffer.from("acme:r8_secret").toString("base64"), "***"],
    ["and nothing else", "r8_public", "r8_public"],
  ])("are redacted %s", (_, text, shown) => {
    const secrets = new Secrets();
    secrets.add("r8_secret", "acme");
    secrets.add("");
    expect(secrets.redact(text)).toBe(shown);
  });
});
