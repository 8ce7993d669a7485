import { describe, expect, it } from "vitest";
import { canHaveSmallMachines, SmallMachine } from "../support/small-machine.ts";
import { annotated, codes, failure, HOTDOG } from "../support/world.ts";

const OFF = { "free-disk": "false" };
/** Fills the disk up to so many MB while Cog runs. */
const filling = (left: number): string =>
  `(sleep 1; free=$(df --output=avail -B1 / | tail -n 1); fallocate -l $((free - ${left}000000)) /var/more) >/dev/null 2>&1 &`;

describe.skipIf(!canHaveSmallMachines())("while Cog runs", { timeout: 60_000 }, () => {
  it("a disk that is almost full is reported once, as it happens", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    machine.world.sandbox.scriptCog({ buildTakes: 6000 });

    const result = await machine.run({ free: 20, inputs: OFF, prepare: [filling(300)] });

    expect(result.outputs["status"]).toBe("pushed");
    // In color, and not as a workflow command, which the runner would not execute meanwhile.
    const live = [...result.log.matchAll(/^\P{L}+33m.*$/gmu)];
    expect(live).toHaveLength(1);
    const [line] = live;
    expect(line?.[0]).toMatch(/\/var\/lib\/docker.*: \d+\.\d MB of/);
    expect(line?.index).toBeLessThan(result.log.indexOf("Pushing to"));
    expect(annotated(result, "warning")).toEqual(["disk-nearly-full"]);
    expect(result.warnings[0]).toContain("free-disk");
  });

  it("a full disk is named, with the remaining space and the fix", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const message = "write /var/lib/docker/tmp/layer: no space left on device";
    machine.world.sandbox.scriptCog({ buildTakes: 4000, fails: { at: "push", message } });

    const result = await machine.run({ free: 20, inputs: OFF, prepare: [filling(2)] });

    const text = failure(result);
    expect(text).toContain(message);
    expect(codes(text)).toEqual(["disk-full"]);
    expect(text).toMatch(/\/var\/lib\/docker.*: \d\.\d MB of 7\d\.\d GB\b/);
  });

  it("a disk with enough space is not reported", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    machine.world.sandbox.scriptCog({ buildTakes: 3000 });

    const result = await machine.run({ free: 20, inputs: OFF });

    expect(result.warnings).toEqual([]);
    expect(annotated(result, "warning")).toEqual([]);
  });
});
