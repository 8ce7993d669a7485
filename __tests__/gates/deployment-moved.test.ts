import { describe, expect, it, vi } from "vitest";
import { annotated, bodies, codes, failure, type World } from "../support/world.ts";
import { BEFORE, createProduction, deploy, LIVE_PATH, TODAY, versionIds } from "./production.ts";

const STEP = { inputs: { deployment: "live" } };

/** The answer to an update without effect, as users have seen it. */
const INEFFECTIVE = { status: 409, body: { detail: "This update would have no effect." } };

/** A command of curl as the request that it makes, by the rules of the shell. */
function requestOf(command: string, variables: Readonly<Record<string, string>>) {
  const words = [...command.replaceAll("\\\n", "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, literal, text, bare = ""]) =>
      literal ?? text?.replace(/\$(\w+)/g, (_match, name) => variables[name] ?? "") ?? bare,
  );
  const after = (flag: string) => words.flatMap((word, i) => (words[i - 1] === flag ? [word] : []));
  const [method = "GET"] = after("-X");
  const [body = ""] = after("-d");
  const headers = Object.fromEntries(
    after("-H").map((header) => {
      const [name = "", value = ""] = header.split(": ");
      return [name, value];
    }),
  );
  return {
    url: words.find((word) => word.startsWith("http")) ?? "",
    init: { method, headers, body },
  };
}

/** Moves the deployment as another run would, as soon as this one has moved it. */
async function interfere(world: World, moved: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(moved()).toBe(true), { timeout: 20_000, interval: 5 });
  deploy(world, { version: BEFORE, number: 9 });
}

describe("a rollback", () => {
  it("is a command in the summary, which works", async () => {
    const world = await createProduction();
    deploy(world);

    const { summary, outputs } = await world.run(STEP);

    expect(world.sandbox.deployment("acme/live")?.version).toBe(outputs["version"]);
    const [line = ""] = /^curl .*\/deployments\/[^`]*/m.exec(summary) ?? [];
    expect(line).not.toContain(world.sandbox.apiToken);
    const { url, init } = requestOf(line, { REPLICATE_API_TOKEN: world.sandbox.apiToken });
    const response = await fetch(url, init);
    expect(response.status).toBe(200);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 3 });
  });

  it("can also be done by the action, with the version that the summary names", async () => {
    const world = await createProduction();
    deploy(world);
    const { summary } = await world.run(STEP);
    const version = /\n\n```yaml\nversion: ([0-9a-f]{64})\n/.exec(summary)?.[1] ?? "";

    const back = await world.run({ inputs: { deployment: "live", version } });

    expect(version).toBe(TODAY);
    expect(back.outputs["status"]).toBe("promoted");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(TODAY);
  });

  // It is to the version that was served when the step began, which may be hours before.
  it("goes to the version that was served before the move", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.scriptCog({ buildTakes: 500 });
    const step = await world.start(STEP);
    await world.sandbox.cogReaches("build");
    deploy(world, { version: BEFORE, number: 5 });

    const { outputs, summary } = await step.result;

    expect(outputs["status"]).toBe("pushed");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(outputs["version"]);
    expect(outputs["deployment-previous-version"]).toBe(BEFORE);
    expect(summary).toContain(`version: ${BEFORE}`);
  });
});

