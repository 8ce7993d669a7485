import { readdir, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hugePng } from "../support/huge-png.ts";
import { until } from "../support/processes.ts";
import { startStranger } from "../support/servers.ts";
import { codes, failure, type World } from "../support/world.ts";
import { createVersionWorld, SERVED, served, testVersion, verdicts } from "./support.ts";

/** Sends a piece again and again, until nobody wants it any more. */
function endlessly(response: ServerResponse, piece: Buffer, milliseconds: number): void {
  const timer = setInterval(() => response.write(piece), milliseconds);
  response.on("close", () => clearInterval(timer));
  response.write(piece);
}

/** Names in RUNNER_TEMP of what holds downloaded files. */
async function outputFiles({ runner }: World): Promise<string[]> {
  return (await readdir(runner.temporary)).filter((name) => name.startsWith("outputs-"));
}

describe("an output file", () => {
  it("that never ends, or fills the disk, fails its test case within its time limit", async () => {
    const world = await createVersionWorld();
    const host = await startStranger((request, response) => {
      if (request.url === "/drip") return endlessly(response, Buffer.from("x"), 500);
      if (request.url === "/large")
        return response.writeHead(200, { "content-length": "200000001" }).flushHeaders();
      if (request.url === "/later") return response.writeHead(503, { "retry-after": "600" }).end();
      if (request.url === "/in-circles")
        return response.writeHead(302, { location: "/in-circles" }).end();
      return response.end("expected");
    });
    const bomb = world.sandbox.addOutput("bomb.png", hugePng(20_000, 20_000));
    const other = world.sandbox.addOutput("other.png", hugePng(20_000, 20_001));
    const names = ["drip", "large", "later", "in-circles"];
    const cases = [
      { name: "boots", inputs: { output: "x" } },
      ...names.map((name) => ({
        name,
        inputs: { output: `${host.origin}/${name}` },
        match_url: `${host.origin}/expected`,
      })),
      { name: "bomb", inputs: { output: bomb }, match_url: other },
    ];

    const result = await world.run(
      testVersion(cases, { inputs: { "test-timeout-minutes": "0.05" } }),
    );

    expect(verdicts(result)).toEqual({
      boots: [],
      drip: [expect.stringContaining("(timeout)")],
      large: [expect.stringContaining("200.0 MB")],
      later: [expect.stringContaining("(HTTP 503)")],
      "in-circles": [expect.stringContaining(`${host.origin}/in-circles (`)],
      bomb: [expect.stringContaining("20000×20001")],
    });
    expect(served(world)).toBe(SERVED);
    expect(host.requests.filter(({ url }) => url === "/later")).toHaveLength(1);
  });

  it("that never ends does not hold up a step that fails for another reason", async () => {
    const world = await createVersionWorld();
    const { origin } = await startStranger((_request, response) =>
      endlessly(response, Buffer.from("x"), 100),
    );
    world.sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer: { status: 404 } });

    const result = await world.run(
      testVersion([
        { name: "boots", inputs: { output: "x" } },
        { name: "drips", inputs: { output: `${origin}/a` }, match_url: `${origin}/b` },
        { name: "is lost", inputs: { run: 600 } },
      ]),
    );

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(await outputFiles(world)).toEqual([]);
  });

  it("that cannot be written fails its test case", async () => {
    const world = await createVersionWorld();
    const { origin } = await startStranger(async (_request, response) => {
      for (const name of await outputFiles(world))
        await rm(join(world.runner.temporary, name), { recursive: true, force: true });
      response.end("x");
    });

    const result = await world.run(
      testVersion([{ inputs: { output: `${origin}/a` }, match_url: `${origin}/b` }]),
    );

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(verdicts(result)["case 1"]).toEqual([expect.stringContaining("ENOENT")]);
  });

  it("that is megabytes of a broken data URL is named by its beginning", async () => {
    const world = await createVersionWorld();
    const output = `data:image/png;base64,${"@".repeat(100_000)}`;
    const match_url = world.sandbox.addOutput("expected", Buffer.from("x"));
    const options = { inputs: { "test-timeout-minutes": "0.05" } };

    const result = await world.run(testVersion([{ inputs: { output }, match_url }], options));

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(verdicts(result)["case 1"]?.join().length).toBeLessThan(1000);
  });
});

describe("a step that is canceled", () => {
  const host = (url: string, response: ServerResponse): void => {
    if (url === "/drip") endlessly(response, Buffer.from("x"), 100);
    else if (url === "/later") response.writeHead(503, { "retry-after": "60" }).end();
    else if (url !== "/silent") response.end("x");
  };

  it.each([
    ["while a file drips", "/drip"],
    ["while a host is silent", "/silent"],
    ["while it waits for a host", "/later"],
    ["while a pattern is matched", "/a"],
  ])("ends at once %s, and leaves no file", async (_, path) => {
    const world = await createVersionWorld();
    const { origin, requests } = await startStranger((request, response) =>
      host(request.url ?? "", response),
    );
    const output = path === "/a" ? `${"a".repeat(60)}!` : `${origin}${path}`;
    const slow = path === "/a" ? { matches: "^(a+)+$" } : { match_url: `${origin}/expected` };
    const file = { inputs: { output: `${origin}/b` }, match_url: `${origin}/a` };
    const step = await world.start(testVersion([{ inputs: { output }, ...slow }, file]));
    await until(() => requests.some(({ url }) => url === path));

    step.process.kill("SIGTERM");
    const result = await step.result;

    expect(codes(failure(result))).toEqual(["canceled"]);
    expect(await outputFiles(world)).toEqual([]);
    expect(served(world)).toBe(SERVED);
  });
});
