import type { Fault } from "../sandbox/server.ts";

/** One thing that can become of a request. */
export interface Kind {
  /** The column. */
  readonly name: string;
  /** What the column means. */
  readonly meaning: string;
  /**
   * Whether it may pass by itself: then it strikes once in one cell, where a request that can be repeated
   * has to recover, and always in another. Anything else strikes always.
   */
  readonly passes: boolean;
  /** Whether the step has to wait for its own timeout. */
  readonly isSlow: boolean;
  /** What the sandbox does; "refused": nobody listens where the request goes. */
  readonly fault: Partial<Fault> | "refused";
}

const PAGE =
  "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>\n";

const passing = (name: string, meaning: string, fault: Kind["fault"], isSlow = false): Kind => ({
  name,
  meaning,
  passes: true,
  isSlow,
  fault,
});

const lasting = (name: string, meaning: string, fault: Partial<Fault>): Kind => ({
  name,
  meaning,
  passes: false,
  isSlow: false,
  fault,
});

const answer = (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => ({
  answer: { status, body, ...(headers && { headers }) },
});

const throttled = { title: "Too many requests", detail: "Request was throttled.", status: 429 };

/** Everything that can become of a request. @param elsewhere another origin, where redirects lead. */
export function kindsOf(elsewhere: string): readonly Kind[] {
  return [
    passing("refused", "connection refused", "refused"),
    passing("cut", "the request takes effect, but the connection is reset during the response", {
      breaks: "cut",
    }),
    passing(
      "no answer",
      "the request takes effect, but there is no response",
      { breaks: "hang", takesEffect: true },
      true,
    ),
    passing(
      "429 after",
      "429 with `Retry-After: 1`",
      answer(429, throttled, { "retry-after": "1" }),
    ),
    passing("429", "429 without `Retry-After`", answer(429, throttled)),
    passing("500", "500 with a JSON error", answer(500, { detail: "Internal server error" })),
    passing("502", "the request takes effect, but a gateway returns 502 with HTML", {
      ...answer(502, PAGE),
      takesEffect: true,
    }),
    passing("503", "503 with an empty body", answer(503, "")),
    lasting("401", "401", answer(401, { title: "Unauthenticated", detail: "Bad credentials" })),
    lasting("403", "403", answer(403, { title: "Forbidden", detail: "You may not do that." })),
    lasting("half", "truncated response", { breaks: "truncate" }),
    lasting("types", "response with a different type for every value", { breaks: "mistype" }),
    lasting("empty", "response without a body", { breaks: "empty" }),
    lasting(
      "redirect",
      "307 redirect to another origin",
      answer(307, "", { location: `${elsewhere}/there` }),
    ),
    lasting("10 MB", "response body of 10 MB of unrelated data", { breaks: "flood" }),
  ];
}
