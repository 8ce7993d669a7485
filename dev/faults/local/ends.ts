import type { StepResult } from "../../sandbox/step-result.ts";
import type { Verdict } from "../cell.ts";
import { wrongEnd } from "../rules.ts";
import type { Machine } from "./machine.ts";

/**
 * What the step comes to: all that it is for, its outputs printed perhaps where there is no file for them; what
 * its one error says (and its one notice), or its one warning; or it was killed, at once or by the post step when it
 * did not end in time.
 */
export type End =
  | "recovered"
  | "printed"
  | "killed"
  | "stopped"
  | { readonly failed: RegExp; readonly outputsAreLost?: boolean; readonly noticed?: RegExp }
  | { readonly warned: RegExp };

/** The one error of a step that was canceled, maybe before it could confirm what it pushed. */
export const CANCELED: End = {
  failed: /The step was canceled\. \[(canceled|version-unconfirmed)\]\n\S/,
};

/** How the tables show an end that was as it should be. */
export function signOf(end: End): Verdict["sign"] {
  if (typeof end === "string") return "recovered";
  return "failed" in end ? "failed" : "warned";
}

/** What is wrong with the way in which a step has ended that met a fault. */
export function wrongResult(
  end: End,
  { occasion, world }: Pick<Machine, "occasion" | "world">,
  result: StepResult,
): string[] {
  const { code, outputs, log } = result;
  if (end === "killed") return code === "SIGKILL" ? [] : [`it ended with ${code}`];
  if (end === "stopped")
    return code === "SIGKILL" ? [] : wrongResult(CANCELED, { occasion, world }, result);
  const given = givenOutputs(end, result);
  return [
    ...wrongEnd({ ...result, outputs: given, log: withoutCog(log) }),
    ...otherEnd(end, { ...result, outputs: given }, () =>
      occasion.missing(world, { ...result, outputs: given }),
    ),
    ...guessed(world.sandbox, outputs["version"]),
  ];
}

/** The outputs that a step has set, in its file or, without one, by the command that came before it. */
function givenOutputs(end: End, { outputs, log }: StepResult): StepResult["outputs"] {
  if (typeof end === "object" && "failed" in end && end.outputsAreLost) return { status: "failed" };
  if (end !== "printed") return outputs;
  const printed = log.matchAll(/^::set-output name=([\w-]+)::(.*)$/gm);
  return Object.fromEntries([...printed].map(([, name, value]) => [name, value]));
}

/** How it ended, where that is not as it should. */
function otherEnd(end: End, result: StepResult, missing: () => string[]): string[] {
  const { errors, warnings, notices } = result;
  if (typeof end === "object" && "failed" in end)
    return [
      ...notSaid("error", errors, end.failed),
      ...(end.noticed === undefined
        ? []
        : notSaid(
            "notice",
            notices.filter((text) => !/^Inputs that have no effect/.test(text)),
            end.noticed,
          )),
    ];
  const expected = typeof end === "object" ? end.warned : undefined;
  const warned =
    expected === undefined
      ? warnings.map((text) => `it warns: ${text}`)
      : notSaid("warning", warnings, expected);
  return [...missing(), ...warned];
}

function notSaid(kind: string, texts: readonly string[], pattern: RegExp): string[] {
  const [text = ""] = texts;
  if (texts.length === 1 && pattern.test(text)) return [];
  return [`no one ${kind} says ${pattern}: ${texts.join(" | ")}`];
}

/** A version in the outputs has to be one that is there. */
function guessed({ state }: Machine["world"]["sandbox"], version: string | undefined): string[] {
  const ids = [...state.models.values()].flatMap(({ versions }) => versions.map(({ id }) => id));
  const isThere = version === undefined || ids.includes(version);
  return isThere ? [] : [`it names ${version}, which is nowhere`];
}

/** What is wrong with its post step. */
export function wrongPost({ code, errors, log }: StepResult): string[] {
  const isWell = code === 0 && errors.length === 0 && !/^\s+at \S/m.test(log);
  return isWell ? [] : [`its post step ended with ${code}: ${log}`];
}

/** A log without what Cog has printed, which is Cog's to answer for. */
function withoutCog(log: string): string {
  return log.replaceAll(/^::stop-commands::(.+)$[\s\S]*?^::\1::$/gm, "");
}
