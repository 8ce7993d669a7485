import { describe, expect, it } from "vitest";
import { createVersionWorld, testVersion } from "../gates/support.ts";
import { failure, HOTDOG, type StepOptions, type StepResult, World } from "../support/world.ts";

const SECRET = "hf_recognizable0123456789abcdefghij";
/** So often that a cut is within a secret, wherever it is. */
const SECRETS = `${SECRET} `.repeat(60);
const PART = SECRET.slice(0, 8);
const STEP: Partial<StepOptions> = { inputs: { secrets: `HF_TOKEN=${SECRET}` } };

/** The lines in which a part of the secret shows. The runner masks the whole secret, in the log alone. */
function shown(result: StepResult): string[] {
  const log = result.log
    .split("\n")
    .filter((line) => !line.startsWith("::add-mask::"))
    .join("\n")
    .replaceAll(SECRET, "***");
  const files = Object.values(result.files).join("\n");
  return `${log}\n${files}`.split("\n").filter((line) => line.includes(PART));
}

describe("a truncated text shows no part of a secret", () => {
  it("in the last line of Cog, and in the details of the summary", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const message = `first ${SECRETS}\nERROR: failed with ${SECRETS}`;
    world.sandbox.scriptCog({ fails: { at: "build", message } });

    const result = await world.run(STEP);

    expect(failure(result)).toContain("failed with ***");
    expect(shown(result)).toEqual([]);
  });

  it.each([
    ["JSON", { detail: SECRETS }],
    ["a page", `<html><body>${SECRETS}</body></html>`],
  ])("in %s that a service returns", async (_case, body) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path: "/v1/account", answer: { status: 400, body } });

    const result = await world.run(STEP);

    expect(failure(result)).toContain("***");
    expect(shown(result)).toEqual([]);
  });

  it("in an output that is not the expected one", async () => {
    const world = await createVersionWorld();
    const { inputs } = testVersion([
      { inputs: { output: SECRETS }, exact_string: `not ${SECRETS}` },
    ]);

    const result = await world.run({ inputs: { ...inputs, ...STEP.inputs } });

    expect(failure(result)).toContain("***");
    expect(shown(result)).toEqual([]);
  });

  it("in an output that JSON escapes differently from the secret", async () => {
    const world = await createVersionWorld();
    const secret = `${PART}"with"quotes`;
    const { inputs } = testVersion([
      { name: secret, inputs: { output: { [secret]: secret } }, exact_string: "x" },
    ]);

    const result = await world.run({
      inputs: { ...inputs, "secret-envs": "HF_TOKEN=TOKEN" },
      env: { TOKEN: secret },
    });

    expect(failure(result)).toContain('{"***":"***"}');
    expect(shown(result)).toEqual([]);
  });
});
