import { describe, expect, it } from "vitest";
import { requireHardware } from "../../../src/model/hardware.ts";
import { refusal } from "../support.ts";

const AVAILABLE = [
  { sku: "cpu", name: "CPU" },
  { sku: "gpu-t4", name: "Nvidia T4 GPU" },
  { sku: "gpu-l40s", name: "Nvidia L40S GPU" },
  { sku: "gpu-l40s-2x", name: "2x Nvidia L40S GPU" },
  { sku: "gpu-a100-large", name: "Nvidia A100 (80GB) GPU" },
  { sku: "gpu-a100-large-2x", name: "2x Nvidia A100 (80GB) GPU" },
  { sku: "gpu-h100", name: "Nvidia H100 GPU" },
  { sku: "gpu-h100-8x", name: "8x Nvidia H100 GPU" },
];
const LIST = AVAILABLE.map(({ sku, name }) => `${sku} (${name})`).join(", ");

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
    ["l40s", "gpu-l40s"],
    ["L40S", "gpu-l40s"],
    ["L40", "gpu-l40s"],
    ["2x L40S", "gpu-l40s-2x"],
    ["a100", "gpu-a100-large"],
    ["A100 (80GB)", "gpu-a100-large"],
    ["Nvidia A100 (80GB) GPU", "gpu-a100-large"],
    ["gpu-a100-80gb", "gpu-a100-large"],
    ["2xA100", "gpu-a100-large-2x"],
    ["h100", "gpu-h100"],
    ["H100", "gpu-h100"],
    ["nvidia-h100", "gpu-h100"],
    ["NVIDIA H100 80GB", "gpu-h100"],
    ["8xH100", "gpu-h100-8x"],
    ["tesla-t4", "gpu-t4"],
    ["cpu-small", "cpu"],
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

  it.each(["gpu", "GPU", "tpu", "h200", "l4", "a10", "rtx4090", "nvidia", "large", "v100-80gb"])(
    "is not %s, for which nothing is suggested, especially not cpu",
    async (sku) => {
      const { problems } = await refusal(() => requireHardware(sku, AVAILABLE));
      expect(problems).toMatchObject([{ code: "hardware-unknown" }]);
      expect(problems[0]?.hint).not.toContain("?");
      expect(problems[0]?.hint).toContain(LIST);
    },
  );

  it("has no default: the problem lists what is available", async () => {
    const { problems } = await refusal(() => requireHardware(undefined, AVAILABLE));
    expect(problems).toMatchObject([
      { code: "hardware-missing", hint: expect.stringContaining(LIST) },
    ]);
  });

  it.each([
    ["cpu", "hardware-unknown"],
    [undefined, "hardware-missing"],
  ])("is not suggested when nothing is available: %s", async (sku, code) => {
    const { problems } = await refusal(() => requireHardware(sku, []));
    expect(problems).toMatchObject([{ code }]);
    expect(problems[0]?.hint).not.toMatch(/\?|one of/);
  });

  it("names the input that it is for", async () => {
    const use = { subject: "deployment", input: "deployment-hardware" } as const;
    const { problems } = await refusal(() => requireHardware("tpu", AVAILABLE, use));
    expect(problems[0]?.message).toContain("deployment-hardware");
  });
});
