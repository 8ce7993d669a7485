import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";

/** Where a person can be asked. */
export type Terminal =
  | { readonly kind: "none" }
  | { readonly kind: "terminal"; readonly input: Readable; readonly output: Writable };

const QUESTION =
  "Create a deployment on cpu, too? It is billed while it runs, some minutes at most. [y/N] ";

/**
 * Whether to create a deployment.
 * @param wanted `yes` when the command line says so.
 * @throws the signal's reason.
 */
export async function confirmDeployment(
  wanted: "yes" | "ask",
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  if (wanted === "yes") return true;
  if (terminal.kind === "none") return false;
  const { input, output } = terminal;
  // Not as a line editor, which would take Ctrl-C for itself.
  const prompt = createInterface({ input, output, terminal: false });
  const closed = new AbortController();
  prompt.once("close", () => closed.abort());
  try {
    const either = AbortSignal.any([signal, closed.signal]);
    return /^y(es)?$/i.test((await prompt.question(QUESTION, { signal: either })).trim());
  } catch {
    // The end of the input is no.
    signal.throwIfAborted();
    return false;
  } finally {
    prompt.close();
  }
}
