import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { FetchResponse, HttpResponse } from "../../src/http/request.ts";
import { type Inputs, readInputs } from "../../src/inputs/action.ts";
import { ActionError } from "../../src/lib/errors.ts";
import { decideEvent } from "../../src/plan/events.ts";
import type { PlanInput } from "../../src/plan/problems.ts";
import { type Context, readContext } from "../../src/runtime/context.ts";
import type { AtEnd } from "../support/world.ts";

/** A reply as the HTTP client gives it: a text body as it is, anything else as JSON. */
export function reply(
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): HttpResponse {
  const isText = body === undefined || typeof body === "string";
  return {
    status,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    text: isText ? (body ?? "") : JSON.stringify(body),
    body: isText ? undefined : body,
  };
}

/** A response as `Fetch` returns it. */
export function fetched({ status, headers, body }: Response): FetchResponse {
  return { status, headers: new Map(headers), body: body ?? Readable.from([]) };
}

/** The response of a network error. */
export function fault(code: string): HttpResponse {
  return { ...reply(0), networkError: code };
}

/** What was thrown, which has to be an ActionError. */
export async function refusal(run: () => unknown): Promise<ActionError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
  throw new Error("An ActionError was expected, and nothing was thrown.");
}

/** A runner's context with these variables set, and no others but those a runner always sets. */
export function contextWith(environment: Record<string, string> = {}): Context {
  return readContext({
    RUNNER_TEMP: "/runner/temp",
    RUNNER_TOOL_CACHE: "/runner/tools",
    GITHUB_WORKSPACE: "/runner/work",
    HOME: "/home/runner",
    GITHUB_EVENT_NAME: "push",
    ...environment,
  });
}

/** What the event of a context allows, with a token within reach and no repository checked out. */
export function allowedBy(context: Context): PlanInput["decision"] {
  const facts = {
    hasToken: true,
    hasBuildSecret: false,
    hasLogin: false,
    isPromotion: false,
    stopAfter: undefined,
    checkout: { kind: "none" } as const,
  };
  const decision = decideEvent({ context, ...facts });
  if (decision.kind === "skip") throw new Error(decision.reason.code);
  return decision;
}

/** Reads inputs that are given as the runner gives them: in INPUT_ variables, here for this call alone. */
export function inputsFrom(
  given: Record<string, string>,
  environment: Record<string, string> = {},
): Inputs {
  const before = Object.keys(process.env).filter((name) => name.startsWith("INPUT_"));
  if (before.length > 0) throw new Error(`The tests' environment has inputs: ${before}`);
  const variables = Object.entries(given).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  );
  try {
    for (const [name, value] of variables) process.env[name] = value;
    return readInputs(contextWith(environment));
  } finally {
    for (const [name] of variables) delete process.env[name];
  }
}

/** @param atEnd of the test's own context, where tests run concurrently. */
export async function temporaryDirectory(atEnd: AtEnd = onTestFinished): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "unit-"));
  atEnd(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** `sha256:` and 64 hex digits that are all this one. */
export function digest(hexDigit: string): string {
  return `sha256:${hexDigit.repeat(64)}`;
}
