import { describe, expect, it } from "vitest";
import { requireHardware } from "../../src/model/hardware.ts";
import { refusal } from "./support.ts";

const AVAILABLE = [
  { sku: "cpu", name: "CPU" },
  { sku: "gpu-t4", name: "Nvidia T4 GPU" },
  { sku: "gpu-l40s", name: "Nvidia L40S GPU" },
  { sku: "gpu-a100-large", name: "Nvidia A100 (80GB) GPU" },
];
const LIST =
  "cpu (CPU), gpu-t4 (Nvidia T4 GPU), gpu-l40s (Nvidia L40S GPU), gpu-a100-large (Nvidia A100 (80GB) GPU)";

describe("the hardware for a new model", () => {
  it.each(AVAILABLE)("is $sku when that is set and available", ({ sku }) => {
    expect(requireHardware(sku, AVAILABLE)).toBe(sku);
  });

  it.each([
    ["gpu-l40", "gpu-l40s"],
    ["gpu-L40S", "gpu-l40s"],
    ["gpu_t4", "gpu-t4"],
    ["CPU", "cpu"],
    ["a100-large", "gpu-a100-large"],
  ])("is not %s, whose problem suggests %s and lists what is available", async (sku, nearest) => {
    const { problems } = await refusal(() => requireHardware(sku, AVAILABLE));
    const [problem] = problems;
    expect(problem).toMatchObject({
      code: "hardware-unknown",
      message: expect.stringContaining(`"${sku}"`),
    });
    expect(problem?.hint).toContain(` ${nearest}?`);
    expect(problem?.hint).toContain(LIST);
  });

  it("has no default: the problem lists what is available", async () => {
    const { problems } = await refusal(() => requireHardware(undefined, AVAILABLE));
    expect(problems).toMatchObject([
      { code: "hardware-missing", hint: expect.stringContaining(LIST) },
    ]);
  });

  it("is not suggested when nothing is available", async () => {
    const { problems } = await refusal(() => requireHardware("cpu", []));
    expect(problems).toMatchObject([{ code: "hardware-unknown" }]);
    expect(problems[0]?.hint).not.toContain("?");
  });

  it("names the input of what it is for", async () => {
    const use = { subject: "deployment", input: "deployment-hardware", isFinal: false };
    const { problems } = await refusal(() => requireHardware("tpu", AVAILABLE, use));
    expect(problems[0]?.message).toContain("deployment-hardware");
  });
});
