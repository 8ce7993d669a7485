import type { CogScript, Fault } from "../../dev/sandbox/server.ts";

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One event of a pull request, and what happens before and with the step that runs for it. */
export interface Turn {
  readonly action: "opened" | "synchronize" | "reopened" | "closed";
  /** The steps before it have ended, or are canceled, or it comes so many milliseconds after them. */
  readonly after: "end" | "cancellation" | number;
  /** What goes wrong from then on. */
  readonly faults: readonly Fault[];
  /** How the stand-in cog departs from the ordinary, if this step runs it. */
  readonly script: CogScript | undefined;
}

export interface Interleaving {
  /** From DELETE of a version to its end. */
  readonly deletionDelay: number;
  readonly pageSize: number;
  /** They end with a close. */
  readonly turns: readonly Turn[];
}

const MODELS = "/v1/models*";
const REFUSAL = { title: "Version cannot be deleted", detail: "It is in use.", status: 403 };

const FAULTS: readonly Fault[] = [
  { method: "DELETE", path: MODELS, answer: { status: 500, body: "<html>" }, times: 2 },
  { method: "DELETE", path: MODELS, answer: { status: 503, body: "<html>" }, takesEffect: true },
  { method: "DELETE", path: MODELS, breaks: "reset", times: 2 },
  { method: "DELETE", path: MODELS, breaks: "reset", takesEffect: true },
  { method: "DELETE", path: /\/versions\/\w+$/, answer: { status: 403, body: REFUSAL } },
  { method: "DELETE", path: /\/models\/acme\/[^/]+$/, answer: { status: 400, body: REFUSAL } },
  { method: "GET", path: MODELS, answer: { status: 502, body: "<html>" }, times: 2 },
  { method: "GET", path: MODELS, breaks: "reset", times: 2 },
  { method: "GET", path: MODELS, breaks: "cut" },
  { method: "GET", path: /\/versions$/, answer: { status: 503, body: "<html>" }, times: 5 },
  { method: "POST", path: MODELS, answer: { status: 500, body: "<html>" }, takesEffect: true },
  { method: "POST", path: MODELS, breaks: "reset", takesEffect: true },
  { method: "GET", path: "/github/*", answer: { status: 502, body: "<html>" } },
];

/**
 * An order of events that GitHub can send, with everything that may come between.
 * @param isTroubled whether requests go wrong and steps are canceled, too.
 */
export function interleavingOf(seed: number, isTroubled: boolean): Interleaving {
  const random = randomNumbers(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <const T>(first: T, ...others: readonly T[]): T =>
    others[below(others.length + 1) - 1] ?? first;
  const isLikely = (probability: number): boolean => random() < probability;

  const turnOf = (action: Turn["action"]): Turn => ({
    action,
    after: pick<Turn["after"]>("end", isTroubled ? "cancellation" : 0, below(600), below(2000)),
    faults: isTroubled ? FAULTS.filter(() => isLikely(0.12)) : [],
    script: isLikely(0.5)
      ? { buildTakes: below(1500), pushTakes: below(1500) }
      : isLikely(0.15)
        ? { fails: { at: pick("build", "push", "end"), message: "exit status 1" } }
        : undefined,
  });
  const turns = [turnOf("opened")];
  for (let left = 1 + below(4); left > 0; left--)
    if (turns.at(-1)?.action === "closed")
      turns.push(turnOf(isLikely(0.75) ? "reopened" : "closed"));
    else turns.push(turnOf(isLikely(0.55) ? "synchronize" : "closed"));
  if (turns.at(-1)?.action !== "closed") turns.push(turnOf("closed"));
  return { deletionDelay: pick(0, 100, 1000, 3000), pageSize: pick(1, 2, 25), turns };
}
