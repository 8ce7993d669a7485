import type { RequestRecord } from "../sandbox/server.ts";

/** One request of a use, wherever it is repeated: what a fault strikes. */
export interface Call {
  readonly service: RequestRecord["service"];
  readonly method: string;
  /** Its path, with a `*` for what differs from one run to the next. */
  readonly path: string;
  /** 1 for the first request of this method and path in the use, and so on. */
  readonly nth: number;
  /** What the service answers when all is well. */
  readonly status: number | undefined;
}

/** Requests of one method and path that are distinguished; a later one is a repetition, as of a poll. */
const MOST = 3;

/** Pieces of a path that are new in each run (ids, digests), and the numbers of later previews. */
const VOLATILE = [
  /(?<=\/)(sha256:)?[0-9a-f]{64}(?=\/|$)/g,
  /(?<=\/(?:predictions|files|outputs|comments|deployments|releases)\/)(?:[0-9a-f]{32}|[0-9a-z]{26}|[0-9A-Za-z_=-]{20,}|\d+)(?=\/|$)/g,
  /(?<=-r)\d+(?=\/|$)/g,
];

/** A path with a `*` instead of whatever is new in each run, and without its query. */
export function templateOf(path: string): string {
  const [plain = ""] = path.split("?");
  return VOLATILE.reduce((template, pattern) => template.replaceAll(pattern, "*"), plain);
}

/** Any piece that templateOf replaces, and none that it keeps, such as the tag `latest`. */
const PIECE = String.raw`(?:(?:sha256:)?[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-z]{26}|[0-9A-Za-z_=-]{20,}|\d+)`;

/** Fits a path, query and all, by its template. */
export function patternOf(template: string): RegExp {
  const pieces = template
    .split("*")
    .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pieces.join(PIECE)}(\\?.*)?$`);
}

/** The calls that the action made, of all requests in their order; those of Cog and Docker are not its own. */
export function callsIn(requests: readonly RequestRecord[]): Call[] {
  const counts = new Map<string, number>();
  return requests
    .filter(({ by }) => by === "other")
    .flatMap(({ service, method, path: asked, status }) => {
      const path = templateOf(asked);
      const nth = (counts.get(`${method} ${path}`) ?? 0) + 1;
      counts.set(`${method} ${path}`, nth);
      return nth > MOST ? [] : [{ service, method, path, nth, status }];
    });
}

/** `GET /v1/models/acme/hotdog (2)` */
export function nameOf({ method, path, nth }: Call): string {
  return `${method} ${path}${nth > 1 ? ` (${nth})` : ""}`;
}

/**
 * Whether a call only adorns what the step is for: what goes wrong with it costs a warning, and no more.
 * Cog's own releases are on GitHub, and decide what is installed; a sweep's pull requests decide what goes.
 */
export function isDecoration({ service, method, path }: Call): boolean {
  if (service === "github") return !/\/repos\/replicate\/cog\/releases$|\/pulls$/.test(path);
  if (service === "registry") return /\/(manifests|blobs)\//.test(path);
  return method === "DELETE" && path.startsWith("/v1/files/");
}
