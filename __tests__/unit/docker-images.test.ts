import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DockerClientOptions, engineAddress } from "../../src/docker/client.ts";
import { refuseSsh } from "../../src/docker/engine.ts";
import { inspectImage, schemaIn, tagImage, untagImage } from "../../src/docker/images.ts";
import { startStranger } from "../support/servers.ts";
import { SDXL_NOVEMBER } from "./schema-samples.ts";
import { temporaryDirectory } from "./support.ts";

const IMAGE = "r8.im/acme/hotdog";
const LABEL = "run.cog.openapi_schema";

/** Surroundings without a `docker` CLI: a PATH of one empty directory. */
async function without(
  environment: Record<string, string>,
  signal = new AbortController().signal,
): Promise<DockerClientOptions> {
  const directory = await temporaryDirectory();
  return {
    environment: { PATH: directory, ...environment },
    dockerConfigDirectory: directory,
    signal,
  };
}

/** A server on loopback that answers as the engine's API does. */
async function engine(status: number, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { origin, requests } = await startStranger((_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(text);
  });
  return { host: origin.replace("http:", "tcp:"), requests };
}

const inspected = (labels: unknown) => ({ Id: "sha256:0", Config: { Labels: labels } });

async function schemaFrom(status: number, body: unknown): Promise<unknown> {
  const { host } = await engine(status, body);
  return schemaIn((await inspectImage(IMAGE, await without({ DOCKER_HOST: host }))).labels);
}

describe("the schema on an image", () => {
  it("is read from its label, by the image's name", async () => {
    const { host, requests } = await engine(
      200,
      inspected({ [LABEL]: JSON.stringify(SDXL_NOVEMBER) }),
    );
    const surroundings = await without({ DOCKER_HOST: host });
    expect(schemaIn((await inspectImage(IMAGE, surroundings)).labels)).toEqual(SDXL_NOVEMBER);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /images/r8.im/acme/hotdog/json",
    ]);
  });

  it("may have hundreds of kilobytes, and any characters", async () => {
    const schema = { info: { title: "🌭 'é' \\ \n" }, more: "x".repeat(700_000) };
    expect(await schemaFrom(200, inspected({ [LABEL]: JSON.stringify(schema) }))).toEqual(schema);
  });

  it.each<[string, unknown]>([
    ["no labels", inspected(null)],
    ["empty labels", inspected({})],
    ["other labels", inspected({ "run.cog.version": "0.22.0" })],
    ["an empty label", inspected({ [LABEL]: "" })],
    ["a label that is not JSON", inspected({ [LABEL]: "{" })],
    ["a label that is a list", inspected({ [LABEL]: "[]" })],
    ["a label that is null", inspected({ [LABEL]: "null" })],
    ["a label that is not a string", inspected({ [LABEL]: { openapi: "3.0.2" } })],
    ["no configuration", { Id: "sha256:0" }],
    ["labels that are a list", inspected([LABEL])],
    ["a response that is not JSON", "<html>"],
    ["a response that is a list", []],
  ])("is missing with %s", async (_, body) => {
    expect(await schemaFrom(200, body)).toBeUndefined();
  });

  it.each([404, 500, 301])("is an error when the engine returns %d", async (status) => {
    const message = { message: `No such image: ${IMAGE}:latest` };
    await expect(schemaFrom(status, message)).rejects.toThrow(
      `HTTP ${status} from tcp://127.0.0.1`,
    );
  });
});

