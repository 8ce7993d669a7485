import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CACHE_LABEL, readIndexLabel } from "../../src/build-cache/cache-index.ts";
import { CachedPush, dependencies, type HeldImage, hasIndex } from "../support/cached-push.ts";
import { freePort } from "../support/docker-registry.ts";
import { canStartEngines } from "../support/fresh-engine.ts";
import { selfSigned } from "../support/tls.ts";

const OVERLAY = { hasContainerdStore: false };

describe.skipIf(!canStartEngines())("the build cache", { timeout: 180_000 }, () => {
  const changeLine = ({ world }: CachedPush) =>
    appendFile(join(world.project, "predict.py"), "# another line\n");

  it("rebuilds only what has changed, on engines without a local cache", async () => {
    const push = await CachedPush.create();
    const first = await push.run();
    expect(first).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
    const original = await push.held();
    expect(hasIndex(original)).toBe(true);

    await push.run();
    const same = await push.held();
    expect(same.layers.slice(0, 4)).toEqual(original.layers.slice(0, 4));

    await changeLine(push);
    const second = await push.run();
    const changed = await push.held();
    expect(second).toMatchObject({ errors: [], warnings: [] });
    expect(dependencies(changed)).toBe(dependencies(original));
    expect(changed.layers[3]).not.toBe(original.layers[3]);
    expect(second.summary).toMatch(/^\| Build cache \| 4 of 5 /m);

    await push.world.write("requirements.txt", "two\n");
    const third = await push.run();
    expect(dependencies(await push.held())).not.toBe(dependencies(original));
    expect(third.outputs).toMatchObject({ status: "pushed", changed: "true" });
  });

  it("is not used with no-cache, and leaves no trace", async () => {
    const push = await CachedPush.create();
    await push.run();
    const before = await push.held();
    const result = await push.run({ inputs: { "no-cache": "true" } });
    expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
    expect(result.warnings).toEqual([expect.stringContaining("no-cache")]);
    const after = await push.held();
    expect(dependencies(after)).not.toBe(dependencies(before));
    expect(hasIndex(after)).toBe(false);
  });

  it("is used with an engine that is reached with TLS", async () => {
    const push = await CachedPush.create();
    const directory = join(push.world.runner.directory, "certificates");
    await mkdir(directory);
    const { key, cert } = selfSigned(["localhost"]);
    const file = (name: string) => join(directory, `${name}.pem`);
    await Promise.all([
      writeFile(file("ca"), cert),
      writeFile(file("cert"), cert),
      writeFile(file("key"), key),
    ]);
    const port = await freePort();
    const flags = [
      `--host=tcp://127.0.0.1:${port}`,
      "--tlsverify",
      `--tlscacert=${file("ca")}`,
      `--tlscert=${file("cert")}`,
      `--tlskey=${file("key")}`,
    ];
    const env = {
      DOCKER_HOST: `tcp://localhost:${port}`,
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: directory,
    };
    const run = () => push.run({ env }, { hasContainerdStore: true, flags });
    expect(await run()).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
    const before = await push.held();
    await changeLine(push);
    expect(await run()).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
    expect(dependencies(await push.held())).toBe(dependencies(before));
  });

  it("keeps secrets inside the build", async () => {
    const push = await CachedPush.create();
    const mount = "--mount=type=secret,id=token";
    const taste = '[ "$(head -c 3 /run/secrets/token)" = mus ]';
    await push.world.write(
      "Dockerfile",
      [
        `FROM ${push.registry}/acme/base`,
        "COPY requirements.txt /",
        `RUN --network=none ${mount} ${taste} && head -c 100000 /dev/urandom > /deps`,
        "COPY . /src",
        "",
      ].join("\n"),
    );
    const pushed = async (cache: string, secret: string) => {
      const inputs = { secrets: `other=relish\ntoken=${secret}`, "build-cache": cache };
      const result = await push.run({ inputs });
      expect(result).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
      const image = await push.held();
      const index = Buffer.from(String(image.labels[CACHE_LABEL] ?? ""), "base64");
      const held = `${image.content}${index.length > 0 ? gunzipSync(index) : ""}`;
      const spellings = [secret, Buffer.from(secret).toString("base64")];
      expect(spellings.filter((spelling) => held.includes(spelling))).toEqual([]);
      return image;
    };
    const withoutIndex = ({ labels, commands }: HeldImage) => {
      const { [CACHE_LABEL]: _index, "run.cog.push_id": _id, ...others } = labels;
      return { labels: others, commands };
    };
    const plain = await pushed("false", "mustard-1");
    const first = await pushed("true", "mustard-2");
    expect([hasIndex(plain), hasIndex(first)]).toEqual([false, true]);
    expect(withoutIndex(first)).toEqual(withoutIndex(plain));
    // As in any build, a secret is not a part of what a layer is made of.
    const second = await pushed("true", "mustard-3");
    expect(dependencies(second)).toBe(dependencies(first));
  });

  it("works with separate weights, without changing their own build", async () => {
    const push = await CachedPush.create();
    const inputs = { "separate-weights": "true" };
    expect(await push.run({ inputs })).toMatchObject({ errors: [], warnings: [] });
    const before = await push.held();
    expect((await push.run({ inputs })).errors).toEqual([]);
    expect(dependencies(await push.held())).toBe(dependencies(before));
  });

  it("builds a bundle without the cache", async () => {
    const push = await CachedPush.create();
    await push.world.write(
      "cog.yaml",
      `model: ${push.registry}/acme/hotdog\npredict: predict.py:Predictor\n`,
    );
    /** The index that a push reports, without digests and sizes. */
    const pushed = async (cache: string): Promise<unknown> => {
      const result = await push.run({ inputs: { "build-cache": cache } });
      const { outputs } = result;
      expect(result).toMatchObject({ errors: [], warnings: [], outputs: { status: "pushed" } });
      const url = `http://${push.registry}/v2/acme/hotdog/manifests/${outputs["digest"]}`;
      const headers = { accept: "application/vnd.oci.image.index.v1+json" };
      const text = await (await fetch(url, { headers })).text();
      return JSON.parse(text, (key, value) => (/^(digest|size)$/.test(key) ? undefined : value));
    };
    expect(await pushed("true")).toEqual(await pushed("false"));
  });

  it("builds with the schema first, and the image that is pushed has the index of that build", async () => {
    const push = await CachedPush.create({ seconds: 2 });
    await push.run({ inputs: { "build-cache": "false" } });
    const { labels } = await push.held();
    const { versions = [] } = push.world.sandbox.model("acme/hotdog") ?? {};
    const [version] = versions;
    const schema = JSON.parse(String(labels["run.cog.openapi_schema"]));
    // Replicate reads it from the image; the sandbox does not.
    if (version !== undefined) versions[0] = { ...version, openapiSchema: schema };
    const checked = async () => {
      const result = await push.run({ inputs: { compatibility: "fail" } });
      expect(result.errors).toEqual([]);
      return push.held();
    };
    const full = await checked();
    expect(push.world.sandbox.cogRuns.map(({ argv }) => argv[0])).toEqual([
      "push",
      "build",
      "push",
    ]);
    // The push finds the build in Docker's cache, and takes less than the build did.
    expect(readIndexLabel(full.labels)?.fullBuild).toBeGreaterThan(2);
    await changeLine(push);
    expect(dependencies(await checked())).toBe(dependencies(full));
  });

  it.each([
    ["true", ["containerd-snapshotter"]],
    ["auto", []],
  ])("%s names what to change when the engine has no containerd store", async (mode, warnings) => {
    const push = await CachedPush.create();
    const result = await push.run({ inputs: { "build-cache": mode } }, OVERLAY);
    expect(result).toMatchObject({ errors: [], outputs: { status: "pushed" } });
    expect(result.warnings).toEqual(warnings.map((text) => expect.stringContaining(text)));
    expect(result.log).toMatch(/build cache/i);
  });

  it("of production serves the first preview, and the preview's own the second", async () => {
    const push = await CachedPush.create();
    const { events } = push.world.sandbox;
    await push.run();
    const production = await push.held();
    const { event, env } = events.pullRequestEvent({ action: "opened", number: 7 });
    const deps = async () => dependencies(await push.held("acme/hotdog-pr-7"));

    await changeLine(push);
    const first = await push.run({ event, env });
    expect(first.errors).toEqual([]);
    expect(first.summary).toMatch(/^\| Build cache \| 4 of 5 /m);
    expect(await deps()).toBe(dependencies(production));

    await push.world.write("requirements.txt", "two\n");
    await push.run({ event, env });
    const own = await deps();
    expect(own).not.toBe(dependencies(production));
    await changeLine(push);
    await push.run({ event, env });
    expect(await deps()).toBe(own);

    // What a pull request has built is never production's.
    await push.run();
    expect(dependencies(await push.held())).not.toBe(own);
  });
});
