import { once } from "node:events";
import { createServer, request as httpRequest, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { CACHE_LABEL } from "../../src/build-cache/cache-index.ts";
import { isRecord } from "../../src/lib/json.ts";
import { pushBaseImage } from "./base-image.ts";
import { DockerRegistry, registerIn } from "./docker-registry.ts";
import { type EngineSettings, startFreshEngine } from "./fresh-engine.ts";
import { type AtEnd, portOf, type StepOptions, type StepResult, World } from "./world.ts";

/** Answers a request in the registry's place. @returns false to leave it to the registry. */
export type Fault = (method: string, path: string, response: ServerResponse) => boolean;

/** What the registry holds of an image. */
export interface HeldImage {
  readonly layers: readonly string[];
  readonly labels: Readonly<Record<string, unknown>>;
  /** The commands that made it. */
  readonly commands: readonly unknown[];
  /** All that is written in it: its configuration and its unpacked layers. */
  readonly content: string;
}

export interface CachedPushOptions {
  /** What the random layer takes, beside the making of it. */
  readonly seconds?: number;
  /** A real Cog instead of the stand-in. */
  readonly cogBinary?: string;
  readonly atEnd?: AtEnd;
}

/**
 * A project whose build makes a random layer, `deps`, from requirements.txt, and puts its files on top. The
 * random layer is the same in two images exactly when it was reused.
 */
export class CachedPush {
  readonly world: World;
  /** Host of the registry. */
  readonly registry: string;
  /** Requests to the registry, as `METHOD /path`. */
  readonly requests: string[];
  fault: Fault = () => false;

  readonly #atEnd: AtEnd;

  private constructor(world: World, registry: string, requests: string[], atEnd: AtEnd) {
    this.#atEnd = atEnd;
    this.world = world;
    this.registry = registry;
    this.requests = requests;
  }

  static async create({
    seconds = 0,
    cogBinary = "",
    atEnd = onTestFinished,
  }: CachedPushOptions = {}): Promise<CachedPush> {
    const world = await World.create({ cogPusher: "docker", cogBinary }, atEnd);
    const behind = await DockerRegistry.start(registerIn(world.sandbox), undefined, atEnd);
    const requests: string[] = [];
    const front = createServer((incoming, response) => {
      const { method = "", url = "", headers } = incoming;
      requests.push(`${method} ${url}`);
      if (push.fault(method, url, response)) return;
      const [host, port] = behind.host.split(":");
      const onward = httpRequest({ host, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on("error", () => response.destroy());
      incoming.pipe(onward);
    });
    front.listen(0, "127.0.0.1");
    await once(front, "listening");
    atEnd(() => {
      front.close();
      front.closeAllConnections();
    });
    const push = new CachedPush(world, `127.0.0.1:${portOf(front)}`, requests, atEnd);
    await pushBaseImage(push.registry, "acme/base");
    await world.write("requirements.txt", "one\n");
    await world.write("Dockerfile", push.#dockerfile(seconds));
    return push;
  }

  #dockerfile(seconds: number): string {
    return [
      `FROM ${this.registry}/acme/base`,
      "COPY requirements.txt /",
      `RUN --network=none sleep ${seconds}; head -c 100000 /dev/urandom > /deps`,
      "COPY . /src",
      "WORKDIR /src",
      "",
    ].join("\n");
  }

  /** Runs the step on an engine that has nothing. */
  async run(
    { inputs, env, ...step }: Partial<StepOptions> = {},
    engine?: EngineSettings,
  ): Promise<StepResult & { readonly seconds: number }> {
    const fresh = await startFreshEngine(engine, this.#atEnd);
    const began = performance.now();
    const result = await this.world.run({
      ...step,
      inputs: { dockerfile: "Dockerfile", "build-cache": "true", ...inputs },
      env: { COG_REGISTRY_HOST: this.registry, DOCKER_HOST: fresh.host, ...env },
    });
    const seconds = (performance.now() - began) / 1000;
    await fresh.stop();
    return { ...result, seconds };
  }

  /** What the registry holds under a tag. */
  async held(repository = "acme/hotdog", tag = "latest"): Promise<HeldImage> {
    const base = `http://${this.registry}/v2/${repository}`;
    const accept =
      "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
    const manifest = await read(`${base}/manifests/${tag}`, accept);
    const { config, layers } = manifest;
    const digest = isRecord(config) ? config["digest"] : undefined;
    const image = await read(`${base}/blobs/${digest}`, "*/*");
    const settings = isRecord(image["config"]) ? image["config"] : {};
    const labels = isRecord(settings["Labels"]) ? settings["Labels"] : {};
    const digests = Array.isArray(layers)
      ? layers.filter(isRecord).map((each) => String(each["digest"]))
      : [];
    const blobs = await Promise.all(
      digests.map(async (each) => (await fetch(`${base}/blobs/${each}`)).arrayBuffer()),
    );
    const history = Array.isArray(image["history"]) ? image["history"].filter(isRecord) : [];
    return {
      layers: digests,
      labels,
      commands: history.map((step) => step["created_by"]),
      content: [JSON.stringify(image), ...blobs.map((blob) => gunzipSync(blob))].join("\n"),
    };
  }
}

/** The layer that requirements.txt makes: after the base and the COPY. */
export function dependencies({ layers }: HeldImage): string {
  return layers[2] ?? "";
}

export function hasIndex({ labels }: HeldImage): boolean {
  return typeof labels[CACHE_LABEL] === "string";
}

async function read(url: string, accept: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { headers: { accept } });
  const body: unknown = await response.json();
  if (!response.ok || !isRecord(body)) throw new Error(`${url}: HTTP ${response.status}`);
  return body;
}
