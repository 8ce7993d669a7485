import fc from "fast-check";
import { isSafeForSecrets } from "../../src/http/endpoint.ts";
import type { HttpResponse } from "../../src/http/request.ts";
import { isRecord } from "../../src/lib/json.ts";
import { parseChallenge, tokenUrl } from "../../src/registry/challenge.ts";
import { withCredential } from "../../src/registry/docker-config.ts";
import { readImageParts, readLabels, resolveTag } from "../../src/registry/manifest.ts";
import type { RegistrySession } from "../../src/registry/session.ts";
import { type Property, property, valueOrRefusal } from "./property.ts";
import { ID, INDEX, MANIFEST } from "./samples.ts";
import { almost, json, text } from "./texts.ts";

/** A registry that answers with these bodies, whatever it is asked for. */
function sessionOf(bodies: readonly unknown[]): RegistrySession {
  let asked = 0;
  const answer = async (): Promise<HttpResponse> => {
    const body = bodies[asked++];
    const headers = new Map([["docker-content-digest", `sha256:${ID}`]]);
    return { status: body === undefined ? 404 : 200, headers, text: "", body };
  };
  const blobRequest = () => Promise.reject(new Error("not asked"));
  return { manifest: answer, blob: answer, blobRequest };
}

const bodies = fc.array(fc.oneof(json, almost(MANIFEST), almost(INDEX)), { maxLength: 5 });

/** What holds whatever a registry answers, and whatever is in Docker's configuration. */
export const REGISTRY: readonly Property[] = [
  property("answers: anything in a manifest of the registry", bodies, async (given) => {
    const parts = await valueOrRefusal(() => readImageParts(sessionOf(given), "latest"));
    const digests = await valueOrRefusal(() => resolveTag(sessionOf(given), "latest"));
    const labels = await valueOrRefusal(() => readLabels(sessionOf(given), "latest"));
    const isSize = parts === undefined || typeof parts.size === "number";
    return isSize && (digests ?? []).every((one) => typeof one === "string") && labels !== null;
  }),
  property("answers: anything in a registry's challenge", fc.oneof(text, challenge()), (header) => {
    const parsed = parseChallenge(header);
    if (parsed?.scheme !== "bearer") return true;
    const { origin } = new URL(tokenUrl(parsed, "repository:acme/hotdog:pull"));
    return isSafeForSecrets(parsed.realm) && origin === parsed.realm.origin;
  }),
  property(
    "answers: anything in the user's Docker configuration stays, and our credential is there",
    fc.oneof(
      json,
      almost({ auths: { "ghcr.io": { auth: "x" } }, credsStore: "osx", credHelpers: { a: "b" } }),
    ),
    (user) => {
      const config = withCredential(isRecord(user) ? user : {}, [], "r8.im", {
        username: "a",
        password: "b",
      });
      const { auths } = config;
      return (
        isRecord(auths) &&
        JSON.stringify(auths["r8.im"]) === '{"auth":"YTpi"}' &&
        !("credsStore" in config)
      );
    },
  ),
];

function challenge(): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.webUrl(),
    text,
    fc.constantFrom("http://127.0.0.1/token", "https://a.b"),
  );
  return fc
    .tuple(fc.constantFrom("Bearer", "bearer", "Basic", "Digest"), part, part)
    .map(([scheme, realm, service]) => `${scheme} realm="${realm}",service="${service}"`);
}
