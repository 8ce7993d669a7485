import { describe, expect, it } from "vitest";
import { scripts } from "../../../dev/sandbox/server.ts";
import { bench, OLDER } from "./bench.ts";

const NO_SUCH_VERSION = {
  status: 422,
  title: "Invalid version or not permitted",
  detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
};

describe("a refusal", () => {
  it.each([
    ["unknown", "e".repeat(64)],
    ["of another model", `acme/hotdog:${"c".repeat(64)}`],
    ["of an official model", "c".repeat(64)],
    ["of another account", "d".repeat(64)],
    ["a model that is not official", "acme/hotdog"],
  ])("is for a version that is %s", async (_what, version) => {
    const { create } = await bench();
    expect(await create({ version })).toMatchObject({ status: 422, body: NO_SUCH_VERSION });
  });

  it("is for a version that is disabled, or whose setup failed too often", async () => {
    const { sandbox, create, run } = await bench();
    await run(scripts.setupFails("no weights", 2));
    expect((await create({}, { prefer: "wait" })).status).toBe(201);
    expect(await create()).toMatchObject({ status: 422, body: NO_SUCH_VERSION });
    sandbox.disableVersion(OLDER);
    expect((await create({ version: OLDER })).status).toBe(422);
  });

  it("is for a version that predictions do not know yet", async () => {
    const { sandbox, create } = await bench({ predictionDelay: 30_000 });
    const [version] = sandbox.model("acme/hotdog")?.versions ?? [];
    if (version === undefined) throw new Error("There is no version.");
    sandbox.model("acme/hotdog")?.versions.splice(0, 1, { ...version, listedFrom: Date.now() });
    expect((await create()).status).toBe(422);
    await expect.poll(async () => (await create()).status).toBe(201);
  });

  it("is for wrong inputs, in the recorded form", async () => {
    const { create } = await bench();
    expect((await create({ input: {} })).body).toEqual({
      title: "Input validation failed",
      detail: "- input: text is required\n",
      status: 422,
      invalid_fields: [{ type: "required", field: "input", description: "text is required" }],
    });
    const { body } = await create({ input: { text: 1, times: 9, style: "odd" } });
    expect(body["detail"]).toBe(
      "- input.text: Invalid type. Expected: string, given: integer\n" +
        "- input.times: Must be less than or equal to 4\n" +
        '- input.style: style must be one of the following: "plain", "bold"\n',
    );
  });

  it("is for a body of other fields", async () => {
    const { send } = await bench();
    expect((await send("POST", "/predictions", { model: "acme/hotdog", input: {} })).body).toEqual({
      title: "Input validation failed",
      detail: "- version is required\n- Additional property model is not allowed\n",
      status: 422,
      invalid_fields: [
        { type: "required", field: "", description: "version is required" },
        {
          type: "additional_property_not_allowed",
          field: "",
          description: "Additional property model is not allowed",
        },
      ],
    });
  });

  it("is for an account without credit, until it has some", async () => {
    const { sandbox, create } = await bench();
    sandbox.hasCredit = false;
    expect(await create()).toMatchObject({ status: 402, body: { title: "Insufficient credit" } });
    expect(sandbox.predictions).toEqual([]);
    sandbox.hasCredit = true;
    expect((await create()).status).toBe(201);
  });

  it("is for too many in a minute, of predictions alone", async () => {
    const { create, send } = await bench({
      speed: 20,
      predictionsPerMinute: 6,
      predictionBurst: 1,
    });
    expect((await create()).status).toBe(201);
    expect(await create()).toMatchObject({
      status: 429,
      body: { detail: "Request was throttled. Your rate limit resets in ~1s." },
    });
    expect((await send("GET", "/predictions")).status).toBe(200);
    await expect.poll(async () => (await create()).status, { timeout: 5000 }).toBe(201);
  });
});
