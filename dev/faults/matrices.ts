import { CANCEL } from "./cancel/matrix.ts";
import type { Matrix } from "./cell.ts";
import { EVENTS } from "./events.ts";
import { http } from "./http.ts";
import { LOCAL } from "./local/matrices.ts";

/** Everything that is tried, in the order of the report. */
export const MATRICES: readonly Matrix[] = [http, ...LOCAL, CANCEL, EVENTS];
