import { readAll } from "../lib/byte-budget.ts";
import { type AddressRule, checkUrl } from "./address.ts";
import type { Fetch } from "./request.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** As many as fetch follows (its standard, "HTTP-redirect fetch"). */
const MAX_REDIRECTS = 20;
/** Nobody reads the body of a redirect. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Follows the redirects of requests without a body, without the Authorization header from another origin on.
 * @param send sends one request.
 * @param rule which URLs are requested. Default: any.
 */
export function followRedirects(send: Fetch, rule?: AddressRule): Fetch {
  return async (first, init) => {
    let url = new URL(first);
    let { headers } = init;
    for (let count = 0; ; count++) {
      if (rule !== undefined) checkUrl(url, rule);
      const response = await send(url.href, { ...init, headers });
      const location = response.headers.get("location");
      if (init.redirect === "manual" || location === undefined || !REDIRECTS.has(response.status))
        return response;
      if (count === MAX_REDIRECTS) throw new Error("redirected too often");
      await readAll(response.body, MAX_BODY_BYTES);
      const next = new URL(location, url);
      if (next.origin !== url.origin) {
        const { authorization: _, ...others } = headers;
        headers = others;
      }
      url = next;
    }
  };
}
