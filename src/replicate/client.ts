import { ActionError } from "../errors.ts";
import type { Http, Method, Reply } from "../http/request.ts";

/** Replicate's HTTP API with one token. The only place that puts the token in a request. */
export type ReplicateApi = (method: Method, path: string, body?: object) => Promise<Reply>;

/**
 * @param base address of the API without a slash at its end. Redirects are not followed, so the token
 * goes to this address and no other.
 * @returns a function that takes a path (`/account`), or the absolute address of a next page.
 * @throws {ActionError} for an address that is not on the API's own origin.
 */
export function createApi(http: Http, base: string, token: string): ReplicateApi {
  const { origin } = new URL(base);
  return (method, path, body) => {
    const url = path.startsWith("/") ? `${base}${path}` : path;
    if (!URL.canParse(url) || new URL(url).origin !== origin)
      throw new ActionError({
        what: `Replicate's API names a next page elsewhere (${path}), where its token must not go.`,
        remedy: "Check that REPLICATE_BASE_URL is the API's own address.",
      });
    return http({
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
}
