import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import type { Sandbox } from "../../dev/sandbox/server.ts";
import { isRecord } from "../../src/lib/json.ts";
import type { AtEnd } from "./world.ts";

/** What the Docker tests need: a daemon at DOCKER_HOST, and the `docker-registry` program. */
export interface DockerSetup {
  readonly dockerHost: string;
}

/**
 * Looks for a Docker daemon and a registry. Without them the tests are skipped, loudly; with
 * DOCKER_TESTS=required that is a failure.
 */
export function findDocker(): DockerSetup | undefined {
  const dockerHost = process.env["DOCKER_HOST"] || "unix:///var/run/docker.sock";
  const daemon = spawnSync("docker", ["version"], {
    env: { ...process.env, DOCKER_HOST: dockerHost },
  });
  const registry = spawnSync("docker-registry", ["--version"]);
  const missing = [
    ...(daemon.status === 0 ? [] : ["a Docker daemon"]),
    ...(registry.status === 0 ? [] : ["the program docker-registry"]),
  ].join(" and ");
  if (missing === "") return { dockerHost };
  if (process.env["DOCKER_TESTS"] === "required")
    throw new Error(`The Docker tests need ${missing}.`);
  console.warn(`\n!!! SKIPPED: the Docker tests, since ${missing} could not be found.\n`);
  return undefined;
}

/** A push that the registry has reported. */
export interface PushEvent {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** Docker's registry itself, on loopback, for one test. */
export class DockerRegistry {
  /** `127.0.0.1:port` */
  readonly host: string;

  private constructor(host: string) {
    this.host = host;
  }

  /**
   * @param onPush receives each manifest that is pushed by tag, as Replicate learns of them.
   * @param htpasswd a line of an htpasswd file; without it the registry asks for no credential.
   */
  static async start(
    onPush: (event: PushEvent) => void,
    htpasswd?: string,
    atEnd: AtEnd = onTestFinished,
  ): Promise<DockerRegistry> {
    const directory = await mkdtemp(join(tmpdir(), "registry-"));
    const events = await listenForEvents(onPush);
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    const config = {
      version: "0.1",
      log: { level: "error", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(directory, "data") } },
      http: { addr: host },
      notifications: {
        endpoints: [
          {
            name: "test",
            url: `http://127.0.0.1:${portOf(events)}/`,
            timeout: "1s",
            threshold: 3,
            backoff: "1s",
          },
        ],
      },
      ...(htpasswd !== undefined && {
        auth: { htpasswd: { realm: "test", path: join(directory, "htpasswd") } },
      }),
    };
    await writeFile(join(directory, "htpasswd"), `${htpasswd ?? ""}\n`);
    await writeFile(join(directory, "config.yml"), JSON.stringify(config));
    const registry = spawn("docker-registry", ["serve", join(directory, "config.yml")], {
      stdio: "ignore",
    });
    atEnd(async () => {
      registry.kill();
      events.close();
      events.closeAllConnections();
      await rm(directory, { recursive: true, force: true });
    });
    await answers(`http://${host}/v2/`);
    return new DockerRegistry(host);
  }

  /** What the registry itself says of a manifest. */
  async contentDigest(
    repository: string,
    reference: string,
    authorization = "",
  ): Promise<string | null> {
    const response = await fetch(`http://${this.host}/v2/${repository}/manifests/${reference}`, {
      method: "HEAD",
      headers: {
        // An engine with the containerd store pushes the second of them.
        accept: [
          "application/vnd.docker.distribution.manifest.v2+json",
          "application/vnd.oci.image.manifest.v1+json",
        ].join(", "),
        ...(authorization && { authorization }),
      },
    });
    return response.headers.get("docker-content-digest");
  }
}

/** The registry's notifications (distribution's documentation, "Work with notifications"). */
async function listenForEvents(onPush: (event: PushEvent) => void): Promise<Server> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const envelope: unknown = JSON.parse(Buffer.concat(chunks).toString());
    const events =
      isRecord(envelope) && Array.isArray(envelope["events"]) ? envelope["events"] : [];
    for (const event of events) {
      const target = isRecord(event) && event["action"] === "push" ? event["target"] : undefined;
      const { repository, tag, digest } = isRecord(target) ? target : {};
      if (typeof repository === "string" && typeof tag === "string" && typeof digest === "string")
        onPush({ repository, tag, digest });
    }
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply !== undefined) return;
    await sleep(50);
  }
  throw new Error(`${url} does not answer`);
}

/** Replicate's part: a manifest that is pushed to a model's repository becomes its version. */
export function registerIn(sandbox: Sandbox): (event: PushEvent) => void {
  return ({ repository, digest }) => {
    const model = sandbox.model(repository);
    const id = digest.replace("sha256:", "");
    if (model === undefined || model.versions.some((version) => version.id === id)) return;
    model.versions.unshift({
      id,
      createdAt: new Date().toISOString(),
      cogVersion: null,
      openapiSchema: null,
      listedFrom: 0,
      listedUntil: Number.POSITIVE_INFINITY,
    });
  };
}
