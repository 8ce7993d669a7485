import { readFile } from "node:fs/promises";
import type { RequestRecord } from "../../sandbox/server.ts";
import { templateOf } from "../calls.ts";
import { moment } from "../local/moments.ts";
import type { GatedPush } from "./gated-push.ts";

/** Something that begins in a push: a request, a program, or a stage of Cog. */
export interface Beginning {
  readonly kind: "request" | "program" | "stage";
  /** `GET /v1/account`, `git`, `Cog's build`. */
  readonly name: string;
  /** 1 for the first of this name, and so on. */
  readonly nth: number;
}

const INTERVAL = 0.005;
/** The registry's name for an upload, which is new in each run. */
const UPLOAD = /(?<=\/uploads\/)[0-9a-f-]{36}/;

/**
 * Calls `meet` with everything that begins. A request is answered only when its promise is resolved.
 * @returns what ends the observation.
 */
export function observe(
  { world: { sandbox }, notes }: GatedPush,
  meet: (beginning: Beginning) => Promise<void> | void,
): () => void {
  const counts = new Map<string, number>();
  const begin = (kind: Beginning["kind"], name: string): Promise<void> | void => {
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    return meet({ kind, name, nth });
  };
  sandbox.onRequest = (request) => begin("request", nameOf(request));
  let isOver = false;
  const watch = async (): Promise<void> => {
    for (let [programs, stages] = [0, 0]; !isOver; await moment(INTERVAL)) {
      const started = (await readFile(notes, "utf8")).split("\n").slice(0, -1);
      for (const name of started.slice(programs)) await begin("program", name);
      programs = started.length;
      const entered = sandbox.cogRuns.flatMap((run) => run.stages.filter((one) => one !== "end"));
      for (const stage of entered.slice(stages)) await begin("stage", `Cog's ${stage}`);
      stages = entered.length;
    }
  };
  const watching = watch();
  // The directory goes away at the end of the world.
  watching.catch(() => undefined);
  return () => {
    isOver = true;
  };
}

function nameOf({ by, method, path }: RequestRecord): string {
  const maker = by === "other" ? "" : `${by}: `;
  return `${maker}${method} ${templateOf(path).replace(UPLOAD, "*")}`;
}
