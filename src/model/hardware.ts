import type { Problem } from "../lib/errors.ts";
import { nearestName } from "../lib/text.ts";
import type { Hardware } from "../replicate/parse.ts";

/** What is to run on the hardware. */
export interface HardwareWanted {
  /** `model`, `test model`, `deployment` */
  readonly subject: string;
  readonly input: string;
  /** Whether the API can't change it afterwards. */
  readonly isFinal: boolean;
}

/**
 * Checks the hardware for something that is to be created against what the account is offered.
 * @param wanted what needs it, and the input that says which.
 * @returns the SKU when it is on offer, or the problem.
 */
export function chooseHardware(
  asked: string | undefined,
  offered: readonly Hardware[],
  wanted: HardwareWanted = { subject: "model", input: "hardware", isFinal: true },
): string | Problem {
  const skus = offered.map(({ sku }) => sku);
  if (asked !== undefined && skus.includes(asked)) return asked;
  const list = offered.map(({ sku, name }) => `${sku} (${name})`).join(", ");
  if (asked === undefined)
    return {
      code: "hardware-missing",
      message: `The ${wanted.subject} does not exist yet, and input ${wanted.input} does not say what it should run on.`,
      hint: `Set ${wanted.input} to one of: ${list}.${wanted.isFinal ? " It can't be changed by API afterwards." : ""}`,
    };
  const nearest = nearestName(asked, skus);
  return {
    code: "hardware-unknown",
    message: `Input ${wanted.input} is "${asked}", which Replicate does not offer to this account.`,
    hint: `${nearest === undefined ? "" : `Did you mean ${nearest}? `}On offer: ${list}.`,
  };
}
