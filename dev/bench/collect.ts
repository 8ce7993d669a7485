import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import pMap from "p-map";
import { parseObject } from "../sandbox/http/http.ts";
import type { Machine } from "./machine.ts";
import { costOf, type Results } from "./results.ts";
import { repeat } from "./statistics.ts";

const ACTION = fileURLToPath(new URL("../../collect", import.meta.url));
const COMMIT = "c".repeat(40);
const TYPE = "application/vnd.oci.image.manifest.v1+json";
/** Images that are pushed at the same time, to be done with it. */
const CONCURRENCY = 50;

/**
 * Collects the versions of many models, each of which has one of this commit.
 * @throws when it does not find them all.
 */
export async function collectVersions(
  machine: Machine,
  models: number,
  runs: number,
): Promise<Results["collection"]> {
  const names = Array.from({ length: models }, (_, i) => `m${i}`);
  await pMap(names, (name) => addVersion(machine, name), { concurrency: CONCURRENCY });
  const { username } = machine.sandbox.account;
  const include = names.map((name) => ({ model: `${username}/${name}`, name }));
  const step = {
    action: ACTION,
    inputs: { matrix: JSON.stringify({ include }) },
    workspace: machine.runner.temporary,
    env: { GITHUB_SHA: COMMIT },
  };
  const observed = await repeat(runs, async () => {
    const found = await machine.action("", step);
    const { complete, missing } = found.result.outputs;
    if (complete !== "true") throw new Error(`Not found: ${missing}`);
    return found;
  });
  return { models, cost: costOf(observed) };
}

/** A model with one version, whose image has no layers, and the label of the commit. */
async function addVersion({ sandbox }: Machine, name: string): Promise<void> {
  const { username } = sandbox.account;
  const repository = `${username}/${name}`;
  sandbox.addModel({ owner: username, name });
  const Labels = { "org.opencontainers.image.revision": COMMIT, name };
  const config = JSON.stringify({ config: { Labels } });
  const digest = `sha256:${createHash("sha256").update(config).digest("hex")}`;
  const manifest = { schemaVersion: 2, mediaType: TYPE, config: { digest }, layers: [] };
  const basic = Buffer.from(`${username}:${sandbox.cliToken}`).toString("base64");
  const scope = `scope=repository:${repository}:pull,push`;
  const headers = { authorization: `Basic ${basic}` };
  const granted = await fetch(`${sandbox.origin}/token?${scope}`, { headers });
  const token = parseObject(await granted.text())?.["token"];
  const send = async (method: string, path: string, body = "") => {
    const response = await fetch(new URL(path, sandbox.origin), {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": TYPE },
      body,
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
    return response.headers.get("location") ?? "";
  };
  const upload = await send("POST", `/v2/${repository}/blobs/uploads/`);
  await send("PUT", `${upload}?digest=${digest}`, config);
  await send("PUT", `/v2/${repository}/manifests/latest`, JSON.stringify(manifest));
}
