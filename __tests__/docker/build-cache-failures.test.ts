import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { buildImage } from "../../dev/sandbox/cog/buildkit/solve.ts";
import { startEngineProxy } from "../../src/build-cache/engine-proxy.ts";
import { encodeExport, encodeImport } from "../../src/build-cache/solve-request.ts";
import { CachedPush, dependencies, type Fault, hasIndex } from "../support/cached-push.ts";
import { canStartEngines, startFreshEngine } from "../support/fresh-engine.ts";
import { until } from "../support/processes.ts";
import { annotated, portOf } from "../support/world.ts";

describe.skipIf(!canStartEngines())(
  "the build cache when something fails",
  { timeout: 180_000 },
  () => {
    /** Fails requests of one method for the layer of the dependencies. */
    const failing = async (push: CachedPush, method: string, status: number, body = "") => {
      const digest = dependencies(await push.held());
      const fault: Fault = (actual, path, response) => {
        if (actual !== method || !path.endsWith(digest)) return false;
        response.writeHead(status).end(body);
        return true;
      };
      push.fault = fault;
      return digest;
    };

    it("builds everything when a layer is gone", async () => {
      const push = await CachedPush.create();
      await push.run();
      const original = await failing(push, "HEAD", 404);
      const { world } = push;
      const result = await push.run();
      push.fault = () => false;
      expect(result).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
      expect(dependencies(await push.held())).not.toBe(original);
      expect(world.sandbox.cogRuns).toHaveLength(2);
    });

    it("builds everything when the registry hangs", async () => {
      const push = await CachedPush.create();
      await push.run();
      const original = dependencies(await push.held());
      push.fault = (method, path) => method === "HEAD" && path.endsWith(original);
      const result = await push.run();
      push.fault = () => false;
      expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
      expect(dependencies(await push.held())).not.toBe(original);
    });

    it.each([
      [404, "", "is gone after the check"],
      [200, "other bytes", "has other bytes"],
    ])(
      "builds once more without the cache: HTTP %i %j, a layer %s",
      async (status, body, _case) => {
        const push = await CachedPush.create();
        await push.run();
        const original = await failing(push, "GET", status, body);
        const result = await push.run();
        push.fault = () => false;
        expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
        expect(annotated(result, "warning")).toEqual(["build-cache-failed"]);
        expect(push.world.sandbox.cogRuns).toHaveLength(3);
        const after = await push.held();
        expect([dependencies(after) === original, hasIndex(after)]).toEqual([false, false]);
      },
    );

    it("does not retry a build that fails for another reason", async () => {
      const push = await CachedPush.create();
      await push.world.write(
        "Dockerfile",
        `FROM ${push.registry}/acme/base\nRUN --network=none false\n`,
      );
      const result = await push.run();
      expect(result.code).toBe(1);
      expect(push.world.sandbox.cogRuns).toHaveLength(1);
    });

    it.each([
      ["canceled", "SIGINT"],
      ["killed", "SIGKILL"],
    ] as const)(
      "leaves no socket and no blocked engine when the step is %s",
      async (_case, signal) => {
        const push = await CachedPush.create();
        await push.world.write(
          "Dockerfile",
          `FROM ${push.registry}/acme/base\nRUN --network=none sleep 600\n`,
        );
        const engine = await startFreshEngine();
        const env = { COG_REGISTRY_HOST: push.registry, DOCKER_HOST: engine.host };
        const inputs = { dockerfile: "Dockerfile", "build-cache": "true" };
        const options = push.world.step({ inputs, env });
        const step = await push.world.runner.start(options);
        let log = "";
        step.process.stdout?.on("data", (chunk: Buffer) => {
          log += chunk.toString();
        });
        await until(() => log.includes("sleep 600"));
        step.process.kill(signal);
        const main = await step.result;
        if (signal === "SIGKILL") await push.world.runner.post(options, main);
        expect(main.code).toBe(signal === "SIGKILL" ? signal : 1);
        expect(await readdir(push.world.runner.temporary)).toEqual([]);

        // The same engine builds on.
        const dockerfile = `FROM ${push.registry}/acme/base\nRUN --network=none sleep 0\n`;
        await buildImage(engine.host, { ...NOTHING, dockerfile }, () => {});
      },
    );

    it("continues when the cache registry is down", async () => {
      const push = await CachedPush.create();
      const engine = await startFreshEngine();
      // A port that nobody listens on.
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const ref = `127.0.0.1:${portOf(server)}/cache:cache`;
      await once(server.close(), "close");
      const attributes = { ref, mode: "min", "ignore-error": "true" };
      const extension = Buffer.concat([encodeExport(attributes), encodeImport(attributes)]);
      const path = `${push.world.runner.temporary}/engine.sock`;
      const address = { kind: "socket", path: engine.host.slice("unix://".length) } as const;
      const closeProxy = await startEngineProxy(path, address, () => extension);
      const lines: string[] = [];
      const dockerfile = `FROM ${push.registry}/acme/base\n`;
      await buildImage(`unix://${path}`, { ...NOTHING, dockerfile }, (line) => lines.push(line));
      await closeProxy();
      expect(lines.join("\n")).toContain("connection refused");
    });
  },
);

const NOTHING = {
  image: "test",
  context: [],
  contexts: {},
  labels: {},
  secrets: new Map(),
  noCache: false,
};
