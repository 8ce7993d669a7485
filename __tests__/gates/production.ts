import { onTestFinished } from "vitest";
import type { DeploymentSeed } from "../../dev/sandbox/models/deployment.ts";
import type { ModelSeed } from "../../dev/sandbox/models/model.ts";
import {
  annotated,
  HOTDOG,
  type SandboxOptions,
  type StepResult,
  World,
} from "../support/world.ts";

/** Ids of versions that are there before a step: the newest one, and the one before it. */
export const TODAY = "a".repeat(64);
export const BEFORE = "b".repeat(64);

/** Path of acme/live in the API. */
export const LIVE_PATH = "/v1/deployments/acme/live";

/** Inputs by their names, as Cog writes them into a schema, and what comes out. */
export function schemaOf(
  inputs: Readonly<Record<string, object>>,
  required: readonly string[] = Object.keys(inputs),
  output: object = { type: "string" },
): object {
  const properties = Object.entries(inputs).map(([name, input], order) => [
    name,
    { ...input, "x-order": order },
  ]);
  return {
    openapi: "3.0.2",
    info: { title: "Cog", version: "0.1.0" },
    paths: {},
    components: {
      schemas: {
        Input: {
          title: "Input",
          type: "object",
          properties: Object.fromEntries(properties),
          ...(required.length > 0 && { required }),
        },
        Output: { title: "Output", ...output },
      },
    },
  };
}

/** The schema of examples/hello-world, which is what people call today. */
export const EXAMPLE_SCHEMA = schemaOf({
  text: { type: "string", description: "Text to greet with hello", title: "Text" },
});

/** The parameter of the example. */
export const TEXT = 'text: str = Input(description="Text to greet with hello")';

/** A predict.py with these parameters. */
export function predictor(parameters: string, output = "str"): string {
  return `from cog import BasePredictor, Input\n\n\nclass Predictor(BasePredictor):\n    def predict(self, ${parameters}) -> ${output}:\n        return "hello"\n`;
}

/** A predict.py that breaks those who call the example: its one input has another name. */
export const BREAKING = predictor('prompt: str = Input(description="Text to greet")');

/** acme/hotdog in production, with two versions of the example. */
export const PRODUCTION: ModelSeed = {
  ...HOTDOG,
  versions: [
    { id: TODAY, openapiSchema: EXAMPLE_SCHEMA },
    { id: BEFORE, openapiSchema: EXAMPLE_SCHEMA },
  ],
};

/** A sandbox where acme/hotdog is in production. */
export function createProduction(options: SandboxOptions = {}): Promise<World> {
  return World.create({ models: [PRODUCTION], deletionDelay: 50, ...options }, onTestFinished);
}

/** The codes of a step's warnings without those that stand at the inputs in the source. */
export function stepWarnings(result: StepResult): string[] {
  return annotated(result, "warning").filter((code) => code !== "input-breaking");
}

/** Puts the deployment acme/live in place, which serves the newest version on one cpu. */
export function deploy({ sandbox }: World, seed: Partial<DeploymentSeed> = {}): void {
  const { owner, name } = { owner: "acme", name: "live" };
  sandbox.addDeployment({ owner, name, model: "acme/hotdog", version: TODAY, ...seed });
}

/** Ids of a model's versions that nobody has asked to delete, the newest first. */
export function versionIds({ sandbox }: World, model = "acme/hotdog"): string[] {
  return (sandbox.model(model)?.versions ?? [])
    .filter(({ listedUntil }) => listedUntil === Number.POSITIVE_INFINITY)
    .map(({ id }) => id);
}

/** Each run of Cog: its command, and the model whose image it was about. */
export function cogCommands({ sandbox }: World): string[] {
  return sandbox.cogRuns.map(({ argv }) => {
    const image = argv.at(-1)?.replace(/^--tag=/, "") ?? "";
    return `${argv[0]} ${image.replace(`${sandbox.host}/`, "")}`;
  });
}

/** What anybody, Cog included, has put into the registry. */
export function uploads({ sandbox }: World): string[] {
  return sandbox.requests
    .filter(
      ({ service, method, path }) =>
        service === "registry" && /^(POST|PUT|PATCH)$/.test(method) && path.startsWith("/v2/"),
    )
    .map(({ method, path }) => `${method} ${path}`);
}
