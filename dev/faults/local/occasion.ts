import { createVersionWorld, TESTED, testVersion } from "../../../__tests__/gates/support.ts";
import {
  createPreviewWorld,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../../../__tests__/support/preview.ts";
import {
  type AtEnd,
  HOTDOG,
  type SandboxOptions,
  type StepOptions,
  type StepResult,
  World,
} from "../../../__tests__/support/world.ts";

/** What a step is run for: a world of its own, the step in it, and what it has to come to. */
export interface Occasion {
  /** As the tables call it. */
  readonly name: string;
  create(atEnd: AtEnd): Promise<World>;
  step(world: World): Partial<StepOptions>;
  /** What is missing of all that a run without a fault comes to. */
  missing(world: World, result: StepResult): string[];
}

/** A secret of the build, which nothing may show either. */
export const BUILD_SECRET = "hf_recognisable0123456789";

/** A push to a model that exists, with a secret for its build. */
export const push = pushIn({ models: [HOTDOG] });

/** A push in a sandbox of its own kind. */
export function pushIn(options: SandboxOptions): Occasion {
  return {
    name: "push",
    create: (atEnd) => World.create(options, atEnd),
    step: () => ({ inputs: { secrets: `HF_TOKEN=${BUILD_SECRET}` } }),
    missing: (world, result) => pushed(world, result, "acme/hotdog"),
  };
}

/** A version that exists, through one test case, and the deployment moved to it. */
export const promote: Occasion = {
  name: "promote",
  create: (atEnd) => createVersionWorld({}, atEnd),
  step: () => testVersion([{ inputs: { output: "x" } }]),
  missing: ({ sandbox }, { outputs }) => {
    const serves = sandbox.deployment("acme/live")?.version;
    return [
      ...(outputs["status"] === "promoted" ? [] : [`its status is ${outputs["status"]}`]),
      ...(serves === TESTED ? [] : [`the deployment serves ${serves}`]),
    ];
  },
};

/** A pull request that is opened, or pushed to. */
export const preview: Occasion = {
  name: "preview",
  create: (atEnd) => createPreviewWorld({}, atEnd),
  step: (world) => new Pull(world).step("opened"),
  missing: (world, result) => pushed(world, result, PREVIEW),
};

/** A pull request that is closed, and has a preview. */
export const close: Occasion = {
  name: "close",
  create: async (atEnd) => {
    const world = await createPreviewWorld({}, atEnd);
    world.sandbox.addModel(previewModel(7, { versions: versions(2) }));
    return world;
  },
  step: (world) => new Pull(world).step("closed"),
  missing: ({ sandbox }, { outputs }) => [
    ...(outputs["status"] === "deleted" ? [] : [`its status is ${outputs["status"]}`]),
    ...(sandbox.model(PREVIEW) === undefined ? [] : ["the preview is still there"]),
  ],
};

function pushed({ sandbox }: World, { outputs }: StepResult, name: string): string[] {
  const newest = sandbox.model(name)?.versions[0]?.id;
  return [
    ...(outputs["status"] === "pushed" ? [] : [`its status is ${outputs["status"]}`]),
    ...(outputs["version"] === newest ? [] : [`it names ${outputs["version"]}, not ${newest}`]),
  ];
}
