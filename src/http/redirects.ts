import { type AddressRule, checkUrl } from "./address.ts";
import type { Fetch } from "./request.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** As many as fetch follows (its standard, "HTTP-redirect fetch"). */
const MAX_REDIRECTS = 20;

/**
 * Follows the redirects of requests without a body, without the Authorization header from another origin on.
 * As in GitHub's toolkit (@actions/http-client), no redirect leads from https to http.
 * @param send sends one request.
 * @param rule which URLs are requested. Default: any.
 */
export function followRedirects(send: Fetch, rule?: AddressRule): Fetch {
  return async (first, init) => {
    let url = new URL(first);
    let { headers } = init;
    for (let count = 0; ; count++) {
      if (rule !== undefined) checkUrl(url, rule);
      if (first.startsWith("https:") && url.protocol !== "https:")
        throw new Error("redirected from https to http");
      const response = await send(url.href, { ...init, headers });
      const location = response.headers.get("location");
      if (init.redirect === "manual" || location === undefined || !REDIRECTS.has(response.status))
        return response;
      if (count === MAX_REDIRECTS) throw new Error("redirected too often");
      for await (const _ of response.body) break;
      // Node reads headers as Latin-1; servers that do not escape a path send it as UTF-8.
      const next = new URL(Buffer.from(location, "latin1").toString(), url);
      if (next.origin !== url.origin) {
        const { authorization: _, ...others } = headers;
        headers = others;
      }
      url = next;
    }
  };
}