describe("the labels of an image", () => {
  it("are read at a socket", async () => {
    const socket = join(await temporaryDirectory(), "docker.sock");
    const server = createServer((_, response) =>
      response.end(JSON.stringify(inspected({ "run.cog.version": "0.22.0" }))),
    );
    server.listen(socket);
    await once(server, "listening");
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const surroundings = await without({ DOCKER_HOST: `unix://${socket}` });
    expect(await inspectImage(IMAGE, surroundings)).toEqual({
      id: "sha256:0",
      labels: { "run.cog.version": "0.22.0" },
      layers: [],
    });
  });

  it("are read where the Docker context points", async () => {
    const { host } = await engine(200, inspected({ a: "b" }));
    const surroundings = await without({});
    // As Docker's CLI names the directory of a context.
    const name = createHash("sha256").update("remote").digest("hex");
    const directory = join(surroundings.dockerConfigDirectory, "contexts", "meta", name);
    await mkdir(directory, { recursive: true });
    const meta = { Name: "remote", Endpoints: { docker: { Host: host } } };
    await writeFile(join(directory, "meta.json"), JSON.stringify(meta));
    const config = join(surroundings.dockerConfigDirectory, "config.json");
    await writeFile(config, JSON.stringify({ currentContext: "remote" }));
    expect(await inspectImage(IMAGE, surroundings)).toMatchObject({ labels: { a: "b" } });
  });

  it("are an error when nothing listens", async () => {
    const directory = await temporaryDirectory();
    const host = `unix://${join(directory, "none.sock")}`;
    await expect(inspectImage(IMAGE, await without({ DOCKER_HOST: host }))).rejects.toThrow(
      "ENOENT",
    );
  });

  it.each(["ssh://builder.test", "npipe:////./pipe/docker_engine", "fd://"])(
    "are not requested over TCP at %s",
    async (host) => {
      const asked = inspectImage(IMAGE, await without({ DOCKER_HOST: host }));
      await expect(asked).rejects.toThrow(host);
    },
  );

  it.each([
    ["tcp://[::1]:2376", { host: "::1", port: 2376 }],
    ["tcp://docker", { host: "docker", port: 2375 }],
  ])("are requested over TCP at %s", async (host, address) => {
    expect(await engineAddress(host, await without({}))).toEqual({ kind: "tcp", ...address });
  });

  it("are an error for a context that does not exist", async () => {
    const surroundings = await without({ DOCKER_CONTEXT: "gone" });
    await expect(inspectImage(IMAGE, surroundings)).rejects.toThrow('"gone"');
  });

  it("are not waited for when the step is over", async () => {
    const { origin } = await startStranger(() => undefined);
    const over = new AbortController();
    const surroundings = await without(
      { DOCKER_HOST: origin.replace("http:", "tcp:") },
      over.signal,
    );
    const asked = inspectImage(IMAGE, surroundings);
    setTimeout(() => over.abort(), 50);
    await expect(asked).rejects.toThrow("abort");
  });

  it("are an error when the answer breaks off", async () => {
    const { origin } = await startStranger((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      setTimeout(() => response.destroy(), 20);
    });
    const surroundings = await without({ DOCKER_HOST: origin.replace("http:", "tcp:") });
    await expect(inspectImage(IMAGE, surroundings)).rejects.toThrow("aborted");
  });
});

it.each<[string, Record<string, string>, boolean]>([
  ["0.22.0", {}, true],
  ["0.15.9", {}, true],
  ["0.15.8", {}, false],
  ["0.16.10", { COG_DOCKER_SDK_CLIENT: "0" }, true],
  ["0.16.9", { COG_DOCKER_SDK_CLIENT: "0" }, false],
  ["0.22.0", { DOCKER_HOST: "tcp://builder.test" }, false],
  ["0.22.0", { DOCKER_HOST: "", DOCKER_CONTEXT: "gone" }, false],
])("ssh:// with Cog %s and %j is rejected: %s", async (version, environment, isRefused) => {
  const options = await without({ DOCKER_HOST: "ssh://builder.test", ...environment });
  const refusal = refuseSsh(version, options).then(
    () => false,
    () => true,
  );
  expect(await refusal).toBe(isRefused);
});

describe("a second tag, without the Docker CLI", () => {
  const tmp = "cog-tmp:0123";

  it("is created and removed through the engine's API", async () => {
    const { host, requests } = await engine(201, "");
    const options = await without({ DOCKER_HOST: host });
    await tagImage(tmp, "keep:0123", options);
    await untagImage("keep:0123", options);
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /images/cog-tmp:0123/tag?repo=keep&tag=0123",
      "DELETE /images/keep:0123",
    ]);
  });

  it("is an error when the daemon refuses", async () => {
    const { host } = await engine(404, { message: "No such image" });
    const options = await without({ DOCKER_HOST: host });
    await expect(tagImage(tmp, "keep:0123", options)).rejects.toThrow("HTTP 404");
    await expect(untagImage("keep:0123", options)).rejects.toThrow("HTTP 404");
  });
});
