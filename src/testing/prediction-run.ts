import type { HttpResponse } from "../http/request.ts";
import type { Prediction } from "../replicate/parse.ts";
import type { Phases } from "./phases.ts";

/** How a prediction went: it was made, or Replicate would not make it. */
export type Run = Ended | Refused;

export interface Ended {
  /** Still under way when its time was over and it could not be cancelled. */
  readonly prediction: Prediction;
  readonly phases: Phases;
}

export interface Refused {
  readonly refused: HttpResponse;
  /** Whether it was the version that Replicate would not run, and not the input. */
  readonly isVersionUnknown: boolean;
}
