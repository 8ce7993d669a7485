import type { Http, HttpRequest, HttpResponse, Method, RequestBody } from "../http/request.ts";
import { unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/** Replicate's response to a request for one object: the object, or the response that rejects it. */
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

type RequestOptions = Pick<
  HttpRequest,
  "deadline" | "headers" | "ignoreRateLimit" | "retry" | "signal" | "timeout"
>;

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
        message: `The next page of Replicate's API is on another host ("${path}"), to which the token is not sent.`,
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

/** What messages name an object by: its kind (`model`), and its ID or name. */
type Wanted = readonly [kind: string, name: string];
type ApiObject = ModelName | { readonly id: string };

/**
 * Fetches an object.
 * @returns undefined when it does not exist, or the token cannot see it (404).
 * @throws {ActionError} for any other response, and for another object.
 */
export async function find<T extends ApiObject>(
  api: ReplicateApi,
  path: string,
  wanted: Wanted,
  parse: (body: unknown) => T,
): Promise<T | undefined> {
  const response = await api("GET", path);
  if (response.status === 200) return requireObject(wanted, parse(response.body));
  if (response.status === 404) return undefined;
  throw unexpectedResponse(
    `Reading the ${wanted.join(" ")}`,
    response,
    response.status === 403
      ? "Set api-token to a token of an account that may use it, such as its owner's."
      : undefined,
  );
}

/**
 * Checks that Replicate's API returned the object that was requested. Whatever is read from an object decides what
 * is deleted or moved next, so a response about another one is never used. Case does not count: the API spells owners
 * in its own way.
 * @returns the object.
 * @throws {ActionError} for another object.
 */
export function requireObject<T extends ApiObject>([kind, name]: Wanted, object: T): T {
  const returned = "id" in object ? object.id : fullName(object);
  if (name.toLowerCase() === returned.toLowerCase()) return object;
  throw new ActionError({
    code: "replicate-wrong-object",
    message: `Replicate's API was asked for the ${kind} "${name}" and returned "${returned}". Nothing was changed because of this response.`,
    hint: "Check that the name is current: an account or a model may have been renamed. Then check that no proxy or cache answers for Replicate, and run the job again.",
  });
}
