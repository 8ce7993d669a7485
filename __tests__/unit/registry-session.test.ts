import { expect, it, onTestFinished, vi } from "vitest";
import type { HttpRequest } from "../../src/http/request.ts";
import { logIn } from "../../src/registry/session.ts";
import { digest, reply } from "./support.ts";

const REALM = "https://auth.test/token";
const CHALLENGE = { "www-authenticate": `Bearer realm="${REALM}",service="r8.im"` };

/** Reads two manifests so many seconds after the login; how many tokens were requested, and how many manifests. */
async function requestsAfter(expiresIn: unknown, seconds: number) {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const sent: string[] = [];
  const http = async ({ url }: HttpRequest) => {
    sent.push(url.startsWith(REALM) ? "token" : "manifest");
    return reply(200, { token: "a token", expires_in: expiresIn });
  };
  const credential = { username: "acme", password: "secret" };
  const repository = { host: "r8.im", path: "acme/hotdog" };
  const login = await logIn(http, repository, credential, reply(401, undefined, CHALLENGE));
  if (login.kind === "rejected") throw new Error("The login was rejected.");
  vi.setSystemTime(Date.now() + seconds * 1000);
  await login.session.manifest(digest("a"));
  await login.session.manifest(digest("a"));
  return sent.join(" ");
}

it.each<[unknown, number, string]>([
  [300, 290, "token manifest"],
  [300, 300, "token token manifest"],
  [undefined, 50, "token manifest"],
  [undefined, 60, "token token manifest"],
  ["soon", 60, "token token manifest"],
  [null, 50, "token manifest"],
])("a token that expires in %s is renewed after %d s: %s", async (expiresIn, seconds, sent) => {
  expect(await requestsAfter(expiresIn, seconds)).toBe(sent);
});

it("a token without the scope of a repository is replaced when the repository exists", async () => {
  let exists = false;
  const http = async ({ url, headers }: HttpRequest) => {
    if (!url.startsWith(REALM)) return reply(200, { authorization: headers?.["authorization"] });
    const isScoped = new URL(url).searchParams.has("scope");
    if (isScoped && !exists) return reply(403);
    return reply(200, { token: isScoped ? "scoped" : "unscoped", expires_in: 300 });
  };
  const credential = { username: "acme", password: "secret" };
  const repository = { host: "r8.im", path: "acme/hotdog" };
  const login = await logIn(http, repository, credential, reply(401, undefined, CHALLENGE));
  if (login.kind === "rejected") throw new Error("The login was rejected.");
  exists = true;
  const { body } = await login.session.manifest("latest");
  expect(body).toEqual({ authorization: "Bearer scoped" });
});
