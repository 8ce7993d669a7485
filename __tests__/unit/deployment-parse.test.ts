import { describe, expect, it } from "vitest";
import { parseDeployment } from "../../src/replicate/parse.ts";
import { ID } from "./gate-support.ts";
import { refusal } from "./support.ts";

/** As Replicate's schema has it (deployments.get). */
const CONFIGURATION = { hardware: "gpu-t4", min_instances: 1, max_instances: 5 };
const RELEASE = {
  number: 3,
  model: "acme/hotdog",
  version: ID,
  created_at: "2024-02-15T16:32:57.018467Z",
  created_by: { type: "organization", username: "acme", name: "Acme, Inc." },
  configuration: CONFIGURATION,
};
const DEPLOYMENT = { owner: "acme", name: "live", current_release: RELEASE };
const withRelease = (some: object) => ({
  ...DEPLOYMENT,
  current_release: { ...RELEASE, ...some },
});

describe("a deployment", () => {
  it("is read", () => {
    expect(parseDeployment(DEPLOYMENT)).toEqual({
      owner: "acme",
      name: "live",
      release: {
        number: 3,
        model: "acme/hotdog",
        version: ID,
        hardware: "gpu-t4",
        minInstances: 1,
        maxInstances: 5,
      },
    });
  });

  it.each([
    [null, { hardware: undefined, minInstances: undefined, maxInstances: undefined }],
    [undefined, { hardware: undefined }],
    [{}, { hardware: undefined, maxInstances: undefined }],
    [
      { min_instances: 0, max_instances: 0 },
      { minInstances: 0, maxInstances: 0 },
    ],
    [{ hardware: null }, { hardware: undefined }],
  ])("may leave its configuration out: %j", (configuration, release) => {
    expect(parseDeployment(withRelease({ configuration }))).toMatchObject({ release });
  });

  it.each<[string, unknown, string]>([
    ["owner", { ...DEPLOYMENT, owner: null }, 'a text was expected in "owner"'],
    ["name", { ...DEPLOYMENT, name: 7 }, 'a text was expected in "name"'],
    [
      "release",
      { ...DEPLOYMENT, current_release: null },
      'an object was expected in "current_release"',
    ],
    ["number", withRelease({ number: "3" }), 'a number was expected in "number"'],
    ["model", withRelease({ model: undefined }), 'a text was expected in "model"'],
    ["version", withRelease({ version: null }), 'a text was expected in "version"'],
    [
      "configuration",
      withRelease({ configuration: [] }),
      'an object was expected in "configuration"',
    ],
    [
      "hardware",
      withRelease({ configuration: { hardware: 7 } }),
      'a text was expected in "hardware"',
    ],
    [
      "minimum",
      withRelease({ configuration: { min_instances: "1" } }),
      'a number was expected in "min_instances"',
    ],
    [
      "maximum",
      withRelease({ configuration: { max_instances: true } }),
      'a number was expected in "max_instances"',
    ],
    ["object", "<html>", "an object was expected"],
    ["object", [DEPLOYMENT], "an object was expected"],
    ["object", null, "an object was expected"],
  ])("without a proper %s is an error that names it: %j", async (_, body, words) => {
    const error = await refusal(() => parseDeployment(body));
    expect(error.message).toContain("Replicate's answer about the deployment can't be understood");
    expect(error.message).toContain(words);
  });
});
