import { DEFAULT_COG_VERSION } from "../../src/inputs/action.ts";
import type { Live } from "./live.ts";
import { QUESTIONS } from "./questions.ts";
import type { Left } from "./removal.ts";

/** How the run ended. */
export type Outcome =
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "interrupted"; readonly signal: NodeJS.Signals };

/** Everything that was seen, for programs. */
export function factsOf(live: Live, outcome: Outcome, left: readonly Left[]) {
  const { owner, options, startedAt, uses } = live;
  const answers = live.answers(reasonOf(outcome)).map(([id, answer]) => {
    const question = QUESTIONS[id];
    return [
      id,
      answer.kind === "seen"
        ? { question, answer: answer.text, facts: answer.facts }
        : { question, answer: null, reason: answer.reason },
    ] as const;
  });
  return {
    startedAt: startedAt.toISOString(),
    owner: owner.username,
    ownerType: owner.type,
    api: options.apiUrl,
    registry: options.registryHost,
    cogVersion: options.inputs["cog-version"] ?? DEFAULT_COG_VERSION,
    outcome: outcome.kind,
    uses,
    questions: Object.fromEntries(answers),
    left,
  };
}

/** The same as tables, for people. */
export function renderText(live: Live, outcome: Outcome, left: readonly Left[]): string {
  const answers = live
    .answers(reasonOf(outcome))
    .map(([id, answer]) => [
      QUESTIONS[id],
      answer.kind === "seen" ? answer.text : `unknown: ${answer.reason}`,
    ]);
  const uses = live.uses.map(({ use, status, seconds, problems }) => [
    use,
    [status, `${seconds} s`, ...problems].join(", "),
  ]);
  const parts = [table(["Question", "Answer"], answers), table(["Use", "Result"], uses)];
  if (left.length > 0)
    parts.push(
      `Could not be removed. Delete it yourself:\n${left.map(({ what, reason }) => `- ${what} (${reason})`).join("\n")}`,
    );
  return parts.join("\n\n");
}

function reasonOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case "completed":
      return "not asked";
    case "failed":
      return outcome.reason;
    case "interrupted":
      return "interrupted";
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const width = Math.max(...all.map(([first = ""]) => first.length));
  return all
    .map(([first = "", second = ""]) => `${first.padEnd(width)}  ${second}`)
    .toSpliced(1, 0, "-".repeat(width * 2))
    .join("\n");
}
