import { createInterface } from "node:readline";
import { isObject, type JsonObject, parseObject } from "../http/http.ts";
import type { Credentials } from "./credentials.ts";
import { BASE_FILES } from "./image.ts";
import { PushFailure } from "./registry.ts";
import { fetchAll, open, type RequestOptions } from "./request.ts";
import { type TarEntry, tar } from "./tar.ts";

const DOCKERFILE = "FROM scratch\nCOPY base /\nCOPY project /\nWORKDIR /src\n";

/** A Docker daemon, over its API: as Cog itself talks to it since 0.15.9. */
export class Docker {
  /** As DOCKER_HOST spells it. */
  readonly address: string;
  readonly #base: URL;
  readonly #socketPath: string | undefined;

  constructor(address: string) {
    this.address = address;
    const isTcp = address.startsWith("tcp://");
    this.#socketPath = isTcp ? undefined : address.replace(/^unix:\/\//, "");
    this.#base = new URL(isTcp ? address.replace("tcp:", "http:") : "http://docker");
  }

  async answers(): Promise<boolean> {
    try {
      return (await fetchAll(new URL("/_ping", this.#base), this.#via({}))).status === 200;
    } catch {
      // No daemon there.
      return false;
    }
  }

  /** Whether it builds with BuildKit, which it says of itself. */
  async hasBuildKit(): Promise<boolean> {
    const { headers } = await fetchAll(new URL("/_ping", this.#base), this.#via({}));
    return headers["builder-version"] === "2";
  }

  /** Builds the image of a project's files with the daemon's classic builder, which needs no network. */
  async build(
    name: string,
    files: readonly TarEntry[],
    labels: Readonly<Record<string, string>>,
  ): Promise<void> {
    const url = new URL("/build", this.#base);
    url.search = new URLSearchParams({
      t: name,
      labels: JSON.stringify(labels),
      platform: "linux/amd64",
    }).toString();
    const context = [
      { path: "Dockerfile", content: Buffer.from(DOCKERFILE) },
      ...BASE_FILES.map((file) => ({ ...file, path: `base/${file.path}` })),
      ...files.map((file) => ({ ...file, path: `project/${file.path}` })),
    ];
    const headers = { "content-type": "application/x-tar" };
    await this.#follow(url, { method: "POST", headers, body: tar(context) }, () => {});
  }

  /** Gives an image a second name. */
  async tag(name: string, repository: string, tag: string): Promise<void> {
    const url = new URL(`/images/${name}/tag`, this.#base);
    url.search = new URLSearchParams({ repo: repository, tag }).toString();
    await this.#follow(url, { method: "POST" }, () => {});
  }

  /** Takes a name from an image that has another one. */
  async untag(name: string): Promise<void> {
    const url = new URL(`/images/${name}`, this.#base);
    await this.#follow(url, { method: "DELETE" }, () => {});
  }

  /** Pushes a tag; every line that the daemon reports goes to `print`. */
  async push(
    repository: string,
    tag: string,
    credentials: Credentials | undefined,
    print: (line: string) => void,
  ): Promise<void> {
    const url = new URL(`/images/${repository}/push`, this.#base);
    url.searchParams.set("tag", tag);
    const headers = { "x-registry-auth": encodeAuth(credentials) };
    await this.#follow(url, { method: "POST", headers }, (message) => {
      const { id, status, progressDetail } = message;
      const isProgress = isObject(progressDetail) && "current" in progressDetail;
      if (typeof status !== "string" || isProgress) return;
      print(typeof id === "string" ? `${id}: ${status}` : status);
    });
  }

  /** Reads the daemon's stream of JSON messages to its end. */
  async #follow(
    url: URL,
    options: RequestOptions,
    hear: (message: JsonObject) => void,
  ): Promise<void> {
    for await (const line of createInterface(await open(url, this.#via(options)))) {
      const message = parseObject(line);
      if (message === undefined) continue;
      const { error, message: refusal } = message;
      if (typeof error === "string") throw PushFailure.of(error);
      if (typeof refusal === "string") throw PushFailure.of(refusal);
      hear(message);
    }
  }

  #via(options: RequestOptions): RequestOptions {
    const socketPath = this.#socketPath;
    return { ...options, ...(socketPath !== undefined && { socketPath }) };
  }
}

/** The daemon wants base64url with its padding, and takes anything else for no credentials at all. */
function encodeAuth(credentials: Credentials | undefined): string {
  const encoded = Buffer.from(JSON.stringify(credentials ?? {})).toString("base64");
  return encoded.replaceAll("+", "-").replaceAll("/", "_");
}
