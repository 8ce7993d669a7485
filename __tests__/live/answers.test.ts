import { expect, it } from "vitest";
import { World } from "../support/world.ts";
import { factsIn, type LiveResult, leftovers, NOTHING, SPEED, startFacts } from "./support.ts";

/** A run starts the action up to seven times. */
const TIMEOUT = 240_000;

/** Credentials of which a run prints something. */
function shownSecrets({ sandbox }: World, { stdout, stderr }: LiveResult): string[] {
  const sent = sandbox.requests.map(({ headers }) => headers.authorization?.split(" ")[1] ?? "");
  const secrets = new Set([sandbox.apiToken, sandbox.cliToken, ...sent].filter(Boolean));
  return [...secrets].filter((secret) => `${stdout}${stderr}`.includes(secret));
}

it("gets one answer to each question", { timeout: TIMEOUT }, async () => {
  // Half a second, in which a deletion is repeated.
  const world = await World.create({ speed: SPEED, deletionDelay: 500 * SPEED });
  // An API that takes CLI tokens is one that takes them as any other.
  const environment = { REPLICATE_CLI_AUTH_TOKEN: world.sandbox.apiToken };
  const { result } = await startFacts(world, ["--deployment"], environment);
  const ended = await result;
  const facts = factsIn(ended);

  expect(facts, ended.stderr).toMatchObject({ outcome: "completed", left: [] });
  expect(ended.code).toBe(0);
  expect(facts.uses.map(({ status }) => status)).toEqual([
    "pushed",
    "pushed",
    "pushed",
    "pushed",
    "deleted",
    "promoted",
  ]);
  expect(facts.questions).toMatchObject({
    "api-token-at-registry": { facts: { accepted: true } },
    "cli-token-at-api": { facts: { status: 200 } },
    "organization-private": { answer: null },
    "description-length": { facts: { length: 16_384, isLimit: false } },
    "deleted-name": { facts: { atOnce: 409, atTheEnd: 409 } },
    blobs: { facts: { head: 200, get: 200 } },
    "version-delay": { facts: { visible: true } },
    "bundle-version": { facts: { kind: "index" } },
    "label-length": { facts: { bytes: 4_194_304 } },
    "refused-deletions": {
      facts: {
        "version of a deployment": 403,
        "deployment after its use": 204,
        "model with versions": 400,
        version: 202,
        "version again": 202,
        "model while a version is deleted": 400,
      },
    },
  });
  expect(facts.questions["hardware"]?.facts?.["skus"]).toContain("cpu");
  expect(world.sandbox.predictions.map(({ input }) => input["text"])).toContain("Ada");
  expect(shownSecrets(world, ended)).toEqual([]);
  expect(await leftovers(world)).toEqual(NOTHING);
});

it("gets the other answer to each question", { timeout: TIMEOUT }, async () => {
  const world = await World.create({
    speed: SPEED,
    account: { type: "organization" },
    registryAuth: "basic",
    registryRefusesApiTokens: true,
    retiresNames: false,
    bundleVersion: "image",
    registrationDelay: 1500 * SPEED,
    redirectsBlobs: true,
    descriptionLimit: { length: 500, longer: "cut" },
    labelLimit: 20_000,
    refusedDeletionStatus: 409,
  });
  const { sandbox } = world;
  sandbox.fault({ method: "POST", path: "/v1/models", answer: { status: 500 }, takesEffect: true });
  sandbox.fault({ method: "POST", path: "/v1/models", answer: { status: 409 } });
  sandbox.fault({ method: "DELETE", path: "/v1/deployments/*", answer: { status: 418 } });
  const environment = { REPLICATE_CLI_AUTH_TOKEN: sandbox.cliToken };
  const { result } = await startFacts(world, ["--deployment"], environment);
  const ended = await result;
  const facts = factsIn(ended);

  expect(facts, ended.stderr).toMatchObject({ outcome: "completed", left: [] });
  expect(ended.code).toBe(0);
  expect(facts.questions).toMatchObject({
    "api-token-at-registry": { facts: { accepted: false, status: 401 } },
    "cli-token-at-api": { facts: { status: 401 } },
    "organization-private": { facts: { status: 500, exists: true } },
    "description-length": { facts: { length: 500, isLimit: true, beyond: "longer ones are cut" } },
    "deleted-name": { facts: { atOnce: 409, atTheEnd: 201 } },
    blobs: { facts: { head: 200, get: 307, stored: 200 } },
    "version-delay": { facts: { visible: true } },
    "bundle-version": { facts: { kind: "image" } },
    "label-length": { facts: { bytes: 16_384, refused: { bytes: 65_536, status: 400 } } },
    "refused-deletions": {
      facts: {
        "version of a deployment": 409,
        "deployment after its use": 418,
        "model with versions": 409,
        version: 202,
      },
    },
  });
  expect(facts.questions["version-delay"]?.facts?.["seconds"]).toBeGreaterThanOrEqual(1);
  expect(shownSecrets(world, ended)).toEqual([]);
  expect(await leftovers(world)).toEqual(NOTHING);
});

it("continues after a failure, and removes everything", { timeout: TIMEOUT }, async () => {
  const world = await World.create({
    speed: SPEED,
    account: { type: "organization" },
    descriptionLimit: { length: 300, longer: "refused" },
  });
  const { sandbox } = world;
  sandbox.fault({ method: "POST", path: "/v1/models", answer: { status: 500 } });
  sandbox.fault({ path: /\/blobs\/sha256:/, by: "other", times: 1000, answer: { status: 403 } });
  sandbox.scriptCog({});
  sandbox.scriptCog({ fails: { at: "build", message: "pip: no such package" } });
  const { result } = await startFacts(world);
  const ended = await result;
  const facts = factsIn(ended);

  expect(facts, ended.stderr).toMatchObject({ outcome: "failed", left: [] });
  expect(ended.code).toBe(1);
  expect(facts.uses.map(({ status, problems }) => [status, problems.length])).toEqual([
    ["pushed", 0],
    ["failed", 1],
    ["pushed", 0],
    ["pushed", 0],
    ["deleted", 0],
  ]);
  expect(facts.questions).toMatchObject({
    "organization-private": { facts: { status: 500, exists: false } },
    "description-length": { answer: null },
    "deleted-name": { answer: null },
    blobs: { facts: { head: 403, get: 403 } },
    "version-delay": { answer: null },
    "label-length": { answer: null },
    "bundle-version": { facts: { kind: "index" } },
  });
  // Nobody could be asked for the deployment.
  expect(facts.questions["refused-deletions"]?.facts).not.toHaveProperty("version of a deployment");
  expect(sandbox.requests.filter(({ path }) => path.includes("/deployments"))).toEqual([]);
  expect(shownSecrets(world, ended)).toEqual([]);
  expect(await leftovers(world)).toEqual(NOTHING);
});
