import { ActionError } from "../lib/errors.ts";
import type { Hardware } from "../replicate/parse.ts";

/** What is to run on the hardware. */
export interface HardwareUse {
  readonly subject: "model" | "test model" | "deployment";
  readonly input: string;
}

const MODEL: HardwareUse = { subject: "model", input: "hardware" };

/** Returns the SKU of the input if it is available to the account; throws an ActionError that lists what is. */
export function requireHardware(
  sku: string | undefined,
  available: readonly Hardware[],
  { subject, input }: HardwareUse = MODEL,
): string {
  if (sku !== undefined && available.some((one) => one.sku === sku)) return sku;
  const list = available
    .map(({ sku: id, name }) => (name === "" ? id : `${id} (${name})`))
    .join(", ");
  const none = "Replicate lists no hardware for this account. Ask Replicate's support.";
  if (sku === undefined)
    throw new ActionError({
      code: "hardware-missing",
      message: `The ${subject} does not exist yet, and ${input} is empty.`,
      hint:
        list === ""
          ? none
          : `Set ${input} to one of: ${list}.${subject === "deployment" ? "" : " The API cannot change it later."}`,
    });
  const suggestion = suggestHardware(sku, available);
  throw new ActionError({
    code: "hardware-unknown",
    message: `Input ${input} is "${sku}", which is not available to this account.`,
    hint:
      list === ""
        ? none
        : `${suggestion === undefined ? "" : `Did you mean ${suggestion}? `}Set ${input} to one of: ${list}.`,
  });
}

/** The SKU with the chip that a text names: `H100`, `nvidia-h100`, `A100 (80GB)`; undefined without one. */
function suggestHardware(text: string, available: readonly Hardware[]): string | undefined {
  const wanted = splitWords(text);
  const scores = available.map(({ sku, name }) => {
    const words = splitWords(`${sku} ${name}`);
    const found = wanted.filter((word) => words.some((one) => isSameWord(word, one)));
    const hasChip = found.some((word) => /^(?:cpu$|[a-z]+\d)/.test(word));
    // Of two with the same words, the one with fewer others: gpu-h100 before gpu-h100-2x.
    return { sku, score: hasChip ? found.length - splitWords(sku).length / 100 : 0 };
  });
  const [best] = scores.toSorted((a, b) => b.score - a.score);
  return best !== undefined && best.score > 0 ? best.sku : undefined;
}

function splitWords(text: string): string[] {
  const plain = text.toLowerCase().replace(/nvidia|tesla|gpu/g, " ");
  return plain.replace(/(\d+x)(?=[a-z])/g, "$1 ").match(/[a-z0-9]+/g) ?? [];
}

/** `l40` is the l40s, but `a10` is not the a100. */
function isSameWord(word: string, known: string): boolean {
  return word === known || (/\d$/.test(word) && known === `${word}s`);
}
