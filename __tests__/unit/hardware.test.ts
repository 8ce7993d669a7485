import { describe, expect, it } from "vitest";
import { chooseHardware } from "../../src/model/hardware.ts";

const OFFERED = [
  { sku: "cpu", name: "CPU" },
  { sku: "gpu-t4", name: "Nvidia T4 GPU" },
  { sku: "gpu-l40s", name: "Nvidia L40S GPU" },
  { sku: "gpu-a100-large", name: "Nvidia A100 (80GB) GPU" },
];
const LIST =
  "cpu (CPU), gpu-t4 (Nvidia T4 GPU), gpu-l40s (Nvidia L40S GPU), gpu-a100-large (Nvidia A100 (80GB) GPU)";

describe("the hardware for a new model", () => {
  it.each(OFFERED)("is $sku when that is asked and offered", ({ sku }) => {
    expect(chooseHardware(sku, OFFERED)).toBe(sku);
  });

  it.each([
    ["gpu-l40", "gpu-l40s"],
    ["gpu-L40S", "gpu-l40s"],
    ["gpu_t4", "gpu-t4"],
    ["CPU", "cpu"],
    ["a100-large", "gpu-a100-large"],
  ])("is not %s, which is a problem that suggests %s and lists what there is", (asked, nearest) => {
    expect(chooseHardware(asked, OFFERED)).toEqual({
      what: expect.stringContaining(`"${asked}"`),
      remedy: expect.stringContaining(`Did you mean ${nearest}? On offer: ${LIST}`),
    });
  });

  it("is never chosen for people: a problem lists what there is", () => {
    expect(chooseHardware(undefined, OFFERED)).toEqual({
      what: expect.stringContaining("hardware"),
      remedy: expect.stringContaining(LIST),
    });
  });

  it("is not suggested when nothing is on offer", () => {
    const problem = chooseHardware("cpu", []);
    expect(problem).toMatchObject({ what: expect.stringContaining('"cpu"') });
    expect(JSON.stringify(problem)).not.toContain("Did you mean");
  });
});
