import { contextWith, inputsFrom } from "../../__tests__/unit/support.ts";
import type { Checkout } from "../../src/git/repository.ts";
import { parseEvent } from "../../src/github/event.ts";
import { ActionError } from "../../src/lib/errors.ts";
import { decideEvent } from "../../src/plan/events.ts";
import { makePlan } from "../../src/plan/plan.ts";
import { pullRequestEvent, type StepEvent, workflowRunEvent } from "../sandbox/github/events.ts";
import type { Cell, Matrix, Verdict } from "./cell.ts";

/** What becomes of a step, and which commit it names. */
type Decision =
  | `${"production" | "preview" | "built"} ${string}`
  | "removed"
  | "skipped"
  | "refused";

const CHECKOUTS = {
  own: "the workflow's own commit (`GITHUB_SHA`) is checked out",
  head: "the head of the pull request, or of the run that caused the event",
  other: "another commit",
  none: "no git repository",
} as const;
type CheckoutKind = keyof typeof CHECKOUTS;

/** Decides by what is checked out, and by whether a Replicate token is within reach. */
type Rule = (checkout: CheckoutKind, hasToken: boolean) => Decision;

const production: Rule = (checkout) => `production ${checkout === "none" ? "own" : checkout}`;
/** GITHUB_SHA is the merge commit of a pull request, whose head is named instead. */
const preview: Rule = (checkout) => `preview ${/own|none/.test(checkout) ? "head" : checkout}`;
/** With stop-after: a pull request's code, and other code. */
const builtPull: Rule = (checkout) => `built ${/own|none/.test(checkout) ? "head" : checkout}`;
const built: Rule = (checkout) => `built ${checkout === "none" ? "own" : checkout}`;
const builtOwn: Rule = (checkout) => (checkout === "own" ? "built own" : "refused");
const skipped: Rule = () => "skipped";
const removed: Rule = () => "removed";
const ownCommit: Rule = (checkout) => (checkout === "own" ? "production own" : "refused");
const ownOrCause: Rule = (checkout) =>
  /own|head/.test(checkout) ? `production ${checkout}` : "refused";
/** The base is no preview of its pull request. */
const base: Rule = (checkout) => (checkout === "own" ? "skipped" : "refused");
const withToken =
  (rule: Rule): Rule =>
  (checkout, hasToken) =>
    hasToken ? rule(checkout, hasToken) : "skipped";

const ID = { own: "a".repeat(40), head: "b".repeat(40), other: "c".repeat(40) } as const;
const PULL = { number: 7, headSha: ID.head };
const FORK = { ...PULL, headRepository: "stranger/hotdog-app", author: "stranger" };
const GONE = { ...FORK, headRepository: null };
const BOT = { ...PULL, author: "dependabot[bot]" };
const opened = { action: "opened" } as const;
const closed = { action: "closed" } as const;
const target = { name: "pull_request_target" } as const;

const withoutToken =
  (rule: Rule): Rule =>
  (checkout, hasToken) =>
    hasToken ? "skipped" : rule(checkout, hasToken);

type Row = readonly [place: string, event: StepEvent, rule: Rule, stopAfter?: "build"];

/** A row of an event with `stop-after: build`. */
const building = (place: string, event: StepEvent, rule: Rule): Row => [
  `${place}, stop-after: build`,
  event,
  rule,
  "build",
];
const named = (name: string): StepEvent => ({ event: {}, env: { GITHUB_EVENT_NAME: name } });

/** Events whose payload is not read. */
const plain = (names: readonly string[], rule: Rule): Row[] =>
  names.map((name) => [name, named(name), rule]);

const runAfter = (causes: readonly string[], rule: Rule): Row[] =>
  causes.map((event) => {
    return [`workflow_run after ${event}`, workflowRunEvent({ ...PULL, event }), rule];
  });

const ofPulls = (["pull_request", "pull_request_review", "pull_request_review_comment"] as const)
  .map((name) => ({ name, ...opened }))
  .flatMap((seed): Row[] => [
    [seed.name, pullRequestEvent({ ...PULL, ...seed }), preview],
    [`${seed.name} of a fork`, pullRequestEvent({ ...FORK, ...seed }), skipped],
    [`${seed.name} of a deleted fork`, pullRequestEvent({ ...GONE, ...seed }), skipped],
    [`${seed.name} of Dependabot`, pullRequestEvent({ ...BOT, ...seed }), withToken(preview)],
    [`${seed.name}, closed`, pullRequestEvent({ ...PULL, ...seed, wasClosed: true }), skipped],
  ]);

