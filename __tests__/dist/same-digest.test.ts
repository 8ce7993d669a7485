import { describe, expect, it } from "vitest";
import { annotated, HOTDOG, World } from "../support/world.ts";

describe("a push of exactly the previous image", () => {
  it.each(["0.13.7", "0.21.0"])(
    "creates no version, and reports that, with Cog %s",
    async (version) => {
      const world = await World.create({ models: [HOTDOG] });
      const inputs = { "cog-version": version };
      world.sandbox.scriptCog({ sameImage: true, times: 2 });
      const first = await world.run({ inputs });

      const second = await world.run({ inputs: { ...inputs, hardware: "" } });

      expect(first.outputs["changed"]).toBe("true");
      expect(second.code).toBe(0);
      expect(second.outputs).toMatchObject({
        version: first.outputs["version"],
        "previous-version": first.outputs["version"],
        changed: "false",
        status: "pushed",
      });
      expect(annotated(second, "warning")).toEqual(["version-unchanged"]);
      expect(second.notices).toEqual([]);
      expect(world.sandbox.model("acme/hotdog")?.versions).toHaveLength(1);
    },
  );
});
