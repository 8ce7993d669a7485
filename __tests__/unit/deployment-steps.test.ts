import { expect, it } from "vitest";
import type { PlannedDeployment } from "../../src/deployment/preflight.ts";
import { planDeploymentSteps } from "../../src/deployment/render.ts";
import { fault } from "./support.ts";

const NONE = { hardware: undefined, minInstances: undefined, maxInstances: undefined };

function stepsFor(hardware: string, asked: Partial<PlannedDeployment["asked"]>): string {
  return planDeploymentSteps({
    kind: "deployment",
    api: async () => fault("ECONNREFUSED"),
    name: { owner: "acme", name: "live" },
    asked: { ...NONE, ...asked },
    state: { kind: "missing", hardware },
    check: false,
  }).join();
}

it.each<[string, Partial<PlannedDeployment["asked"]>, string]>([
  ["cpu", {}, "(1 to 20 instances; 1 is always on and billed)"],
  ["cpu-small", { maxInstances: 3 }, "(1 to 3 instances; 1 is always on and billed)"],
  ["cpu", { minInstances: 0 }, "(0 to 20 instances)"],
  ["cpu", { maxInstances: 0 }, "(0 to 0 instances)"],
  ["gpu-t4", {}, "(0 to 2 instances)"],
  ["gpu-t4", { minInstances: 3 }, "(3 to 3 instances; 3 are always on and billed)"],
])("a dry run states what a new deployment on %s with %j costs", (hardware, asked, said) => {
  expect(stepsFor(hardware, asked)).toBe(`create deployment acme/live on ${hardware} ${said}`);
});
