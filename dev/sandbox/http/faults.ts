import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { BREAKAGES, type Breakage, sendBroken } from "./breakage.ts";
import { type Call, isObject, type JsonObject, type Reply } from "./http.ts";
import { type Maker, makerOf } from "./requests.ts";

/** Something that goes wrong, for the next requests that it fits. */
export interface Fault {
  readonly method?: string;
  /** A path; one that ends in `*` matches all that begin so; a RegExp also sees the query. */
  readonly path: string | RegExp;
  /** Strikes the requests of one maker only; `other` is the action. */
  readonly by?: Maker;
  /** Requests that it strikes; 1 by default. */
  readonly times?: number;
  /** Requests that it fits and lets pass before the first one. */
  readonly skip?: number;
  /** Whether the request takes effect all the same, as when only its answer is lost. */
  readonly takesEffect?: boolean;
  /** Milliseconds before anything is answered. */
  readonly delay?: number;
  /** Answered in place of the service: a text body as it is, anything else as JSON. */
  readonly answer?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** What becomes of the answer, see breakage.ts. */
  readonly breaks?: Breakage;
}

/** The faults that have been asked for and have not struck often enough yet. */
export class Faults {
  #pending: { readonly fault: Fault; skip: number; left: number }[] = [];

  add(fault: Fault): void {
    this.#pending.push({ fault, skip: fault.skip ?? 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that strikes this request, counted; undefined when none does. */
  take(call: Call): Fault | undefined {
    for (const pending of this.#pending) {
      if (pending.left <= 0 || !fits(pending.fault, call)) continue;
      if (pending.skip > 0) {
        pending.skip -= 1;
        continue;
      }
      pending.left -= 1;
      return pending.fault;
    }
    return undefined;
  }
}

function fits({ method, path, by }: Fault, { method: asked, url, headers }: Call): boolean {
  if (by !== undefined && by !== makerOf(headers["user-agent"])) return false;
  if (method !== undefined && method.toUpperCase() !== asked) return false;
  if (path instanceof RegExp) return path.test(url.pathname + url.search);
  return path.endsWith("*") ? url.pathname.startsWith(path.slice(0, -1)) : url.pathname === path;
}

/** Answers a request as the fault has it; `service` is what would have answered. */
export async function strike(
  fault: Fault,
  service: () => Promise<Reply>,
  response: ServerResponse,
): Promise<void> {
  if (fault.delay !== undefined) await pause(fault.delay);
  const isAnswered =
    fault.answer !== undefined || fault.breaks === "hang" || fault.breaks === "reset";
  const reply = isAnswered && fault.takesEffect !== true ? undefined : await service();
  await sendBroken(response, fault.answer ? answerOf(fault.answer) : reply, fault.breaks);
}

function answerOf({ status, headers, body }: NonNullable<Fault["answer"]>): Reply {
  const isText = typeof body === "string";
  return {
    status,
    headers: { "content-type": isText ? "text/html" : "application/json", ...headers },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  };
}

/** A fault from JSON, where a RegExp is the text of `pathPattern`; undefined when it makes no sense. */
export function readFault(value: JsonObject): Fault | undefined {
  const { method, path, pathPattern, by, takesEffect } = value;
  const target = typeof pathPattern === "string" ? new RegExp(pathPattern) : path;
  if (typeof target !== "string" && !(target instanceof RegExp)) return undefined;
  const answer = isObject(value["answer"]) ? value["answer"] : undefined;
  const breaks = BREAKAGES.find((breakage) => breakage === value["breaks"]);
  return {
    path: target,
    ...(typeof method === "string" && { method }),
    ...((by === "cog" || by === "docker" || by === "other") && { by }),
    ...(takesEffect === true && { takesEffect }),
    ...numbersIn(value, ["times", "skip", "delay"]),
    ...(breaks !== undefined && { breaks }),
    ...(answer !== undefined && {
      answer: {
        status: Number(answer["status"]),
        body: answer["body"],
        headers: textsIn(answer["headers"]),
      },
    }),
  };
}

function numbersIn(value: JsonObject, names: readonly string[]): Record<string, number> {
  const numbers = names.flatMap((name) => {
    const number = value[name];
    return typeof number === "number" ? [[name, number] as const] : [];
  });
  return Object.fromEntries(numbers);
}

function textsIn(value: unknown): Record<string, string> {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(entries.map(([name, item]) => [name, String(item)]));
}
