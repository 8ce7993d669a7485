import type { Matrix } from "./cell.ts";
import { http } from "./http.ts";

/** Everything that is tried, in the order of the report. */
export const MATRICES: readonly Matrix[] = [http];
