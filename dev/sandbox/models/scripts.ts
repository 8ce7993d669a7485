import type { JsonObject } from "../http/http.ts";
import { type Picture, paint } from "./picture.ts";
import { type Plan, planOf, type Script } from "./plan.ts";

const FOREVER = Number.POSITIVE_INFINITY;

/** What examples/hello-world does: `hello ` and the first text; without one the input as JSON. */
export function echo(): Script {
  return ({ input }) => {
    const text = Object.values(input).find((value) => typeof value === "string");
    return { output: text === undefined ? JSON.stringify(input) : `hello ${text}` };
  };
}

/** Always this output. */
export function answers(output: unknown): Script {
  return { output };
}

/** Runs for so many seconds. */
export function slow(seconds: number, then: Script = echo()): Script {
  return (occasion) => ({ ...planOf(then, occasion), run: seconds });
}

/** Fails while it runs. */
export function failing(error: string, logs: readonly string[] = []): Script {
  return { error, logs };
}

/** A list of addresses of pictures, `count` of them (1). */
export function image(picture: Picture & { readonly count?: number }): Script {
  const extension = picture.format === "jpeg" ? "jpg" : picture.format;
  return ({ file }) => ({
    output: Array.from({ length: picture.count ?? 1 }, (_, index) =>
      file(`out-${index}.${extension}`, () => paint(picture)),
    ),
  });
}

/** Seconds and words of a start. */
export interface Boot {
  readonly queue: number;
  readonly setup: number;
  readonly setupLog?: string;
}

/** The first prediction of a version waits for the whole start, those after it for what is left of it. */
export function cold({ queue, setup, setupLog }: Boot, then: Script = echo()): Script {
  return (occasion) => {
    const { age } = occasion;
    const plan = planOf(then, occasion);
    if (age >= queue + setup) return plan;
    return {
      ...plan,
      queue: Math.max(0, queue - age),
      setup: Math.min(setup, queue + setup - age),
      ...(setupLog !== undefined && { setupLog }),
    };
  };
}

/** Stays in `starting`. */
export function stuck(): Script {
  return { queue: FOREVER };
}

/** Setup fails, and after so many times the version is disabled. */
export function setupFails(setupLog: string, disableAfter = FOREVER): Script {
  return { setupFails: true, setupLog, setup: 0.05, disableAfter };
}

/** The first so many predictions of a version are taken from their machine. These words are Replicate's own. */
export function preempted(times: number, then: Script = echo()): Script {
  const interrupted: Plan = { error: "Prediction interrupted; please retry (code: PA)" };
  return (occasion) => (occasion.earlier < times ? interrupted : planOf(then, occasion));
}

/** Runs, and prints a line each second, without an end. */
export function endless(logs: readonly string[] = []): Script {
  return { run: FOREVER, logs };
}

export interface Judgement {
  readonly match: boolean;
  readonly reason: string;
}

/** What language models stream comes in pieces of a few characters. */
const PIECE = /.{1,4}/gsu;

/** A language model that takes `prompt` and `image_input`: a judgement as JSON, or any text, in pieces. */
export function judge(decide: (input: JsonObject) => Judgement | string): Script {
  return ({ input }) => {
    const answer = decide(input);
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    return { output: text.match(PIECE) ?? [] };
  };
}
