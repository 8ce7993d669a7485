import type { Compatibility } from "../../src/compatibility/compare.ts";

/** Each change as one line: `breaking Input seed: removed`. */
export function lines({ changes }: Compatibility): string[] {
  return changes.map(({ verdict, part, name, reason }) => `${verdict} ${part} ${name}: ${reason}`);
}
