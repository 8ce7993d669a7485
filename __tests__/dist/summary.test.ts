import { describe, expect, it } from "vitest";
import { annotated, COG_VERSION, HOTDOG, World } from "../support/world.ts";

const PAGE = "https://replicate.com/acme/hotdog";

/** The sizes in the summary's table of layers, in its order. */
function layerSizes(summary: string): number[] {
  const rows = summary.matchAll(/^\| `sha256:[0-9a-f]+` \| ([\d.]+) (B|kB|MB) \|$/gm);
  const units: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6 };
  return [...rows].map(([, size, unit = ""]) => Number(size) * (units[unit] ?? Number.NaN));
}

describe("the job summary of a push", () => {
  it("shows what was created, where it is, with which Cog, and how long it took", async () => {
    const world = await World.create();

    const { summary, outputs } = await world.run();

    expect(summary).toContain(`(${PAGE})`);
    const id = outputs["version"] ?? "";
    expect(summary).toContain(`[\`${id.slice(0, 12)}\`](${PAGE}/versions/${id})`);
    expect(summary).toContain(`\n${id}\n`);
    expect(summary).toContain("created, private, on `cpu`");
    expect(summary).toContain(`\`${COG_VERSION}\``);
    expect(summary).toMatch(/preflight [\d.]+ s.*push [\d.]+ s/);
    expect(summary).not.toContain("Previous version");
    expect(summary).not.toMatch(/undefined|NaN|\[object/);
  });

  it("shows the image's size, its largest layers, and the change since the last version", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await world.run();
    await world.write("weights.txt", Array.from({ length: 5000 }, (_, i) => i * 7919).join());

    const { summary, outputs } = await world.run();

    const size = Number(outputs["image-size"]);
    expect(size).toBeGreaterThan(10_000);
    expect(summary).toContain(`${(size / 1000).toFixed(1)} kB compressed (+`);
    const sizes = layerSizes(summary);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes[0]).toBeGreaterThan(10_000);
  });

  it("shows what was updated, and which version was before", async () => {
    const versions = [{ id: "c".repeat(64) }];
    const world = await World.create({ models: [{ ...HOTDOG, versions }] });

    const { summary } = await world.run({ inputs: { description: "new" } });

    expect(summary).toContain("updated `description`");
    expect(summary).toContain(`\`${"c".repeat(12)}\``);
  });

  it("shows how to run this exact version, with its required inputs", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const { summary, outputs } = await world.run();

    const id = outputs["version"];
    const curl = /-d '(.+)'$/m.exec(summary)?.[1] ?? "{}";
    expect(JSON.parse(curl)).toEqual({ version: id, input: { text: expect.any(String) } });
    expect(summary).toContain('-H "Authorization: Bearer $REPLICATE_API_TOKEN"');
    expect(summary).toMatch(new RegExp(`replicate\\.run\\(\\n +"acme/hotdog:${id}"`));
    expect(summary).toContain(`new Replicate().run("acme/hotdog:${id}"`);
  });

  it("does not fail the step when it can't be written", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({ env: { GITHUB_STEP_SUMMARY: "/nonexistent/summary" } });

    expect(result.code).toBe(0);
    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toEqual(["summary-failed"]);
  });
});
