import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { tar } from "../../dev/sandbox/cog/tar.ts";
import { digestOf } from "../../src/build-cache/cache-index.ts";

const OCI = "application/vnd.oci.image";

/**
 * A root file system with a shell, so that RUN steps need no network, and with a python that lists one package,
 * which is all that Cog runs in an image.
 */
export function baseArchive(): Buffer {
  const path = spawnSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).stdout.trim();
  const busybox = readFileSync(path);
  const programs = ["cat", "head", "sh", "sleep", "test"].map((name) => ({
    path: `bin/${name}`,
    content: busybox,
    executable: true,
  }));
  const content = Buffer.from("#!/bin/sh\necho torch==2.0.0\n");
  return tar([...programs, { path: "bin/python", content, executable: true }]);
}

/** Pushes an image of that file system. */
export async function pushBaseImage(registry: string, repository: string): Promise<void> {
  const archive = baseArchive();
  const layer = gzipSync(archive, { level: 1 });
  const config = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      config: { Env: ["PATH=/bin"] },
      rootfs: { type: "layers", diff_ids: [digestOf(archive)] },
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: { mediaType: `${OCI}.config.v1+json`, digest: digestOf(config), size: config.length },
    layers: [
      { mediaType: `${OCI}.layer.v1.tar+gzip`, digest: digestOf(layer), size: layer.length },
    ],
  };
  const base = `http://${registry}/v2/${repository}`;
  for (const blob of [layer, config]) {
    const begun = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
    const location = new URL(begun.headers.get("location") ?? "", base);
    location.searchParams.set("digest", digestOf(blob));
    await put(location.href, "application/octet-stream", blob);
  }
  await put(`${base}/manifests/latest`, manifest.mediaType, Buffer.from(JSON.stringify(manifest)));
}

async function put(url: string, type: string, bytes: Buffer): Promise<void> {
  const headers = { "content-type": type };
  const { status } = await fetch(url, { method: "PUT", headers, body: new Uint8Array(bytes) });
  if (status !== 201) throw new Error(`${url}: HTTP ${status}`);
}
