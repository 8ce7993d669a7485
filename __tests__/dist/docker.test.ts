import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readNotes, writeProgram } from "../support/programs.ts";
import { codes, HOTDOG, portOf, World } from "../support/world.ts";

const NOBODY = "unix:///nonexistent/docker.sock";

/** A machine without the docker program, or with the given script for one. */
async function machine(docker?: readonly string[]): Promise<{ world: World; PATH: string }> {
  const world = await World.create({ models: [HOTDOG] });
  const PATH = join(world.runner.directory, "programs");
  await mkdir(PATH);
  if (docker !== undefined) await writeProgram(PATH, "docker", docker);
  return { world, PATH };
}

/** Writes a Docker configuration with one context, `remote`, for a daemon at the host. */
async function writeContext({ runner }: World, host: string, current: string): Promise<string> {
  const directory = join(runner.directory, "docker-config");
  const id = createHash("sha256").update("remote").digest("hex");
  const meta = join(directory, "contexts/meta", id);
  await mkdir(meta, { recursive: true });
  const endpoints = { docker: { Host: host, SkipTLSVerify: false } };
  await writeFile(
    join(meta, "meta.json"),
    JSON.stringify({ Name: "remote", Metadata: {}, Endpoints: endpoints }),
  );
  await writeFile(join(directory, "config.json"), JSON.stringify({ currentContext: current }));
  return directory;
}

describe("without the docker program, the engine's API is asked", () => {
  it("at the socket that DOCKER_HOST names", async () => {
    const { world, PATH } = await machine();

    const result = await world.run({ env: { PATH } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.log).toContain(world.runner.dockerHost);
  });

  it("at the address that DOCKER_HOST names", async () => {
    const { world, PATH } = await machine();
    const asked: (string | undefined)[] = [];
    const engine = createServer((request, response) => {
      asked.push(request.url);
      response.setHeader("Api-Version", "1.46").end("OK");
    });
    engine.listen(0, "127.0.0.1");
    await once(engine, "listening");
    onTestFinished(() => void engine.close());
    const DOCKER_HOST = `tcp://127.0.0.1:${portOf(engine)}`;

    const result = await world.run({ env: { PATH, DOCKER_HOST } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(asked).toEqual(["/_ping"]);
  });

  it.each([
    ["the configuration's current context", "remote", {}],
    ["DOCKER_CONTEXT", "default", { DOCKER_CONTEXT: "remote" }],
  ])("at the daemon of %s", async (_case, current, env) => {
    const { world, PATH } = await machine();
    const { dockerHost } = world.runner;
    const DOCKER_CONFIG = await writeContext(world, dockerHost, current);

    const result = await world.run({ env: { PATH, DOCKER_CONFIG, DOCKER_HOST: "", ...env } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.log).toContain(dockerHost);
  });

  it("at DOCKER_HOST rather than a context", async () => {
    const { world, PATH } = await machine();
    const DOCKER_CONFIG = await writeContext(world, world.runner.dockerHost, "remote");

    const message = await world.refusal({ env: { PATH, DOCKER_CONFIG, DOCKER_HOST: NOBODY } });

    expect(message).toContain(NOBODY);
  });

  it.each([
    ["a socket that is not there", NOBODY],
    ["an address where nobody listens", "tcp://127.0.0.1:9"],
  ])("and no answer is an error that names %s", async (_case, DOCKER_HOST) => {
    const { world, PATH } = await machine();

    const message = await world.refusal({ env: { PATH, DOCKER_HOST } });

    expect(codes(message)).toEqual(["docker-unavailable"]);
    expect(message).toContain(DOCKER_HOST);
  });

  it("and a context that does not exist is an error that names it", async () => {
    const { world, PATH } = await machine();
    const DOCKER_CONFIG = await writeContext(world, world.runner.dockerHost, "other");

    const message = await world.refusal({ env: { PATH, DOCKER_CONFIG, DOCKER_HOST: "" } });

    expect(message).toContain('context "other"');
  });
});

describe("with the docker program", () => {
  it("its word is taken for every kind of host", async () => {
    const { world, PATH } = await machine([
      'echo "$DOCKER_HOST $@" >> "$HOME/calls"',
      "echo 28.1.1",
    ]);

    const result = await world.run({
      env: { PATH, DOCKER_HOST: "ssh://builder.test" },
    });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.log).toContain("Docker 28.1.1");
    const [call = "", ...others] = await readNotes(join(world.runner.home, "calls"));
    expect(call).toMatch(/^ssh:\/\/builder\.test version /);
    expect(others).toEqual([]);
  });

  it("no daemon is an error in its own words", async () => {
    const { world, PATH } = await machine([
      "echo 'Cannot connect to the Docker daemon at unix:///run/x.sock. Is the docker daemon running?' >&2",
      "exit 1",
    ]);

    const message = await world.refusal({ env: { PATH } });

    expect(codes(message)).toEqual(["docker-unavailable"]);
    expect(message).toContain("Cannot connect to the Docker daemon at unix:///run/x.sock");
  });
});
