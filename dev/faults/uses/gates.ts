import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Occasion, type Plan, scripts } from "../../sandbox/server.ts";
import type { Use } from "../use.ts";
import { HOTDOG, NEWEST, OLDER, type World } from "../world.ts";

const URI = { type: "string", format: "uri" };
const TEXT = { type: "string" };

function schemaOf(properties: Readonly<Record<string, object>>, output: object = TEXT) {
  const Input = { type: "object", title: "Input", properties };
  return { openapi: "3.0.2", components: { schemas: { Input, Output: output } } };
}

const SCHEMA = schemaOf({ text: TEXT, image: URI });
const VERSIONS = [NEWEST, OLDER].map((id) => ({ id, openapiSchema: SCHEMA }));
const JUDGE = {
  owner: "openai",
  name: "gpt",
  visibility: "public",
  official: true,
  versions: [{ openapiSchema: schemaOf({ prompt: TEXT }, { type: "array", items: TEXT }) }],
} as const;
const LIVE = { owner: "acme", name: "live", model: "acme/hotdog", version: OLDER };

/** Gives back a file's address, or the text. */
function puppet({ input, file }: Occasion): Plan {
  const { text } = input;
  if (text === "a file") return { output: file("output.txt", Buffer.from("hot dog")), run: 30 };
  return { output: text, run: 30 };
}

function prepareModels({ sandbox, project }: World): Promise<void> {
  sandbox.scriptModel("acme/hotdog", puppet);
  sandbox.scriptModel(
    "openai/gpt",
    scripts.judge(() => ({ match: true, reason: "it is" })),
  );
  return writeFile(join(project, "photo.png"), Buffer.from([0x89, 0x50, 0x4e, 0x47]));
}

/** The address of what a case expects, the same whenever it is asked for. */
const expectations = new WeakMap<World, string>();

function expectedFile(world: World): string {
  const known = expectations.get(world);
  const url = known ?? world.sandbox.addOutput("expected.txt", Buffer.from("hot dog"));
  expectations.set(world, url);
  return url;
}

/** Every kind of test case, on a version that is there; the deployment moves when they have passed. */
const tested: Use = {
  name: "promote, all tests",
  options: { models: [{ ...HOTDOG, versions: VERSIONS }, JUDGE] },
  prepare: (world) => {
    world.sandbox.addDeployment(LIVE);
    return prepareModels(world);
  },
  step: (world) => {
    const cases = [
      { name: "upload", inputs: { text: "Ada", image: "@photo.png" }, exact_string: "Ada" },
      { name: "file", inputs: { text: "a file" }, match_url: expectedFile(world) },
      { name: "judged", inputs: { text: "a rose" }, match_prompt: "a flower" },
      { name: "compared", inputs: { text: "Bob" }, matches: "^Bob$", compare: true },
    ];
    return world.step({
      inputs: {
        version: NEWEST,
        deployment: "live",
        "test-cases": JSON.stringify(cases),
        "judge-model": "openai/gpt",
      },
    });
  },
};

/** Built once, compared, tried on a model of its own, pushed, and served by a deployment that is made. */
const tried: Use = {
  name: "push, test model and deployment",
  options: { models: [{ ...HOTDOG, versions: [{ id: NEWEST }] }] },
  step: (world) =>
    world.step({
      inputs: {
        compatibility: "fail",
        "test-model": "acme/hotdog-test",
        "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}",
        deployment: "live",
      },
    }),
};

/** To a deployment that is there, with the boot alone, and the notes of a release. */
const released: Use = {
  name: "promote on a release",
  options: { models: [{ ...HOTDOG, versions: VERSIONS }] },
  prepare: ({ sandbox }) => {
    sandbox.addDeployment(LIVE);
    const body = `Notes\n\n<!-- push-to-replicate: acme/hotdog ${OLDER} -->\nold\n<!-- /push-to-replicate: acme/hotdog -->\n`;
    sandbox.github.addRelease({ tag: "v1.0.0", body, publishedAt: new Date("2026-01-01") });
    sandbox.github.addRelease({ tag: "v1.1.0", body: "More notes" });
  },
  step: (world) => {
    const { event, env } = world.sandbox.events.releaseEvent({
      action: "published",
      tag: "v1.1.0",
    });
    const inputs = { version: NEWEST, deployment: "live", "boot-check": "true" };
    return world.step({ event, env, inputs });
  },
};

export const GATES: readonly Use[] = [tested, tried, released];
