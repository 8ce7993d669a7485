import type { SandboxOptions } from "./options.ts";
import { Outputs } from "./outputs.ts";
import { type Account, HARDWARE, newAccount, type State } from "./state.ts";

interface Surroundings {
  readonly origin: string;
  readonly closing: AbortSignal;
  /** The first account. */
  readonly account: Account;
}

/** The state that a sandbox begins with, but for its models. */
export function newState(
  options: SandboxOptions,
  { origin, closing, account }: Surroundings,
): State {
  const accounts = [account, ...(options.accounts ?? []).map(newAccount)];
  const mayRead = (authorization: string | undefined) =>
    options.outputsNeedToken !== true ||
    accounts.some(({ apiToken }) => authorization === `Bearer ${apiToken}`);
  return {
    accounts,
    hardware: [...(options.hardware ?? HARDWARE)],
    models: new Map(),
    retired: new Set(),
    refusals: [],
    deployments: new Map(),
    predictions: [],
    scripts: new Map(),
    disabled: new Set(),
    hasCredit: true,
    outputs: new Outputs(origin, mayRead),
    files: [],
    closing,
  };
}
