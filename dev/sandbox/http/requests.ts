import type { Call, Reply } from "./http.ts";

/** Who makes a request, by its User-Agent: Cog (the stand-in or a real one), Docker, or somebody else. */
export type Maker = "cog" | "docker" | "other";

/** One request as it was made. */
export interface RequestRecord {
  readonly by: Maker;
  readonly service: "api" | "registry" | "mirror" | "github" | "unknown";
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Call["headers"];
  readonly body: string;
  readonly time: number;
  /** Absent while it is unanswered. */
  status?: number;
  /** What Replicate's or GitHub's API answered; absent for the other services, and after a fault. */
  answer?: { readonly type: string | undefined; readonly body: string };
}

const SERVICES = [
  ["/v1/", "api"],
  ["/v2/", "registry"],
  ["/token", "registry"],
  ["/cog/v1/", "registry"],
  ["/releases/", "mirror"],
  ["/github/", "github"],
] as const;

/** Bodies are kept up to here: enough for every call of the API. */
const BODY_LIMIT = 64 * 1024;

/** The record of a request that has just come in. */
export function recordOf(call: Call): RequestRecord {
  const { method, url, headers, body } = call;
  const prefix = SERVICES.find(([path]) => url.pathname.startsWith(path));
  return {
    by: makerOf(headers["user-agent"]),
    service: prefix?.[1] ?? "unknown",
    method,
    path: url.pathname + url.search,
    headers,
    body: body.subarray(0, BODY_LIMIT).toString(),
    time: Date.now(),
  };
}

/** Notes the answer of an API in the record of its request. */
export function noteAnswer(record: RequestRecord, { headers, body = "" }: Reply): void {
  if (record.service !== "api" && record.service !== "github") return;
  record.answer = { type: headers?.["content-type"], body: body.toString() };
}

/** A real Cog's registry client is go-containerregistry, its other requests are Go's own client. */
export function makerOf(userAgent = ""): Maker {
  if (/^(cog|go-containerregistry|Go-http-client)\//.test(userAgent)) return "cog";
  return /^(docker|containerd)\//.test(userAgent) ? "docker" : "other";
}
