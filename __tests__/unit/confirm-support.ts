import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../dev/sandbox/server.ts";
import { createHttp, fetchFor } from "../../src/http/client.ts";
import {
  type Confirmation,
  type ConfirmedVersion,
  confirmVersion,
} from "../../src/push/confirm-version.ts";
import type { RegistrySession } from "../../src/registry/session.ts";
import { fetchChallenge, logIn } from "../../src/registry/session.ts";
import { createApi } from "../../src/replicate/client.ts";
import type { AtEnd } from "../support/world.ts";

const NAME = { owner: "acme", name: "hotdog" };

interface ConfirmationChanges extends Partial<Confirmation> {
  /** Seconds. */
  readonly patience?: number;
  /** That Cog printed, of a bundle. */
  readonly tag?: string;
}

/** A sandbox with the model acme/hotdog, and all that a push to it works with. */
export interface World {
  readonly sandbox: Sandbox;
  readonly registry: RegistrySession;
  /** Puts a new image in the registry under a tag, `latest` unless another is given; its digest. */
  push(content: unknown, tag?: string): Promise<string>;
  /** Ids of the versions that there are, the newest first. */
  versions(): readonly string[];
  confirm(digests: readonly string[], changes?: ConfirmationChanges): Promise<ConfirmedVersion>;
}

export async function startWorld(
  options: SandboxOptions = {},
  atEnd: AtEnd = onTestFinished,
): Promise<World> {
  const sandbox = await startSandbox({
    registryAuth: "basic",
    models: [{ ...NAME, visibility: "private" }],
    ...options,
  });
  atEnd(() => sandbox.close());
  const { signal } = new AbortController();
  const http = createHttp({ signal, fetch: fetchFor({}), log: () => undefined });
  const credential = { username: "acme", password: sandbox.apiToken };
  const challenge = await fetchChallenge(http, sandbox.host);
  const repository = { host: sandbox.host, path: "acme/hotdog" };
  const login = await logIn(http, repository, credential, challenge);
  if (login.kind === "rejected") throw new Error("The sandbox rejects its own credential.");
  const api = createApi(http, `${sandbox.origin}/v1`, sandbox.apiToken);
  return {
    sandbox,
    registry: login.session,
    push: (content, tag = "latest") => push(sandbox, content, tag),
    versions: () => sandbox.model("acme/hotdog")?.versions.map(({ id }) => id) ?? [],
    confirm: (digests, { patience = 10, tag, ...changes } = {}) =>
      confirmVersion(
        { digests, tag },
        { name: NAME, api, registry: login.session, previous: undefined, signal, ...changes },
        patience,
      ),
  };
}

/** An image whose configuration is `content`; as an index of one image when that is a digest. */
async function push(sandbox: Sandbox, content: unknown, tag: string): Promise<string> {
  if (typeof content === "string" && content.startsWith("sha256:"))
    return putManifest(sandbox, { schemaVersion: 2, manifests: [{ digest: content }] }, tag);
  const blob = JSON.stringify(content);
  const config = { digest: sha256(blob), size: blob.length };
  await put(sandbox, "POST", `blobs/uploads/?digest=${config.digest}`, blob);
  return putManifest(sandbox, { schemaVersion: 2, config, layers: [] }, tag);
}

async function putManifest(sandbox: Sandbox, manifest: object, tag: string): Promise<string> {
  const text = JSON.stringify(manifest);
  await put(sandbox, "PUT", `manifests/${tag}`, text);
  return sha256(text);
}

async function put(sandbox: Sandbox, method: string, path: string, body: string): Promise<void> {
  const basic = Buffer.from(`acme:${sandbox.apiToken}`).toString("base64");
  const response = await fetch(`${sandbox.origin}/v2/acme/hotdog/${path}`, {
    method,
    body,
    headers: { authorization: `Basic ${basic}` },
  });
  if (response.status !== 201) throw new Error(`${path}: ${response.status}`);
}

function sha256(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
