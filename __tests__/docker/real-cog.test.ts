import { execFile, spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { baseArchive } from "../support/base-image.ts";
import { CachedPush, dependencies, hasIndex } from "../support/cached-push.ts";
import { canStartEngines, startFreshEngine } from "../support/fresh-engine.ts";
import { codes, failure, type StepResult, World } from "../support/world.ts";

const TIMEOUT = 120_000;
const BASE = "base:1";
const IMAGE = "r8.im/acme/hotdog";

/** A real Cog, which builds with the name r8.im. Nothing is pushed. */
function canRunCog(): boolean {
  if (process.env["COG_BINARY"]) return canStartEngines();
  console.warn("\n!!! SKIPPED: the tests with a real Cog, since COG_BINARY is not set.\n");
  return false;
}

const isSkipped = !canRunCog();

describe.skipIf(isSkipped)("a real Cog", () => {
  const ended: (() => Promise<void> | void)[] = [];
  let DOCKER_HOST = "";

  // Cog 0.22 fails at its temporary image only where images are not in containerd.
  beforeAll(async () => {
    const engine = await startFreshEngine({ hasContainerdStore: false }, (act) => ended.push(act));
    DOCKER_HOST = engine.host;
    spawnSync("docker", ["import", "--change=ENV PATH=/bin", "-", BASE], {
      env: { ...process.env, DOCKER_HOST },
      input: baseArchive(),
    });
  }, TIMEOUT);

  afterAll(async () => {
    for (const act of ended) await act();
  });

  async function docker(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, DOCKER_HOST };
    return (await promisify(execFile)("docker", args, { env })).stdout.trim();
  }

  /** Makes a container of Cog's temporary image, when there is one: then it cannot be removed. */
  async function useTemporaryImage(): Promise<string> {
    await pause(5);
    const [image = ""] = (await docker("images", "--quiet", "cog-tmp")).split("\n");
    return image === "" ? "" : docker("create", image, "sh").catch(() => "");
  }

  /** Builds with this Dockerfile, the name being Replicate's own. */
  async function build(lines: readonly string[], inputs: Record<string, string> = {}) {
    const world = await World.create();
    await world.write("Dockerfile", [`FROM ${BASE}`, "COPY . /src", ...lines, ""].join("\n"));
    const named = { "stop-after": "build", dockerfile: "Dockerfile", ...inputs };
    const env = { DOCKER_HOST, COG_REGISTRY_HOST: "r8.im", BUN: "mustard" };
    return world.run({ inputs: { ...named, "api-token": "" }, env });
  }

  function expectBuilt({ errors, outputs }: StepResult): void {
    expect(errors).toEqual([]);
    expect(outputs["status"]).toBe("built");
  }

  it("builds an image, whose labels are read", { timeout: TIMEOUT }, async () => {
    expectBuilt(await build([]));
    const label = '{{index .Config.Labels "run.cog.openapi_schema"}}';
    expect(await docker("image", "inspect", "--format", label, IMAGE)).toContain("Text to greet");
  });

  it("fails with the last lines of the failed command", { timeout: TIMEOUT }, async () => {
    const command = `echo "no mustard" && echo 'on "the" bun' >&2 && exit 3`;
    const message = failure(await build([`RUN --network=none ${command}`]));
    expect(codes(message)).toEqual(["step-failed"]);
    expect(message).toMatch(new RegExp(`"${RegExp.escape(command)}".*\\b3\\b`));
    // The engine may send the two streams in any order.
    for (const line of ["no mustard", 'on "the" bun']) expect(message).toContain(`\n${line}\n`);
  });

  it("runs again when its own container uses its image", { timeout: TIMEOUT }, async () => {
    let result: StepResult | undefined;
    let container = "";
    // A build can be over before its temporary image is seen.
    for (let attempt = 0; attempt < 10 && container === ""; attempt++) {
      let isOver = false;
      const building = build([`RUN --network=none echo ${attempt}`]).finally(() => {
        isOver = true;
      });
      while (!isOver && container === "") container = await useTemporaryImage();
      result = await building;
    }
    if (result === undefined || container === "") throw new Error("no temporary image was seen");
    await docker("rm", container);
    expectBuilt(result);
    expect(result.log.split("::group::cog build").length - 1).toBe(2);
    expect(await docker("images", "--quiet", "cog-tmp")).toBe("");
  });

  it.each([
    ["is given", { secrets: "token=mustard" }],
    ["is given by a variable", { "secret-envs": "token=BUN" }],
  ])("mounts a secret that %s", { timeout: TIMEOUT }, async (_, inputs) => {
    const mount = "--mount=type=secret,id=token";
    expectBuilt(await build([`RUN --network=none ${mount} test -s /run/secrets/token`], inputs));
  });

  it("fails in the command when a secret is not given", { timeout: TIMEOUT }, async () => {
    const mount = "--mount=type=secret,id=token";
    const message = failure(await build([`RUN --network=none ${mount} cat /run/secrets/token`]));
    expect(codes(message)).toEqual(["step-failed"]);
    expect(message).toContain("No such file or directory");
  });
});

describe.skipIf(isSkipped)("the build cache with a real Cog", { timeout: TIMEOUT }, () => {
  // A second push of one name would not do: where it is not r8.im's, Cog 0.22 labels the image that the registry has.
  it("of production serves previews, which rebuild only what has changed", async () => {
    const push = await CachedPush.create({ cogBinary: process.env["COG_BINARY"] ?? "" });
    expect(await push.run()).toMatchObject({ errors: [], outputs: { status: "pushed" } });
    const production = await push.held();
    expect(hasIndex(production)).toBe(true);
    const preview = async (number: number) => {
      const { event, env } = push.world.sandbox.events.pullRequestEvent({
        action: "opened",
        number,
      });
      const result = await push.run({ event, env });
      expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
      return { result, image: await push.held(`acme/hotdog-pr-${number}`) };
    };

    await push.world.write("more.py", "# another line\n");
    const changed = await preview(7);
    expect(dependencies(changed.image)).toBe(dependencies(production));
    expect(changed.image.layers[3]).not.toBe(production.layers[3]);
    expect(changed.result.summary).toMatch(/^\| Build cache \| 4 of 5 /m);

    await push.world.write("requirements.txt", "two\n");
    expect(dependencies((await preview(8)).image)).not.toBe(dependencies(production));
  });
});