/** Every event, with its rule by the table in docs/threat-model.md. */
const ROWS: readonly Row[] = [
  ...plain(["push", "release", "schedule", "create", "deployment"], production),
  ...plain(["workflow_dispatch", "repository_dispatch"], production),
  ...ofPulls,
  ["pull_request that closes", pullRequestEvent({ ...PULL, ...closed }), removed],
  [
    "pull_request of a fork that closes",
    pullRequestEvent({ ...FORK, ...closed }),
    withToken(removed),
  ],
  ["pull_request_target", pullRequestEvent({ ...PULL, ...target, ...opened }), base],
  ["pull_request_target of a fork", pullRequestEvent({ ...FORK, ...target, ...opened }), base],
  ["pull_request_target that closes", pullRequestEvent({ ...PULL, ...target, ...closed }), removed],
  ...plain(["merge_group"], skipped),
  ...runAfter(["push", "release", "schedule", "create"], ownOrCause),
  ...runAfter(["workflow_dispatch", "repository_dispatch"], ownOrCause),
  ...runAfter(["pull_request", "pull_request_target", "issue_comment", "workflow_run"], ownCommit),
  ["workflow_run after a fork's push", workflowRunEvent({ ...FORK, event: "push" }), ownCommit],
  ...plain(["workflow_run", "issue_comment", "issues", "discussion"], ownCommit),
  building("pull_request", pullRequestEvent({ ...PULL, ...opened }), builtPull),
  building(
    "pull_request of a fork",
    pullRequestEvent({ ...FORK, ...opened }),
    withoutToken(builtPull),
  ),
  building("pull_request of Dependabot", pullRequestEvent({ ...BOT, ...opened }), builtPull),
  building("merge_group", named("merge_group"), built),
  building("push", named("push"), built),
  building("issue_comment", named("issue_comment"), builtOwn),
  ...plain(["discussion_comment", "fork", "watch", "an_unknown_event", "toString"], ownCommit),
];

/** What the action decides. */
function decisionOf(
  [_place, { event, env }, _rule, stopAfter]: Row,
  kind: CheckoutKind,
  hasToken: boolean,
): Decision {
  const { GITHUB_EVENT_NAME: name = "", GITHUB_REPOSITORY = "acme/hotdog-app" } = env;
  const context = {
    ...contextWith({ GITHUB_REPOSITORY }),
    event: parseEvent(name, event),
    sha: ID.own,
  };
  const checkout: Checkout = kind === "none" ? { kind } : { kind: "commit", commit: ID[kind] };
  try {
    const facts = { hasBuildSecret: false, hasLogin: false, isPromotion: false, stopAfter };
    const decision = decideEvent({ context, checkout, hasToken, ...facts });
    if (decision.kind === "skip") return "skipped";
    const inputs = inputsFrom({
      "stop-after": stopAfter ?? "",
      ...(hasToken && { "api-token": "r8_token" }),
    });
    const plan = makePlan({ inputs, context, project: PROJECT, suite: { kind: "none" }, decision });
    if (plan.kind === "push") return `production ${nameOf(plan.push.commit)}`;
    if (plan.kind === "build") return `built ${nameOf(plan.push.commit)}`;
    if (plan.kind === "preview") return `preview ${nameOf(plan.push.commit)}`;
    return plan.kind === "remove-preview" ? "removed" : "skipped";
  } catch (error) {
    const [problem] = error instanceof ActionError ? error.problems : [];
    if (problem?.code === "untrusted-checkout") return "refused";
    throw error;
  }
}

const PROJECT = {
  directory: "/runner/work",
  configFile: "cog.yaml",
  isBundle: false,
  usesGpu: false,
  config: {},
  model: { kind: "named", name: { owner: "acme", name: "hotdog" } },
  problems: [],
} as const;

function nameOf(commit: string | undefined): string {
  return Object.entries(ID).find(([, id]) => id === commit)?.[0] ?? "nothing";
}

function verdictOf(decision: Decision, expected: Decision): Verdict {
  const signs = { skipped: "warned", refused: "failed" } as const;
  const isRight = decision === expected;
  const sign = decision === "skipped" || decision === "refused" ? signs[decision] : "recovered";
  return {
    sign: isRight ? sign : "wrong",
    problems: isRight ? [] : [`${decision} instead of ${expected}`],
    said: decision,
    seconds: 0,
  };
}

function cellsOf(row: Row): Cell[] {
  const [place, , rule] = row;
  return [true, false].flatMap((hasToken) =>
    Object.keys(CHECKOUTS)
      .filter((key): key is CheckoutKind => key in CHECKOUTS)
      .map((kind) => ({
        use: "event",
        place,
        fault: kind,
        variant: hasToken ? "with a token" : "without a token",
        isSlow: false,
        run: async () => verdictOf(decisionOf(row, kind, hasToken), rule(kind, hasToken)),
      })),
  );
}

export const EVENTS: Matrix = {
  name: "events",
  title: "Events and checkouts",
  held: [
    "The step builds, skips, or fails as the [table of events](threat-model.md#untrusted-code-with-your-secrets) says.",
    "It names the commit that is built: on a pull request its head, otherwise the one that is checked out.",
  ],
  columns: CHECKOUTS,
  note: "The first result of a cell is with a Replicate token, the second without. ✓ builds, or removes a preview. ~ skips with a notice. ! fails with `untrusted-checkout`. These cells call only the function that decides; [events.test.ts](../__tests__/preview/events.test.ts) and [strangers.test.ts](../__tests__/preview/strangers.test.ts) run the built action.",
  cells: async () => ROWS.flatMap(cellsOf),
};
