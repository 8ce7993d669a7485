import { expect, it } from "vitest";
import type { PlannedDeployment } from "../../../src/deployment/preflight.ts";
import { planDeploymentSteps } from "../../../src/deployment/render.ts";
import { fault } from "../support.ts";

const NONE = { hardware: undefined, minInstances: undefined, maxInstances: undefined };

function stepsFor(hardware: string, asked: Partial<PlannedDeployment["asked"]>) {
  return planDeploymentSteps({
    kind: "deployment",
    api: async () => fault("ECONNREFUSED"),
    name: { owner: "acme", name: "live" },
    asked: { ...NONE, ...asked },
    state: { kind: "missing", hardware },
    check: false,
  });
}

it.each<[string, Partial<PlannedDeployment["asked"]>, min: string, max: string]>([
  ["cpu", {}, "1", "20"],
  ["cpu-small", { maxInstances: 3 }, "1", "3"],
  ["cpu", { minInstances: 0 }, "0", "20"],
  ["cpu", { maxInstances: 0 }, "0", "0"],
  ["gpu-t4", {}, "0", "2"],
  ["gpu-t4", { minInstances: 3 }, "3", "3"],
])("a dry run states what a new deployment on %s with %j costs", (hardware, asked, min, max) => {
  const code = min === "0" ? "create-deployment" : "create-billed-deployment";
  expect(stepsFor(hardware, asked)).toEqual([
    { code, deployment: "acme/live", hardware, min, max },
  ]);
});
