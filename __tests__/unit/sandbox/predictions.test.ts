import { describe, expect, it } from "vitest";
import { scripts } from "../../../dev/sandbox/server.ts";
import { asObject, bench, ID, type Json, OLDER } from "./bench.ts";

describe("a prediction", () => {
  it("is created at once, and returns its output in the end", async () => {
    const { create, send, sandbox } = await bench();
    const made = await create();
    expect(made.status).toBe(201);
    const address = `${sandbox.origin}/v1/predictions/${String(made.body["id"])}`;
    expect(made.headers.get("location")).toBe(address);
    expect(made.body).toMatchObject({
      model: "acme/hotdog",
      version: ID,
      status: "starting",
      input: { text: "Alice" },
      output: null,
      error: null,
      data_removed: false,
      source: "api",
      logs: "",
      urls: { get: address, cancel: `${address}/cancel` },
    });
    await expect
      .poll(async () => (await send("GET", `/predictions/${String(made.body["id"])}`)).body)
      .toMatchObject({
        status: "succeeded",
        output: "hello Alice",
        metrics: { predict_time: 0.05, total_time: 0.1 },
      });
  });

  it("is waited for, as long as requested", async () => {
    const { sandbox, create, run } = await bench();
    expect(await run(scripts.slow(5))).toMatchObject({
      status: "succeeded",
      metrics: { predict_time: 5 },
    });
    sandbox.scriptModel("acme/hotdog", scripts.endless(["one", "two"]));
    const begun = Date.now();
    const held = await create({}, { prefer: "wait=20" });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(200);
    expect(held).toMatchObject({ status: 202, body: { status: "processing", logs: "one\ntwo\n" } });
  });

  it("takes time to start, and has the log of setup", async () => {
    const { sandbox, create, send, run } = await bench();
    const start = scripts.cold({ queue: 20, setup: 40, setupLog: "loading\nready" });
    sandbox.scriptModel("acme/hotdog", start);
    const { body } = await create({}, { prefer: "wait=22" });
    expect(body).toMatchObject({ status: "starting", logs: "loading\n" });
    const next = await create({}, { prefer: "wait" });
    expect(next.body).toMatchObject({ status: "succeeded", logs: "loading\nready\n" });
    const first = await send("GET", `/predictions/${String(body["id"])}`);
    expect(first.body).toMatchObject({ status: "succeeded", metrics: { total_time: 60.05 } });
    const metrics = asObject((await create({}, { prefer: "wait" })).body["metrics"]);
    expect(metrics["total_time"]).toBe(0.1);
    expect(await run(scripts.stuck(), { prefer: "wait=5" })).toMatchObject({ status: "starting" });
  });

  it("fails when its script says so", async () => {
    const { run } = await bench();
    expect(await run(scripts.failing("CUDA out of memory (E1001)", ["loading"]))).toMatchObject({
      status: "failed",
      error: "CUDA out of memory (E1001)",
      output: null,
      logs: "loading\n",
    });
    const failed = await run(scripts.setupFails("no weights"));
    expect(failed).toMatchObject({ status: "failed", error: "Model setup failed" });
    expect(failed).toMatchObject({ logs: "no weights\n" });
    expect(failed).not.toHaveProperty("started_at");
  });

  it("is interrupted as often as its script says", async () => {
    const { sandbox, create } = await bench();
    sandbox.scriptModel("acme/hotdog", scripts.preempted(2));
    const errors = [];
    for (let time = 0; time < 3; time += 1)
      errors.push((await create({}, { prefer: "wait" })).body["error"]);
    const interrupted = "Prediction interrupted; please retry (code: PA)";
    expect(errors).toEqual([interrupted, interrupted, null]);
  });

  it("may be another one for each version", async () => {
    const { sandbox, create } = await bench();
    sandbox.scriptModel("acme/hotdog", ({ number, version }) => ({
      output: [number, version === ID],
    }));
    const outputs = [ID, `acme/hotdog:${OLDER}`].map(
      async (version) => (await create({ version }, { prefer: "wait" })).body["output"],
    );
    expect(await Promise.all(outputs)).toEqual([
      [2, true],
      [1, false],
    ]);
  });
});

describe("predictions", () => {
  it("are listed, the newest first, in pages", async () => {
    const { create, send, sandbox } = await bench();
    for (let made = 0; made < 101; made += 1) await create({ version: OLDER, input: { made } });
    const first = (await send("GET", "/predictions")).body;
    const numbers = ({ results }: Json) =>
      Array.isArray(results) ? results.map((one) => asObject(asObject(one)["input"])["made"]) : [];
    expect(numbers(first)).toEqual(Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(first["previous"]).toBeNull();
    const follow = (url: unknown) => send("GET", String(url).replace(`${sandbox.origin}/v1`, ""));
    const second = (await follow(first["next"])).body;
    expect([numbers(second), second["next"]]).toEqual([[0], null]);
    expect(numbers((await follow(second["previous"])).body)).toEqual(numbers(first));
  });

  it("are their creator's alone, and go with their version", async () => {
    const { create, send, sandbox } = await bench({ deletionDelay: 0 });
    const path = `/predictions/${String((await create()).body["id"])}`;
    const { apiToken } = sandbox.addAccount({ username: "other" });
    const asOther = { authorization: `Bearer ${apiToken}` };
    expect((await send("GET", path, undefined, asOther)).status).toBe(404);
    expect((await send("POST", `${path}/cancel`, undefined, asOther)).status).toBe(404);
    expect((await send("GET", path)).status).toBe(200);
    await send("DELETE", `/models/acme/hotdog/versions/${ID}`);
    expect((await send("GET", path)).status).toBe(404);
  });

  it("are made of official models by name, without a version", async () => {
    const { create, send, sandbox } = await bench();
    const decide = () => ({ match: true, reason: "It is." });
    sandbox.scriptModel("acme/judge", scripts.judge(decide));
    const input = { prompt: "Is it?", image_input: [] };
    const wait = { prefer: "wait" };
    const made = await send("POST", "/models/acme/judge/predictions", { input }, wait);
    expect(made).toMatchObject({ status: 201, body: { model: "acme/judge", version: "hidden" } });
    const { output } = made.body;
    expect(Array.isArray(output) && output.join("")).toBe(JSON.stringify(decide()));
    expect((await create({ version: "acme/judge", input })).status).toBe(201);
    const refused = await send("POST", "/models/acme/hotdog/predictions", { input });
    expect(refused.status).toBe(404);
  });

  it("are made by deployments", async () => {
    const { send, sandbox } = await bench();
    const deployment = { owner: "acme", name: "prod", model: "acme/hotdog", version: ID };
    sandbox.addDeployment(deployment);
    const path = "/deployments/acme/prod/predictions";
    const made = await send("POST", path, { input: { text: "Bob" } });
    expect(made.body).toMatchObject({ deployment: "acme/prod", version: ID });
    expect((await send("POST", "/deployments/acme/none/predictions", { input: {} })).status).toBe(
      404,
    );
  });
});
