import type { JsonObject } from "../http/http.ts";
import type { OutputBytes } from "./outputs.ts";

/** What a script may know of the prediction that it decides on. */
export interface Occasion {
  /** `owner/name` */
  readonly model: string;
  /** The version's id; of an official model `hidden`. */
  readonly version: string;
  /** 1 for the model's first version; 0 for a model that has none. */
  readonly number: number;
  /** With the defaults of the version's schema. */
  readonly input: JsonObject;
  /** Predictions of this version that were made before. */
  readonly earlier: number;
  /** Seconds since the first of them was made, 0 for the first: a machine that it started may be up. */
  readonly age: number;
  /** Makes an output file, and gives its address. */
  readonly file: (name: string, bytes: OutputBytes) => string;
}

/** What becomes of a prediction. Seconds are the platform's: the sandbox's speed divides them. */
export interface Plan {
  /** Waiting for a machine, and the pull of the image, in `starting`; infinite: it never starts. */
  readonly queue?: number;
  /** Setup, in `starting` as well. */
  readonly setup?: number;
  /** Lines that setup prints. */
  readonly setupLog?: string;
  /** Setup fails: so does the prediction, without having run. */
  readonly setupFails?: boolean;
  /** So many failed setups of the version disable it. Never, by default. */
  readonly disableAfter?: number;
  /** Running, in `processing`; infinite: it never ends. */
  readonly run?: number;
  /** Lines that appear one by one while it runs. */
  readonly logs?: readonly string[];
  readonly output?: unknown;
  /** The prediction fails with it. */
  readonly error?: string;
}

/** How a model behaves: always the same, or as it is decided for each prediction, once. */
export type Script = Plan | ((occasion: Occasion) => Plan);

/** The plan that a script has for a prediction. */
export function planOf(script: Script, occasion: Occasion): Plan {
  return typeof script === "function" ? script(occasion) : script;
}
