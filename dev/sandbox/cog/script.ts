import { isObject, type JsonObject } from "../http/http.ts";

/** How a run of the stand-in cog departs from the ordinary. */
export interface CogScript {
  /** Runs that it holds for; 1 by default. */
  readonly times?: number;
  /** Ends there with this text on stderr and this exit code, 1 by default. */
  readonly fails?: {
    readonly at: Stage;
    readonly message: string;
    readonly exitCode?: number;
  };
  /** Leaves the digest out of Docker's line, of Cog's tree, or of both. */
  readonly hidesDigest?: "daemon" | "tree" | "both";
  /** Printed in the build, word for word. */
  readonly buildPrints?: string;
  /** Bytes of output in the build. */
  readonly buildBytes?: number;
  /** Bytes in the build's output that are no UTF-8. */
  readonly invalidUtf8?: boolean;
  /** Writes byte by byte. */
  readonly singleBytes?: boolean;
  /** Milliseconds that the stages take. */
  readonly buildTakes?: number;
  readonly pushTakes?: number;
  /** Starts a process in its own group that outlives it unless the group is stopped. */
  readonly grandchild?: boolean;
  readonly ignoresSigterm?: boolean;
  /** The same image as every other run of this kind: sources that have not changed. */
  readonly sameImage?: boolean;
  /** Content of a file that the build gets from elsewhere, so that it is another image. */
  readonly downloads?: string;
  /** Tag to push in place of the image's own. */
  readonly tag?: string;
}

/** `start` is before the build, `push` after it, `end` after the push; a `cog build` has no `push`. */
export const STAGES = ["start", "build", "push", "end"] as const;
export type Stage = (typeof STAGES)[number];

/** A script from JSON; what makes no sense in it is left out. */
export function readScript(value: JsonObject): CogScript {
  const pick = <T>(name: string, is: (item: unknown) => item is T) => {
    const item = value[name];
    return is(item) ? { [name]: item } : {};
  };
  const hides = (["daemon", "tree", "both"] as const).find((row) => row === value["hidesDigest"]);
  const fails = readFailure(value["fails"]);
  return {
    ...pick("times", isNumber),
    ...pick("buildPrints", isText),
    ...pick("buildBytes", isNumber),
    ...pick("invalidUtf8", isBoolean),
    ...pick("singleBytes", isBoolean),
    ...pick("buildTakes", isNumber),
    ...pick("pushTakes", isNumber),
    ...pick("grandchild", isBoolean),
    ...pick("ignoresSigterm", isBoolean),
    ...pick("sameImage", isBoolean),
    ...pick("downloads", isText),
    ...pick("tag", isText),
    ...(hides !== undefined && { hidesDigest: hides }),
    ...(fails !== undefined && { fails }),
  };
}

function readFailure(value: unknown): CogScript["fails"] {
  if (!isObject(value)) return undefined;
  const { message, exitCode } = value;
  const at = STAGES.find((stage) => stage === value["at"]);
  if (at === undefined || !isText(message)) return undefined;
  return { at, message, ...(isNumber(exitCode) && { exitCode }) };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
