import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readNotes, writeProgram } from "../support/programs.ts";
import { annotated, codes, HOTDOG, portOf, World } from "../support/world.ts";

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

describe("without the docker program, the engine's API is used", () => {
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

  const TLS = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/nonexistent" };
  it.each([
    ["docker-unavailable", "a socket that is not there", NOBODY, {}],
    ["docker-unavailable", "an address where nobody listens", "tcp://127.0.0.1:9", {}],
    ["docker-tls", "an address without certificates", "tcp://127.0.0.1:9", TLS],
    ["docker-host-invalid", "an address that is none", "tcp://builder:port", {}],
  ])("%s: the error names %s", async (code, _case, DOCKER_HOST, env) => {
    const { world, PATH } = await machine();

    const message = await world.refusal({ env: { PATH, DOCKER_HOST, ...env } });

    expect(codes(message)).toEqual([code]);
    expect(message).toContain(DOCKER_HOST);
  });

  it("and a context that does not exist is an error that names it", async () => {
    const { world, PATH } = await machine();
    const DOCKER_CONFIG = await writeContext(world, world.runner.dockerHost, "other");

    const message = await world.refusal({ env: { PATH, DOCKER_CONFIG, DOCKER_HOST: "" } });

    expect(codes(message)).toEqual(["docker-context"]);
    expect(message).toContain('context "other"');
  });
});

describe("with the docker program", () => {
  it("its answer is used for every kind of host", async () => {
    const { world, PATH } = await machine([
      'echo "$DOCKER_HOST $@" >> "$HOME/calls"',
      "echo 28.1.1",
    ]);

    const result = await world.run({
      inputs: { "cog-version": "0.13.7" },
      env: { PATH, DOCKER_HOST: "ssh://builder.test" },
    });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.log).toContain("Docker 28.1.1");
    const [call = "", ...others] = await readNotes(join(world.runner.home, "calls"));
    expect(call).toMatch(/^ssh:\/\/builder\.test version /);
    expect(others).toEqual([]);
  });

  it.each([
    ["DOCKER_HOST", async () => ({ DOCKER_HOST: "ssh://builder.test" })],
    [
      "the Docker context",
      async (world: World) => ({
        DOCKER_CONFIG: await writeContext(world, "ssh://builder.test", "remote"),
        DOCKER_HOST: "",
      }),
    ],
  ])("ssh:// in %s is rejected, since Cog does not support it", async (_, variables) => {
    const { world, PATH } = await machine(["echo 28.1.1"]);

    const message = await world.refusal({ env: { PATH, ...(await variables(world)) } });

    expect(codes(message)).toEqual(["docker-ssh-unsupported"]);
  });

  // What the Docker CLI 28.5 prints.
  const endpoint = "Failed to initialize: unable to resolve docker endpoint";
  it.each([
    [
      "docker-permission",
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/version": dial unix /var/run/docker.sock: connect: permission denied',
      /docker group.*options/,
    ],
    [
      "docker-api-version",
      "Error response from daemon: client version 1.99 is too new. Maximum supported API version is 1.51",
      /DOCKER_API_VERSION/,
    ],
    [
      "docker-context",
      `${endpoint}: context "remote": context not found: open /root/.docker/contexts/meta/ca37/meta.json: no such file or directory`,
      /DOCKER_CONTEXT/,
    ],
    [
      "docker-tls",
      `${endpoint}: open /certs/client/ca.pem: no such file or directory`,
      /DOCKER_CERT_PATH/,
    ],
    [
      "docker-unavailable",
      "Cannot connect to the Docker daemon at unix:///run/x.sock. Is the docker daemon running?",
      /ubuntu-latest/,
    ],
    ["docker-unavailable", "something new", /ubuntu-latest/],
  ])("%s: an error in its own words: %s", async (code, words, remedy) => {
    const { world, PATH } = await machine([`echo '${words}' >&2`, "exit 1"]);

    const message = await world.refusal({ env: { PATH } });

    expect(codes(message)).toEqual([code]);
    expect(message).toContain(words.replace(/\.$/, ""));
    expect(message).toMatch(remedy);
  });
});

/** An engine that can use the build cache, as far as it is asked without a build. */
async function cachingEngine(): Promise<string> {
  const engine = createServer((_, response) => {
    const DriverStatus = [["driver-type", "io.containerd.snapshotter.v1"]];
    const info = { Name: hostname(), ServerVersion: "28.5.2", DriverStatus };
    response.setHeader("Api-Version", "1.51").end(JSON.stringify(info));
  });
  engine.listen(0, "127.0.0.1");
  await once(engine, "listening");
  onTestFinished(() => void engine.close());
  return `tcp://127.0.0.1:${portOf(engine)}`;
}

it.each([
  ["true", 1],
  ["auto", 0],
])("a build that build-cache: %s adds nothing to causes %i warning", async (mode, warnings) => {
  const { world, PATH } = await machine();
  const env = { PATH, DOCKER_HOST: await cachingEngine() };

  const result = await world.run({ inputs: { "build-cache": mode }, env });

  expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
  expect(annotated(result, "warning")).toEqual(warnings === 0 ? [] : ["build-cache-unused"]);
});

it.each([
  ["a push", {}],
  ["stop-after: test", { "stop-after": "test" }],
])("%s with a test model reads the build cache of the model alone", async (_case, inputs) => {
  const { world, PATH } = await machine();
  const env = { PATH, DOCKER_HOST: await cachingEngine() };
  const test = { "build-cache": "auto", "test-model": "acme/hotdog-test", ...inputs };
  for (const name of ["hotdog", "hotdog-test"])
    world.sandbox.addModel({ owner: "acme", name, versions: [{ id: "a".repeat(64) }] });

  const { log } = await world.run({ inputs: test, env });

  const origins = [...log.matchAll(/^Build cache: .* (acme\/\S+) /gm)];
  expect(origins.map(([, model]) => model)).toEqual(["acme/hotdog"]);
});

describe("Podman is detected", () => {
  const TEMPLATE =
    'Error: template: version:1:9: executing "version" at <.Server.Version>: nil pointer evaluating *define.Version.Version';

  /** Podman's service, as far as it is asked. */
  async function podman(): Promise<string> {
    const service = createServer((_, response) => {
      response.setHeader("Libpod-Api-Version", "5.2.1").setHeader("Api-Version", "1.41").end("OK");
    });
    service.listen(0, "127.0.0.1");
    await once(service, "listening");
    onTestFinished(() => void service.close());
    return `tcp://127.0.0.1:${portOf(service)}`;
  }

  it.each([
    ["by the Docker CLI", ["echo 5.2.1 amd64 Podman Engine Conmon Engine"]],
    ["without a CLI", undefined],
    ["by podman-docker", [`echo '${TEMPLATE}' >&2`, "exit 125"]],
  ])("%s, with a warning about BuildKit", async (_how, docker) => {
    const { world, PATH } = await machine(docker);

    const result = await world.run({ env: { PATH, DOCKER_HOST: await podman() } });

    expect(result.log).toMatch(/Cog 0\.\d+\.\d+, Podman 5\.2\.1/);
    expect(result.log).toMatch(/^::warning::.*Podman 5\.2\.1.*BuildKit/m);
  });
});
