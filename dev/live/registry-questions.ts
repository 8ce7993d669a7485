import { isRecord, type JsonRecord, parseJson, recordAt, stringAt } from "../../src/lib/json.ts";
import type { ModelName } from "../../src/lib/model-name.ts";
import { poll } from "../../src/lib/poll.ts";
import { pathOf } from "./account-questions.ts";
import type { Live } from "./live.ts";
import { type Answer, seen, unseen } from "./questions.ts";
import { digestOf, type Registry } from "./registry.ts";

/** An image that was pushed, as far as another one is made of it. */
interface Image {
  readonly manifest: JsonRecord;
  readonly type: string;
  readonly config: JsonRecord;
}

/** Bytes of the labels that are tried. */
const LABEL_LENGTHS = [1 << 10, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22] as const;
const LABEL = "push-to-replicate.live";

/**
 * Whether the API token alone is enough, by the registry's own login.
 * @returns the token to push with: the CLI auth token where the API token is rejected and there is one.
 */
export async function askRegistryToken(live: Live): Promise<string> {
  const { apiToken, cliToken } = live.options;
  let token = apiToken;
  await live.ask("api-token-at-registry", async () => {
    const login = await live.registry(live.name(), apiToken).logIn();
    if (login.kind === "accepted") return seen("yes", { accepted: true });
    token = cliToken ?? apiToken;
    return seen(`no: HTTP ${login.status}`, { accepted: false, status: login.status });
  });
  return token;
}

/** HEAD and GET of a layer, with the credential of a push; redirects are followed without it. */
export async function askBlobs(live: Live, registry: Registry, version: string): Promise<void> {
  await live.ask("blobs", async () => {
    const { manifest } = await readManifest(registry, version);
    const layers = Array.isArray(manifest["layers"]) ? manifest["layers"].filter(isRecord) : [];
    const digest = layers.map((layer) => stringAt(layer, "digest")).at(-1);
    if (digest === undefined) return unseen("the image has no layers");
    const path = `blobs/${digest}`;
    const head = await registry.send({ method: "HEAD", path, redirect: "manual" });
    const get = await registry.send({ method: "GET", path, redirect: "manual" });
    await get.body?.cancel();
    const statuses = { head: head.status, get: get.status };
    const location = get.headers.get("location");
    const text = `HEAD ${head.status}, GET ${get.status}`;
    if (location === null) return seen(text, statuses);
    const storage = new URL(location, get.url);
    const stored = await fetch(storage, { signal: live.signal });
    await stored.body?.cancel();
    return seen(`${text}, then ${stored.status} from ${storage.hostname}`, {
      ...statuses,
      redirectedTo: storage.hostname,
      stored: stored.status,
    });
  });
}

/** Seconds from the registry's answer to a manifest to the version in the API. */
export async function askDelay(
  live: Live,
  { registry, model, version }: { registry: Registry; model: ModelName; version: string },
): Promise<void> {
  await live.ask("version-delay", async () => {
    const image = await readImage(registry, version);
    const pushed = await pushLabeled(registry, image, "delay");
    if (pushed.kind === "refused") return unseen(`the registry answered HTTP ${pushed.status}`);
    const began = performance.now();
    if (!(await isVisible(live, model, pushed.version)))
      return seen(`not in ${live.options.patience} s`, { visible: false });
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    return seen(`${seconds} s`, { visible: true, seconds });
  });
}

/** Labels of growing length, until one is refused, or becomes no version. */
export async function askLabels(
  live: Live,
  { registry, model, version }: { registry: Registry; model: ModelName; version: string },
): Promise<void> {
  await live.ask("label-length", async () => {
    const image = await readImage(registry, version);
    let bytes = 0;
    for (const length of LABEL_LENGTHS) {
      const pushed = await pushLabeled(registry, image, "x".repeat(length));
      if (pushed.kind === "refused")
        return seen(`${bytes} bytes; ${length} bytes answer HTTP ${pushed.status}`, {
          bytes,
          refused: { bytes: length, status: pushed.status },
        });
      if (!(await isVisible(live, model, pushed.version)))
        return seen(`${bytes} bytes; an image with ${length} bytes becomes no version`, {
          bytes,
          refused: { bytes: length, status: "no version" },
        });
      bytes = length;
    }
    return seen(`at least ${bytes} bytes`, { bytes });
  });
}

/** Whether the version of a bundle is its index or the image in it. */
export async function readKind(registry: Registry, version: string): Promise<Answer> {
  const { manifest } = await readManifest(registry, version);
  const kind = Array.isArray(manifest["manifests"]) ? "index" : "image";
  return seen(kind, { kind });
}

type Pushed =
  | { readonly kind: "pushed"; readonly version: string }
  | { readonly kind: "refused"; readonly status: number };

/** Pushes an image again with one more label. */
async function pushLabeled(registry: Registry, image: Image, label: string): Promise<Pushed> {
  const settings = recordAt(image.config, "config") ?? {};
  const labels = { ...recordAt(settings, "Labels"), [LABEL]: label };
  const config = JSON.stringify({ ...image.config, config: { ...settings, Labels: labels } });
  const digest = await registry.upload(config);
  if (typeof digest === "number") return { kind: "refused", status: digest };
  const descriptor = {
    ...recordAt(image.manifest, "config"),
    digest,
    size: Buffer.byteLength(config),
  };
  const body = JSON.stringify({ ...image.manifest, config: descriptor });
  const { type } = image;
  const { status } = await registry.send({ method: "PUT", path: "manifests/latest", body, type });
  return status === 201
    ? { kind: "pushed", version: digestOf(body).replace("sha256:", "") }
    : { kind: "refused", status };
}

async function isVisible({ api, options, signal }: Live, model: ModelName, id: string) {
  const found = await poll({ timeout: options.patience, maxPause: 1, signal }, async () => {
    const { status } = await api("GET", `${pathOf(model)}/versions/${id}`);
    return status === 200 ? true : undefined;
  });
  return found === true;
}

async function readImage(registry: Registry, version: string): Promise<Image> {
  const { manifest, type } = await readManifest(registry, version);
  const digest = stringAt(recordAt(manifest, "config") ?? {}, "digest");
  if (digest === undefined) throw new Error("the version is not an image");
  const { body: config } = await readJson(registry, `blobs/${digest}`);
  return { manifest, type, config };
}

async function readManifest(registry: Registry, version: string) {
  const { body, type } = await readJson(registry, `manifests/sha256:${version}`);
  return { manifest: body, type };
}

async function readJson(registry: Registry, path: string) {
  const response = await registry.send({ method: "GET", path });
  const body = parseJson(await response.text());
  if (response.ok && isRecord(body))
    return { body, type: response.headers.get("content-type") ?? "" };
  throw new Error(`the registry answered HTTP ${response.status} to ${path.split("/")[0]}`);
}
