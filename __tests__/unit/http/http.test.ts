import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createHttp } from "../../../src/http/client.ts";
import { download } from "../../../src/http/download.ts";
import type { Fetch } from "../../../src/http/request.ts";
import { ByteBudget, TOO_LARGE } from "../../../src/lib/byte-budget.ts";
import { fetched, temporaryDirectory } from "../support.ts";

const URL = "https://files.example/a.bin";

/** A service that answers one request after the other with these, and counts them. */
function service(...answers: (() => Response)[]) {
  const sent: string[] = [];
  const fetch: Fetch = async (url) => {
    sent.push(url);
    const answer = answers[sent.length - 1];
    if (answer === undefined) throw new Error("one request too many");
    return fetched(answer());
  };
  const options = { signal: new AbortController().signal, fetch, log: () => undefined };
  return { options, sent };
}

/** A body of so many bytes; a cut one breaks off after them. */
const body =
  (bytes: number, isCut = false) =>
  (): Response =>
    new Response(
      new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new Uint8Array(bytes)),
        pull: (controller) => (isCut ? controller.error(new Error("cut")) : controller.close()),
      }),
    );

describe("a download", () => {
  it("that breaks off is retried with its full limit", async () => {
    const path = join(await temporaryDirectory(), "a.bin");
    const { options } = service(body(6, true), body(6));
    const result = await download({ url: URL, path, seconds: 60, maxBytes: 8 }, options);
    expect(result).toMatchObject({ status: 200, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await readFile(path)).toHaveLength(6);
  });

  it.each([
    ["that is larger than its limit", { maxBytes: 5 }],
    ["that is larger than what all may have", { maxBytes: 8, total: new ByteBudget(5) }],
  ])("%s is not retried, and leaves no file", async (_, limits) => {
    const directory = await temporaryDirectory();
    const { options, sent } = service(body(6), body(6));
    const request = { url: URL, path: join(directory, "a.bin"), seconds: 60, ...limits };
    const result = await download(request, options);
    expect(result).toMatchObject({ status: 0, networkError: expect.stringContaining(TOO_LARGE) });
    expect(sent).toHaveLength(1);
    expect(await readdir(directory)).toEqual([]);
  });

  it("of nothing is an empty file", async () => {
    const path = join(await temporaryDirectory(), "a.bin");
    const { options } = service(() => new Response(null));
    const result = await download({ url: URL, path, seconds: 60, maxBytes: 8 }, options);
    expect(result).toMatchObject({ status: 200, digest: expect.any(String) });
    expect(await readFile(path)).toHaveLength(0);
  });

  it("that cannot be written fails with the file system's error", async () => {
    const path = join(await temporaryDirectory(), "missing", "a.bin");
    const { options, sent } = service(body(6), body(6));
    const result = download({ url: URL, path, seconds: 60, maxBytes: 8 }, options);
    await expect(result).rejects.toMatchObject({ code: "ENOENT" });
    expect(sent).toHaveLength(1);
  });
});

describe("a server's rate limit", () => {
  const exhausted = () =>
    new Response("{}", { headers: { "ratelimit-remaining": "0", "ratelimit-reset": "30" } });
  const soon = () => Date.now() + 50;

  it("delays a request until its deadline, which is then not sent", async () => {
    const { options, sent } = service(exhausted);
    const http = createHttp(options);
    await http({ method: "GET", url: URL });
    const late = await http({ method: "POST", url: URL, deadline: soon() });
    expect(late).toMatchObject({ status: 0, networkError: "timeout" });
    expect(sent).toHaveLength(1);
  });

  it("holds when a response without limits comes after it", async () => {
    const slow = Promise.withResolvers<void>();
    const { options, sent } = service(exhausted, () => new Response("{}"));
    const { fetch } = options;
    const http = createHttp({
      ...options,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (init.method === "HEAD") await slow.promise;
        return response;
      },
    });
    const limited = http({ method: "GET", url: URL });
    const other = http({ method: "HEAD", url: URL });
    await limited;
    slow.resolve();
    await other;
    await http({ method: "GET", url: URL, deadline: soon() });
    expect(sent).toHaveLength(2);
  });

  it("does not delay cleanup requests", async () => {
    const { options, sent } = service(exhausted, () => new Response("{}"));
    const http = createHttp(options);
    await http({ method: "GET", url: URL });
    await http({ method: "DELETE", url: URL, ignoreRateLimit: true, deadline: soon() });
    expect(sent).toHaveLength(2);
  });
});
