import type { Use } from "./use.ts";
import { GATES } from "./uses/gates.ts";
import { PREVIEWS } from "./uses/preview.ts";
import { PUSHES } from "./uses/push.ts";
import { discover, unchanged } from "./uses/unchanged.ts";

/** Every use of the action, each with what it asks of every service. */
export const USES: readonly Use[] = [...PUSHES, unchanged, ...GATES, ...PREVIEWS, discover];
