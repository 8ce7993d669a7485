import { describe, expect, it } from "vitest";
import { scripts, startSandbox } from "../../../dev/sandbox/server.ts";
import { bench, ID, MODELS } from "./bench.ts";

describe("the end of a prediction", () => {
  it("comes when it is canceled, and leaves nothing running", async () => {
    const { sandbox, send, create } = await bench();
    sandbox.scriptModel("acme/hotdog", scripts.endless());
    const { body } = await create({}, { prefer: "wait=1" });
    expect(sandbox.predictions).toMatchObject([{ status: "processing", version: ID }]);
    const canceled = await send("POST", `/predictions/${String(body["id"])}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { status: "canceled", error: null } });
    expect(canceled.body).toHaveProperty("completed_at");
    expect(sandbox.predictions).toMatchObject([{ status: "canceled" }]);
  });

  it("comes with Cancel-After: canceled while it runs, aborted before", async () => {
    const { sandbox, run } = await bench();
    expect(await run(scripts.endless(), { "cancel-after": "10" })).toMatchObject({
      status: "canceled",
      metrics: { total_time: 10 },
    });
    const aborted = await run(scripts.stuck(), { "cancel-after": "5s" });
    expect(aborted).toMatchObject({ status: "aborted", deadline: aborted["completed_at"] });
    expect(sandbox.predictions.map(({ cancelAfter }) => cancelAfter)).toEqual([10, 5]);
  });

  it.each([
    ["4s", 422],
    ["soon", 422],
    ["", 422],
    ["1h30m45s", 201],
    ["90", 201],
  ])("may be set by Cancel-After: %j, which answers %i", async (limit, status) => {
    const { create } = await bench();
    expect((await create({}, { "cancel-after": limit })).status).toBe(status);
  });

  it("is not waited for when the sandbox closes", async () => {
    const sandbox = await startSandbox({ models: MODELS });
    sandbox.scriptModel("acme/hotdog", scripts.stuck());
    const held = fetch(`${sandbox.origin}/v1/predictions`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.apiToken}`, prefer: "wait" },
      body: JSON.stringify({ version: ID, input: { text: "Alice" } }),
    }).then(
      (response) => response.status,
      () => "cut",
    );
    await expect.poll(() => sandbox.predictions.length).toBe(1);
    await sandbox.close();
    expect([202, "cut"]).toContain(await held);
  });
});
