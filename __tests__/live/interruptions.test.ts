import { expect, it } from "vitest";
import { isRunning, until } from "../support/processes.ts";
import { COG_VERSION, World } from "../support/world.ts";
import { factsIn, leftovers, NOTHING, SPEED, startFacts, startLive } from "./support.ts";

const TIMEOUT = 120_000;
const NEVER_ENDS = 3_600_000;

it("removes everything after Ctrl-C", { timeout: TIMEOUT }, async () => {
  const world = await World.create({ speed: SPEED, retiresNames: false });
  world.sandbox.scriptCog({ pushTakes: NEVER_ENDS });
  const { process, result } = await startFacts(world);
  const cog = await world.sandbox.cogReaches("push");
  process.kill("SIGINT");
  const ended = await result;
  const facts = factsIn(ended);

  expect(facts, ended.stderr).toMatchObject({ outcome: "interrupted", left: [] });
  expect(ended.code).toBe(130);
  expect(facts.uses.map(({ status }) => status)).toEqual(["canceled"]);
  expect(facts.questions["deleted-name"]?.facts).toEqual({ atOnce: 201 });
  expect(facts.questions["bundle-version"]?.answer).toBeNull();
  expect(await isRunning(cog.pid)).toBe(false);
  expect(await leftovers(world)).toEqual(NOTHING);
});

it("removes what is created after Ctrl-C", { timeout: TIMEOUT }, async () => {
  const world = await World.create({ speed: SPEED });
  const { sandbox } = world;
  sandbox.fault({ method: "POST", path: "/v1/models", delay: 1000 });
  const { process, result } = await startFacts(world);
  await until(() => sandbox.requests.some(({ method }) => method === "POST"));
  process.kill("SIGINT");
  const ended = await result;

  expect(factsIn(ended), ended.stderr).toMatchObject({ outcome: "interrupted", uses: [] });
  // It was there once.
  expect([...sandbox.state.retired]).toHaveLength(1);
  expect(await leftovers(world)).toEqual(NOTHING);
});

it("reports what it leaves when it is interrupted twice", { timeout: TIMEOUT }, async () => {
  const world = await World.create({ speed: SPEED });
  const { sandbox } = world;
  sandbox.scriptCog({});
  sandbox.scriptCog({ pushTakes: NEVER_ENDS });
  const { process, result } = await startLive(world, [
    "--owner",
    "ACME",
    "--cog-version",
    COG_VERSION,
    `--cog-mirror=${sandbox.mirror}`,
  ]);
  await until(() => sandbox.cogRuns[1]?.stages.includes("push") === true);
  const [model = ""] = [...sandbox.state.models.keys()];
  sandbox.refuseDeletion(model, { reason: "used" });
  process.kill("SIGTERM");
  // A version that is asked for again: the first refusal has been read.
  await until(() => {
    const paths = sandbox.requests.filter(({ method }) => method === "DELETE");
    const refused = paths.map(({ path }) => path).filter((path) => path.includes("/versions/"));
    return new Set(refused).size < refused.length;
  });
  process.kill("SIGTERM");
  const ended = await result;

  expect(ended.code, ended.stderr).toBe(143);
  expect(ended.stdout).toContain(`model ${model} (HTTP 403: Other users have run predictions`);
  expect(await leftovers(world)).toMatchObject({ models: [model], directories: [], images: [] });
});
