import { distance } from "fastest-levenshtein";
import type { Problem } from "../errors.ts";
import type { Hardware } from "../replicate/parse.ts";

/**
 * Checks the hardware for a model that is to be created against what the account is offered.
 * @returns the SKU when it is on offer, or the problem.
 */
export function chooseHardware(
  asked: string | undefined,
  offered: readonly Hardware[],
): string | Problem {
  const skus = offered.map(({ sku }) => sku);
  if (asked !== undefined && skus.includes(asked)) return asked;
  const list = offered.map(({ sku, name }) => `${sku} (${name})`).join(", ");
  if (asked === undefined)
    return {
      what: "The model does not exist yet, and input hardware does not say what it should run on.",
      remedy: `Set hardware to one of: ${list}. It can't be changed by API afterwards.`,
    };
  const nearest = skus.toSorted((a, b) => distance(asked, a) - distance(asked, b))[0];
  return {
    what: `Input hardware is "${asked}", which Replicate does not offer to this account.`,
    remedy: `${nearest === undefined ? "" : `Did you mean ${nearest}? `}On offer: ${list}.`,
  };
}
