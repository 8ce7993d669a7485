import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openGitHub, readPages } from "../../../src/github/client.ts";
import { createHttp } from "../../../src/http/client.ts";
import { type Fetch, PAGE_LIMITS, type PageLimits } from "../../../src/http/request.ts";
import { createApi } from "../../../src/replicate/client.ts";
import { listVersions } from "../../../src/replicate/models.ts";
import { fetched, refusal } from "../support.ts";

const API = "https://api.example/v1";
const GITHUB = "https://github.example";
const MODEL = { owner: "acme", name: "hotdog" };
const NO_LIMIT = Number.POSITIVE_INFINITY;

/** A service that has one more page after each: on which page a request is, and where the next one is. */
interface Endless {
  readonly pageOf: (url: URL) => number;
  readonly next: (page: number) => string;
}

// Time passes only with the pages.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1000);

/** Answers as Replicate lists versions, each page after some seconds. */
const replicate =
  ({ pageOf, next }: Endless, seconds = 0): Fetch =>
  async (url) => {
    pass(seconds);
    const page = pageOf(new URL(url));
    const id = page.toString(16).padStart(64, "0");
    return fetched(Response.json({ next: next(page), previous: null, results: [{ id }] }));
  };

/** Answers as GitHub lists comments, each page after some seconds. */
const github =
  ({ pageOf, next }: Endless, seconds = 0): Fetch =>
  async (url) => {
    pass(seconds);
    const link = `<${next(pageOf(new URL(url)))}>; rel="next"`;
    return fetched(Response.json([{ id: 1 }], { headers: { link } }));
  };

/** A service whose answers never come. */
const silent: Fetch = (_url, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });

const httpOf = (fetch: Fetch) =>
  createHttp({ signal: new AbortController().signal, fetch, log: () => undefined });

async function listedBy(fetch: Fetch, limits: PageLimits): Promise<unknown> {
  const answer = await listVersions(createApi(httpOf(fetch), API, "t"), MODEL, {}, limits);
  return answer.ok ? answer.value.length : answer.response.networkError;
}

async function commentsBy(fetch: Fetch, limits: PageLimits): Promise<unknown> {
  const access = { apiUrl: GITHUB, token: undefined, repository: "acme/hotdog-app" };
  const { rest, repo } = await openGitHub(httpOf(fetch), access);
  const comments = { ...repo, issue_number: 7 };
  const request: Parameters<typeof readPages>[1] = (page) =>
    rest.issues.listComments({ ...comments, ...page });
  const pages: unknown[] = [];
  for await (const page of readPages("comments", request, limits)) pages.push(page);
  return pages.flat();
}

const pageIn = (url: URL): number => Number(url.searchParams.get("page") ?? 1);
const VERSIONS = `${API}/models/acme/hotdog/versions?page=`;
const COMMENTS = `${GITHUB}/repos/acme/hotdog-app/issues/7/comments?page=`;
const endless = (base: string): Endless => ({ pageOf: pageIn, next: (page) => base + (page + 1) });
const circle = (base: string): Endless => ({ pageOf: pageIn, next: () => base + 1 });

describe("a list of Replicate's API", () => {
  it.each([
    [
      "has one more page after each",
      replicate(endless(VERSIONS)),
      { pages: 20, seconds: NO_LIMIT },
    ],
    ["links its own first page", replicate(circle(VERSIONS)), { pages: NO_LIMIT, seconds: 60 }],
    ["is slow", replicate(endless(VERSIONS), 40), { pages: NO_LIMIT, seconds: 120 }],
  ])("that %s is not read forever", async (_, fetch, limits) => {
    const { problems } = await refusal(() => listedBy(fetch, limits));
    expect(problems.map(({ code }) => code)).toEqual(["replicate-endless-pages"]);
  });

  it("is read to its end, although a page of it is empty", async () => {
    const pages = [["a"], [], ["b"]];
    const fetch: Fetch = async (url) => {
      const page = pageIn(new URL(url));
      const results = pages[page - 1]?.map((id) => ({ id: id.repeat(64) }));
      const next = page < pages.length ? VERSIONS + (page + 1) : null;
      return fetched(Response.json({ results, next }));
    };
    expect(await listedBy(fetch, PAGE_LIMITS)).toBe(2);
  });

  it("whose page never comes is not waited for longer than for the list", async () => {
    expect(await listedBy(silent, { pages: NO_LIMIT, seconds: 0.1 })).toBe("timeout");
  });
});

describe("a list of GitHub's API", () => {
  it.each([
    ["has one more page after each", github(endless(COMMENTS)), { pages: 20, seconds: NO_LIMIT }],
    ["links its own first page", github(circle(COMMENTS)), { pages: 20, seconds: NO_LIMIT }],
    ["is slow", github(endless(COMMENTS), 40), { pages: NO_LIMIT, seconds: 120 }],
  ])("that %s is not read forever", async (_, fetch, limits) => {
    const { problems } = await refusal(() => commentsBy(fetch, limits));
    expect(problems.map(({ code }) => code)).toEqual(["github-endless-pages"]);
  });

  it.each([
    ["its own", `${COMMENTS}2`],
    ["another host's", "https://elsewhere.example/comments?page=2"],
    ["those of the repository's ID", `${GITHUB}/repositories/42/issues/7/comments?page=2`],
  ])("is read by numbers of pages, where its links are %s", async (_, next) => {
    const urls: string[] = [];
    const fetch: Fetch = async (url) => {
      urls.push(url);
      const page = pageIn(new URL(url));
      const link = `<${next}>; rel="next"`;
      return fetched(Response.json([{ id: page }], { headers: page < 3 ? { link } : {} }));
    };
    expect(await commentsBy(fetch, PAGE_LIMITS)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(urls.every((url) => url.startsWith(`${GITHUB}/repos/acme/hotdog-app/`))).toBe(true);
  });
});

it("a list has 1,000 pages and two minutes by default", () => {
  expect(PAGE_LIMITS).toEqual({ pages: 1000, seconds: 120 });
});
