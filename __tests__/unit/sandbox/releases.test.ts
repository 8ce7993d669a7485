import { describe, expect, it, onTestFinished } from "vitest";
import { isObject } from "../../../dev/sandbox/http/http.ts";
import {
  events,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../../dev/sandbox/server.ts";

const RELEASES = "/repos/acme/hotdog-app/releases";

async function start(github: SandboxOptions["github"] = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ github });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Asks with the workflow's token; with none when it is undefined. */
async function ask(
  sandbox: Sandbox,
  path: string,
  { method = "GET", body, token = sandbox.githubToken }: AskOptions = {},
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(`${sandbox.environment.GITHUB_API_URL}${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

interface AskOptions {
  readonly method?: string;
  readonly body?: unknown;
  /** null: none. */
  readonly token?: string | null;
}

const patch = (body: unknown): AskOptions => ({ method: "PATCH", body });
const tagsOf = (body: unknown): unknown[] =>
  Array.isArray(body)
    ? body.map((release: unknown) => isObject(release) && release["tag_name"])
    : [];

describe("releases", () => {
  it("are listed with the newest first, each with the documented fields", async () => {
    const sandbox = await start();
    sandbox.github.addRelease({ tag: "v2", publishedAt: new Date("2026-03-02") });
    sandbox.github.addRelease({ tag: "v1", publishedAt: new Date("2026-03-01") });
    sandbox.github.addRelease({ tag: "v3", publishedAt: new Date("2026-03-02") });
    sandbox.github.addRelease({ repository: "acme/other", tag: "v4" });

    const { status, body } = await ask(sandbox, `${RELEASES}?per_page=2`);

    expect(status).toBe(200);
    expect(tagsOf(body)).toEqual(["v3", "v2"]);
    expect(tagsOf((await ask(sandbox, `${RELEASES}?per_page=2&page=2`)).body)).toEqual(["v1"]);
    const first: unknown = Array.isArray(body) ? body[0] : undefined;
    expect(fieldsOf(first)).toEqual(fieldsOf(releaseOfEvent()));
    expect(first).toMatchObject({
      url: `${sandbox.origin}/github${RELEASES}/${sandbox.github.releases[2]?.id}`,
      html_url: "https://github.com/acme/hotdog-app/releases/tag/v3",
      name: null,
      body: null,
      published_at: "2026-03-02T00:00:00Z",
      author: { login: "mona" },
      assets: [],
    });
  });

  it("are found by tag, by id, and as the latest", async () => {
    const sandbox = await start();
    sandbox.github.addRelease({ tag: "models/v1", publishedAt: new Date("2026-03-01") });
    const { id } = sandbox.github.addRelease({ tag: "v2", publishedAt: new Date("2026-02-01") });
    sandbox.github.addRelease({ tag: "v3-rc", prerelease: true });
    sandbox.github.addRelease({ tag: "v3", draft: true });
    const tagAt = async (path: string) =>
      tagsOf([(await ask(sandbox, `${RELEASES}/${path}`)).body]);

    expect(await tagAt("tags/models/v1")).toEqual(["models/v1"]);
    expect(await tagAt("tags/models%2Fv1")).toEqual(["models/v1"]);
    expect(await tagAt("tags/v3-rc")).toEqual(["v3-rc"]);
    expect(await tagAt(`${id}`)).toEqual(["v2"]);
    expect(await tagAt("latest")).toEqual(["models/v1"]);
  });

  it("are a 404 where there is none", async () => {
    const sandbox = await start();
    const { id } = sandbox.github.addRelease({ tag: "v1", draft: true });

    for (const path of ["tags/v1", "tags/v2", "latest", "1"])
      expect(await ask(sandbox, `${RELEASES}/${path}`)).toMatchObject({ status: 404 });
    expect(await ask(sandbox, `/repos/acme/other/releases/${id}`)).toMatchObject({ status: 404 });
    expect(await ask(sandbox, "/repos/replicate/cog/releases/latest")).toMatchObject({
      status: 404,
    });
  });

  it("of Cog are still the mirror's", async () => {
    const sandbox = await start();
    sandbox.github.addRelease({ repository: "replicate/cog", tag: "v99" });

    const { body } = await ask(sandbox, "/repos/replicate/cog/releases", { token: null });

    expect(tagsOf(body)).toContain("v0.21.0");
    expect(tagsOf(body)).not.toContain("v99");
  });

  it("that are drafts are shown to those who may write", async () => {
    const sandbox = await start();
    const { id } = sandbox.github.addRelease({ tag: "v1", draft: true });
    const draft = { tag_name: "v1", draft: true, published_at: null };

    expect((await ask(sandbox, RELEASES)).body).toMatchObject([draft]);
    expect((await ask(sandbox, `${RELEASES}/${id}`)).body).toMatchObject(draft);
    expect((await ask(sandbox, RELEASES, { token: null })).body).toEqual([]);
    expect(await ask(sandbox, `${RELEASES}/${id}`, { token: null })).toMatchObject({ status: 404 });
    sandbox.github.permissions.contents = "read";
    expect((await ask(sandbox, RELEASES)).body).toEqual([]);
    expect(await ask(sandbox, `${RELEASES}/${id}`)).toMatchObject({ status: 403 });
  });

  it("of a private repository are for those who may read", async () => {
    const sandbox = await start({ isPrivate: true, permissions: { contents: "none" } });

    expect(await ask(sandbox, RELEASES)).toMatchObject({ status: 403 });
    expect(await ask(sandbox, RELEASES, { token: null })).toMatchObject({ status: 404 });
    sandbox.github.permissions.contents = "read";
    expect(await ask(sandbox, RELEASES)).toMatchObject({ status: 200, body: [] });
  });
});

describe("the notes of a release", () => {
  it("are changed, and nothing else is", async () => {
    const sandbox = await start();
    const { id } = sandbox.github.addRelease({ tag: "v1", name: "One", body: "Old" });

    const reply = await ask(sandbox, `${RELEASES}/${id}`, patch({ body: "New" }));

    expect(reply).toMatchObject({ status: 200, body: { id, name: "One", body: "New" } });
    expect(sandbox.github.releases).toMatchObject([{ tag: "v1", name: "One", body: "New" }]);
    await ask(sandbox, `${RELEASES}/${id}`, patch({ name: "Two" }));
    expect(sandbox.github.releases).toMatchObject([{ tag: "v1", name: "Two", body: "New" }]);
  });

  it("require the permission contents: write", async () => {
    const sandbox = await start({ permissions: { contents: "read" } });
    const { id } = sandbox.github.addRelease({ tag: "v1", body: "Old" });

    const reply = await ask(sandbox, `${RELEASES}/${id}`, patch({ body: "New" }));

    expect(reply).toMatchObject({
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
    expect(reply.headers.get("x-accepted-github-permissions")).toBe("contents=write");
    const anonymous = { ...patch({ body: "New" }), token: null };
    expect(await ask(sandbox, `${RELEASES}/${id}`, anonymous)).toMatchObject({ status: 401 });
    expect(sandbox.github.releases).toMatchObject([{ body: "Old" }]);
  });

  it.each([
    [{ body: null }, "For 'properties/body', nil is not a string."],
    [{ body: "x".repeat(125_001) }, "Validation Failed"],
    [{ body: "New", draft: false }, "Validation Failed"],
  ])("are rejected when they are invalid", async (fields, message) => {
    const sandbox = await start();
    const { id } = sandbox.github.addRelease({ tag: "v1", body: "Old" });

    const reply = await ask(sandbox, `${RELEASES}/${id}`, patch(fields));

    expect(reply).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining(message) },
    });
    expect(sandbox.github.releases).toMatchObject([{ body: "Old" }]);
  });

  it("are a 404 where there is no release", async () => {
    const sandbox = await start();

    const reply = await ask(sandbox, `${RELEASES}/1`, patch({ body: "New" }));

    expect(reply.status).toBe(404);
  });
});

const fieldsOf = (value: unknown): string[] => Object.keys(isObject(value) ? value : {}).toSorted();

/** What an event has as its release, whose fields are those that GitHub sends. */
function releaseOfEvent(): unknown {
  const { event } = events.releaseEvent({ action: "released", tag: "v1" });
  return "release" in event ? event.release : undefined;
}
