import { onTestFinished } from "vitest";
import type { Occasion, Plan, SandboxOptions, Script } from "../../dev/sandbox/server.ts";
import { type AtEnd, HOTDOG, type StepOptions, type StepResult, World } from "../support/world.ts";

/** The version that is tried, and the one that the deployment serves. */
export const TESTED = "a".repeat(64);
export const SERVED = "b".repeat(64);

/** One entry of the output `tests`. */
export interface TestOutput {
  readonly name: string;
  readonly passed: boolean;
  readonly failures: readonly { readonly expected: string; readonly got: string }[];
  readonly seconds?: { readonly queued: number; readonly setup: number | null };
  readonly url: string | null;
}

/** A schema as Cog writes it. */
export function schemaOf(
  properties: Readonly<Record<string, object>>,
  output: object = { type: "string" },
  required: readonly string[] = [],
) {
  const Input = { type: "object", title: "Input", properties, required };
  return { openapi: "3.0.2", components: { schemas: { Input, Output: output } } };
}

/** Does what its inputs say: `output`, `error`, and `run` in seconds. */
export function puppet({ input }: Occasion): Plan {
  const { output, error, run } = input;
  return {
    output,
    ...(typeof error === "string" && { error }),
    ...(typeof run === "number" && { run }),
  };
}

export interface VersionWorldOptions extends SandboxOptions {
  readonly schema?: object;
  readonly script?: Script;
}

/**
 * A world where acme/hotdog has a version to try, and the deployment acme/live serves the one before.
 * @param atEnd of the test's own context, where tests run concurrently.
 */
export async function createVersionWorld(
  { schema, script = puppet, ...options }: VersionWorldOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<World> {
  const versions = [TESTED, SERVED].map((id) => ({ id, openapiSchema: schema ?? null }));
  const models = [{ ...HOTDOG, versions }, ...(options.models ?? [])];
  const world = await World.create({ speed: 60, ...options, models }, atEnd);
  world.sandbox.addDeployment({
    owner: "acme",
    name: "live",
    model: "acme/hotdog",
    version: SERVED,
  });
  world.sandbox.scriptModel("acme/hotdog", script);
  return world;
}

/** The step that takes the version through its gates, and moves the deployment to it. */
export function testVersion(
  cases: string | readonly object[] | undefined,
  overrides: Partial<StepOptions> = {},
): Partial<StepOptions> {
  const given = typeof cases === "string" ? cases : JSON.stringify(cases);
  return {
    ...overrides,
    inputs: {
      version: TESTED,
      deployment: "live",
      ...(cases !== undefined && { "test-cases": given }),
      ...overrides.inputs,
    },
  };
}

/** The output `tests`. */
export function testsOf({ outputs }: StepResult): readonly TestOutput[] {
  return JSON.parse(outputs["tests"] ?? "[]");
}

/** What each test case got in place of what was expected; a passed one has an empty list. */
export function verdicts(result: StepResult): Record<string, string[]> {
  return Object.fromEntries(
    testsOf(result).map(({ name, passed, failures }) => {
      if (passed !== (failures.length === 0)) throw new Error(`${name} passed and failed`);
      return [name, failures.map(({ expected, got }) => `${expected} <> ${got}`)];
    }),
  );
}

/** The version that the deployment serves now. */
export function served({ sandbox }: World): string | undefined {
  return sandbox.deployment("acme/live")?.version;
}

/** Predictions that have not ended. */
export function running({ sandbox }: World): string[] {
  return sandbox.predictions
    .filter(({ status }) => status === "starting" || status === "processing")
    .map(({ input }) => JSON.stringify(input));
}
