import type { Http, HttpRequest, HttpResponse, Method, RequestBody } from "../http/request.ts";
import { ActionError } from "../lib/errors.ts";

/**
 * Replicate's HTTP API with one token. The only place that puts the token in a request. A body is sent as
 * JSON, or as a form when it is one.
 */
export type ReplicateApi = (
  method: Method,
  path: string,
  body?: object,
  options?: RequestOptions,
) => Promise<HttpResponse>;

export interface RequestOptions
  extends Pick<HttpRequest, "ignoreRateLimit" | "retry" | "signal" | "timeout"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * @param base address of the API without a slash at its end. Redirects are not followed, so the token
 * goes to this address and no other.
 * @returns a function that takes a path (`/account`), or the absolute address of a next page.
 * @throws {ActionError} for an address that is not on the API's own origin.
 */
export function createApi(http: Http, base: string, token: string): ReplicateApi {
  const { origin } = new URL(base);
  return async (method, path, body, { headers, ...options } = {}) => {
    const url = path.startsWith("/") ? `${base}${path}` : path;
    if (!URL.canParse(url) || new URL(url).origin !== origin)
      throw new ActionError({
        code: "replicate-page-elsewhere",
        message: `Replicate's API names a next page elsewhere (${path}), where its token must not go.`,
        hint: "Check that REPLICATE_BASE_URL is the API's own address.",
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
  // The platform's own encoding of a form, whichever fetch it is sent with.
  const form = new Response(body);
  return {
    body: new Uint8Array(await form.arrayBuffer()),
    type: form.headers.get("content-type") ?? "multipart/form-data",
  };
}
