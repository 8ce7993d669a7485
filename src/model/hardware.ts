import { ActionError } from "../lib/errors.ts";
import { nearestName } from "../lib/text.ts";
import type { Hardware } from "../replicate/parse.ts";

/** What is to run on the hardware. */
export interface HardwareUse {
  /** `model`, `test model`, `deployment` */
  readonly subject: string;
  readonly input: string;
  /** Whether the API cannot change the hardware later. */
  readonly isFinal: boolean;
}

const MODEL: HardwareUse = { subject: "model", input: "hardware", isFinal: true };

/**
 * Checks that hardware is available to the account.
 * @param sku undefined: the input is empty.
 * @returns the SKU.
 * @throws {ActionError} that lists the available hardware.
 */
export function requireHardware(
  sku: string | undefined,
  available: readonly Hardware[],
  use: HardwareUse = MODEL,
): string {
  const skus = available.map((hardware) => hardware.sku);
  if (sku !== undefined && skus.includes(sku)) return sku;
  const list = available.map((hardware) => `${hardware.sku} (${hardware.name})`).join(", ");
  if (sku === undefined)
    throw new ActionError({
      code: "hardware-missing",
      message: `The ${use.subject} does not exist yet, and ${use.input} is empty.`,
      hint: `Set ${use.input} to one of: ${list}.${use.isFinal ? " The API cannot change it later." : ""}`,
    });
  const nearest = nearestName(sku, skus);
  throw new ActionError({
    code: "hardware-unknown",
    message: `Input ${use.input} is "${sku}", which is not available to this account.`,
    hint:
      nearest === undefined
        ? "Replicate lists no hardware for this account. Ask Replicate's support."
        : `Did you mean ${nearest}? Set ${use.input} to one of: ${list}.`,
  });
}
