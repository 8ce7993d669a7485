import { describe, expect, it } from "vitest";
import { parseDeployment } from "../../../src/replicate/parse.ts";
import { refusal } from "../support.ts";
import { ID } from "../testing/gate-support.ts";

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
    ["owner", { ...DEPLOYMENT, owner: null }, '"owner"'],
    ["name", { ...DEPLOYMENT, name: 7 }, '"name"'],
    ["release", { ...DEPLOYMENT, current_release: null }, '"current_release"'],
    ["number", withRelease({ number: "3" }), '"current_release.number"'],
    ["model", withRelease({ model: undefined }), '"current_release.model"'],
    ["version", withRelease({ version: null }), '"current_release.version"'],
    ["configuration", withRelease({ configuration: [] }), '"current_release.configuration"'],
    [
      "hardware",
      withRelease({ configuration: { hardware: 7 } }),
      '"current_release.configuration.hardware"',
    ],
    [
      "minimum",
      withRelease({ configuration: { min_instances: "1" } }),
      '"current_release.configuration.min_instances"',
    ],
    [
      "maximum",
      withRelease({ configuration: { max_instances: true } }),
      '"current_release.configuration.max_instances"',
    ],
    ["object", "<html>", "deployment"],
    ["object", [DEPLOYMENT], "deployment"],
    ["object", null, "deployment"],
  ])("without a proper %s is an error that names it: %j", async (_, body, words) => {
    const error = await refusal(() => parseDeployment(body));
    expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
    expect(error.message).toContain(words);
  });
});
