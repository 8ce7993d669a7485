import { describe, expect, it, onTestFinished } from "vitest";
import { type Sandbox, startSandbox } from "../../../dev/sandbox/server.ts";

const FIRST = "1".repeat(64);
const SECOND = "2".repeat(64);
const FOREIGN = "3".repeat(64);
const PATH = "/deployments/acme/hotdog-live";
const WANTED = {
  name: "hotdog-live",
  model: "acme/hotdog",
  version: FIRST,
  hardware: "cpu",
  min_instances: 0,
  max_instances: 3,
};

type Send = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; type: string | null; body: unknown }>;

/** The API as an account's client sees it. */
function clientOf(sandbox: Sandbox, token = sandbox.apiToken): Send {
  return async (method, path, body) => {
    const response = await fetch(`${sandbox.environment.REPLICATE_BASE_URL}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get("content-type");
    return { status: response.status, type, body: text === "" ? undefined : JSON.parse(text) };
  };
}

async function start(): Promise<{ sandbox: Sandbox; send: Send }> {
  const sandbox = await startSandbox({
    models: [
      { owner: "acme", name: "hotdog", versions: [{ id: SECOND }, { id: FIRST }] },
      { owner: "acme", name: "other", versions: [{ id: FOREIGN }] },
      { owner: "stranger", name: "secret", versions: [{ id: FIRST }] },
    ],
  });
  onTestFinished(() => sandbox.close());
  return { sandbox, send: clientOf(sandbox) };
}

async function startDeployed(min_instances = 0): Promise<{ sandbox: Sandbox; send: Send }> {
  const world = await start();
  world.sandbox.addDeployment({ owner: "acme", ...WANTED, min_instances, number: 7 });
  return world;
}

describe("deployments.create", () => {
  it("answers 200 with the first release", async () => {
    const { sandbox, send } = await start();

    const reply = await send("POST", "/deployments", WANTED);

    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      owner: "acme",
      name: "hotdog-live",
      current_release: {
        number: 1,
        model: "acme/hotdog",
        version: FIRST,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        created_by: {
          type: "user",
          username: "acme",
          name: "acme",
          avatar_url: "https://github.com/acme.png",
          github_url: "https://github.com/acme",
        },
        configuration: { hardware: "cpu", min_instances: 0, max_instances: 3 },
      },
    });
    expect(await send("GET", PATH)).toMatchObject({ status: 200, body: reply.body });
    expect(sandbox.deployment("acme/hotdog-live")).toMatchObject({ version: FIRST, number: 1 });
  });

  it("requires all six fields", async () => {
    const { send } = await start();

    const reply = await send("POST", "/deployments", {});

    expect(reply).toMatchObject({ status: 400, type: "application/problem+json" });
    expect(reply.body).toMatchObject({
      title: "Validation failed",
      errors: Object.keys(WANTED).map((field) => ({
        pointer: `/${field}`,
        detail: `${field} is required`,
      })),
    });
  });

  it.each([
    [
      "hardware",
      "gpu-nothing",
      /^gpu-nothing is not a valid hardware SKU\. Your options are: cpu,/,
    ],
    ["min_instances", 6, /from 0 to 5/],
    ["min_instances", -1, /from 0 to 5/],
    ["min_instances", "1", /from 0 to 5/],
    ["max_instances", 21, /from 0 to 20/],
    ["max_instances", 1.5, /from 0 to 20/],
    ["version", "latest", /64-character/],
    ["version", FIRST.slice(1), /64-character/],
    ["version", FOREIGN, /does not belong to the model acme\/hotdog/],
    ["name", "hot/dog", /not a valid deployment name/],
    ["name", null, /not a valid deployment name/],
    ["owner", "acme", /cannot be set/],
  ])("rejects the %s %j", async (field, value, detail) => {
    const { sandbox, send } = await start();

    const reply = await send("POST", "/deployments", { ...WANTED, [field]: value });

    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({
      errors: [{ pointer: `/${field}`, detail: expect.stringMatching(detail) }],
    });
    expect(sandbox.state.deployments.size).toBe(0);
  });

  it.each(["acme/nothing", "stranger/secret", "hotdog"])("rejects the model %s", async (model) => {
    const { send } = await start();

    const reply = await send("POST", "/deployments", { ...WANTED, model });

    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ errors: [{ pointer: "/model" }, { pointer: "/version" }] });
  });

  it("answers 409 for a name that is taken", async () => {
    const { send } = await startDeployed();

    const reply = await send("POST", "/deployments", { ...WANTED, name: "Hotdog-Live" });

    expect(reply).toMatchObject({ status: 409, body: { title: "Conflict", status: 409 } });
  });
});

describe("deployments.update", () => {
  it.each([
    [{ version: SECOND }, {}],
    [{}, { hardware: "gpu-t4" }],
    [{}, { min_instances: 1 }],
    [{ version: FIRST }, { max_instances: 4 }],
  ])("creates a new release of %j %j", async (version, configuration) => {
    const { sandbox, send } = await startDeployed();
    const patch = { ...version, ...configuration };

    const reply = await send("PATCH", PATH, patch);

    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      current_release: { number: 8, version: FIRST, ...version, configuration },
    });
    expect(sandbox.deployment("acme/hotdog-live")).toMatchObject({ ...WANTED, ...patch });
  });

  it.each([[{ version: FIRST }], [{ hardware: "cpu", min_instances: 0 }], [{}]])(
    "answers 409 when %j would have no effect",
    async (patch) => {
      const { sandbox, send } = await startDeployed();

      const reply = await send("PATCH", PATH, patch);

      expect(reply.status).toBe(409);
      expect(reply.body).toMatchObject({ detail: expect.stringContaining("would have no effect") });
      expect(sandbox.deployment("acme/hotdog-live")?.number).toBe(7);
    },
  );

  it.each([
    ["version", FOREIGN],
    ["version", "2".repeat(63)],
    ["hardware", "gpu-nothing"],
    ["min_instances", 6],
    ["max_instances", null],
    ["model", "acme/other"],
  ])("rejects the %s %j", async (field, value) => {
    const { sandbox, send } = await startDeployed();

    const reply = await send("PATCH", PATH, { min_instances: 1, [field]: value });

    expect(reply.status).toBe(400);
    expect(reply.body).toMatchObject({ errors: [{ pointer: `/${field}` }] });
    expect(sandbox.deployment("acme/hotdog-live")).toMatchObject({ ...WANTED, number: 7 });
  });
});

describe("deployments", () => {
  it("are listed with the most recent first, the account's own alone", async () => {
    const { sandbox, send } = await startDeployed();
    sandbox.addDeployment({ ...WANTED, owner: "stranger", name: "theirs" });
    sandbox.addDeployment({ ...WANTED, owner: "acme", name: "newer" });
    await send("PATCH", PATH, { version: SECOND });

    const reply = await send("GET", "/deployments");

    expect(reply.body).toMatchObject({
      next: null,
      previous: null,
      results: [{ name: "newer" }, { name: "hotdog-live", current_release: { number: 8 } }],
    });
  });

  it.each(["GET", "PATCH", "DELETE"])(
    "of other accounts, or that do not exist, are a 404 to %s",
    async (method) => {
      const { sandbox, send } = await startDeployed();
      const stranger = clientOf(sandbox, sandbox.addAccount({ username: "stranger" }).apiToken);
      const body = method === "PATCH" ? { min_instances: 1 } : undefined;

      expect(await stranger(method, PATH, body)).toMatchObject({ status: 404 });
      expect(await send(method, "/deployments/acme/nothing", body)).toMatchObject({ status: 404 });
      expect(sandbox.deployment("acme/hotdog-live")?.number).toBe(7);
    },
  );

  it("are deleted when they are offline, and not before", async () => {
    const { sandbox, send } = await startDeployed(1);

    expect(await send("DELETE", PATH)).toMatchObject({ status: 400 });
    await send("PATCH", PATH, { min_instances: 0 });
    expect(await send("DELETE", PATH)).toMatchObject({ status: 204, body: undefined });

    expect(sandbox.deployment("acme/hotdog-live")).toBeUndefined();
    expect(await send("GET", PATH)).toMatchObject({ status: 404 });
  });

  it("hold the version that they run now", async () => {
    const { send } = await startDeployed();
    const remove = (id: string) => send("DELETE", `/models/acme/hotdog/versions/${id}`);

    expect(await remove(FIRST)).toMatchObject({
      status: 403,
      body: { detail: "This version is associated with a deployment." },
    });
    expect(await remove(SECOND)).toMatchObject({ status: 202 });
    await send("DELETE", PATH);
    expect(await remove(FIRST)).toMatchObject({ status: 202 });
  });
});
