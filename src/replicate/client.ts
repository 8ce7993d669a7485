import type { Http, HttpRequest, HttpResponse, Method, RequestBody } from "../http/request.ts";
import { ActionError } from "../lib/errors.ts";

/** What Replicate answers when it is asked for one thing: the thing, or the response that refuses it. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly response: HttpResponse };

/** Sends a request to Replicate's HTTP API. Bodies are sent as JSON, forms as forms. */
export type ReplicateApi = (
  method: Method,
  path: string,
  body?: object,
  options?: RequestOptions,
) => Promise<HttpResponse>;

export interface RequestOptions
  extends Pick<HttpRequest, "deadline" | "ignoreRateLimit" | "retry" | "signal" | "timeout"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Creates a client for one token, the only place that adds the token to a request. It follows no redirects,
 * so that the token goes to this base and nowhere else.
 * @param base base URL of the API, without a trailing slash.
 * @returns a function that takes a path (`/account`), or the absolute URL of a next page.
 * @throws {ActionError} for a URL of another origin.
 */
export function createApi(http: Http, base: string, token: string): ReplicateApi {
  const { origin } = new URL(base);
  return async (method, path, body, { headers, ...options } = {}) => {
    const url = path.startsWith("/") ? `${base}${path}` : path;
    if (!URL.canParse(url) || new URL(url).origin !== origin)
      throw new ActionError({
        code: "replicate-cross-origin",
        message: `Replicate's API links a next page on another host ("${path}"), which must not get the token.`,
        hint: "Check that REPLICATE_BASE_URL is the API's own base URL.",
      });
    const content = body && (await encode(body));
    return http({
      ...options,
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...headers,
        ...(content && { "content-type": content.type }),
      },
      ...(content && { body: content.body }),
    });
  };
}

async function encode(body: object): Promise<{ body: RequestBody; type: string }> {
  if (!(body instanceof FormData)) return { body: JSON.stringify(body), type: "application/json" };
  // Encoded here, so that it does not matter which fetch sends it.
  const form = new Response(body);
  return {
    body: new Uint8Array(await form.arrayBuffer()),
    type: form.headers.get("content-type") ?? "multipart/form-data",
  };
}