describe("a deployment that already serves the version", () => {
  it("is not updated, and the step succeeds", async () => {
    const world = await createProduction();
    deploy(world, { number: 4 });

    const result = await world.run({ inputs: { deployment: "live", version: TODAY } });

    expect(result.outputs).toMatchObject({
      "deployment-release": "4",
      "deployment-previous-version": TODAY,
      status: "promoted",
    });
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([]);
    expect(annotated(result, "notice")).toContain("deployment-unchanged");
    expect(result.summary).not.toContain("curl -X PATCH");
  });

  it("is updated only with the other inputs", async () => {
    const world = await createProduction();
    deploy(world);

    const result = await world.run({
      inputs: { deployment: "live", version: TODAY, "deployment-max-instances": "5" },
    });

    expect(result.outputs["status"]).toBe("promoted");
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([{ max_instances: 5 }]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({
      version: TODAY,
      max_instances: 5,
      number: 2,
    });
  });

  it("is accepted when Replicate reports that the update would have no effect", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.fault({
      method: "PATCH",
      path: LIVE_PATH,
      takesEffect: true,
      answer: INEFFECTIVE,
    });

    const result = await world.run(STEP);

    expect(result.code).toBe(0);
    expect(result.outputs["status"]).toBe("pushed");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(result.outputs["version"]);
  });

  it("is accepted when only the response was lost, and the repeated update has no effect", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, takesEffect: true, breaks: "reset" });

    const result = await world.run(STEP);

    expect(result.outputs).toMatchObject({ status: "pushed", "deployment-release": "2" });
    expect(bodies(world, "PATCH", LIVE_PATH)).toHaveLength(2);
  });

  it("is verified: a 409 from one that serves another version fails", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, answer: INEFFECTIVE });

    const result = await world.run(STEP);

    expect(codes(failure(result))).toEqual(["deployment-not-moved"]);
    expect(failure(result)).toContain(TODAY);
    expect(result.outputs["status"]).toBe("failed");
    expect(result.outputs).not.toHaveProperty("deployment-release");
  });
});

describe("a deployment that the API briefly shows in its previous state", () => {
  it("after a move is read again", async () => {
    const world = await createProduction();
    deploy(world, { number: 4 });
    const { origin, apiToken } = world.sandbox;
    const headers = { authorization: `Bearer ${apiToken}` };
    const body = await (await fetch(origin + LIVE_PATH, { headers })).json();
    const old = { status: 200, body };
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: 2, times: 2, answer: old });

    const result = await world.run(STEP);

    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({
      "deployment-release": "5",
      "deployment-previous-version": TODAY,
    });
  });

  it("after its creation is read again", async () => {
    const world = await createProduction();
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: 1, answer: { status: 404 } });

    const result = await world.run(STEP);

    expect(result.errors).toEqual([]);
    expect(result.outputs["deployment-release"]).toBe("1");
  });
});

describe("a deployment that another run moves meanwhile", () => {
  it.each([
    ["moved", true],
    ["created", false],
  ] as const)("after it was %s fails the step", async (_case, isThere) => {
    const world = await createProduction();
    if (isThere) deploy(world);
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: isThere ? 2 : 1, delay: 700 });
    const step = await world.start(STEP);
    const change = isThere ? `PATCH ${LIVE_PATH}` : "POST /v1/deployments";
    await interfere(
      world,
      () => world.requests().at(-1) === `GET ${LIVE_PATH}` && world.requests().includes(change),
    );

    const result = await step.result;

    const message = failure(result);
    expect(codes(message)).toEqual(["deployment-moved-by-other"]);
    expect(message).toContain(BEFORE);
    expect(result.outputs).toMatchObject({ version: versionIds(world)[0], status: "failed" });
    expect(result.outputs).not.toHaveProperty("deployment-release");
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: BEFORE, number: 9 });
  });

  it("and deletes fails the step", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: 2, answer: { status: 404 } });

    expect(codes(failure(await world.run(STEP)))).toEqual(["deployment-moved-by-other"]);
  });

  it("and was created meanwhile is moved like an existing one", async () => {
    const world = await createProduction();
    world.sandbox.scriptCog({ buildTakes: 500 });
    const step = await world.start(STEP);
    await world.sandbox.cogReaches("build");
    deploy(world, { version: BEFORE });

    const { outputs } = await step.result;
    expect(outputs).toMatchObject({ status: "pushed", "deployment-previous-version": BEFORE });
    expect(world.sandbox.deployment("acme/live")?.version).toBe(outputs["version"]);
  });
});
