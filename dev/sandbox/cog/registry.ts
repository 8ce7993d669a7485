import { parseObject } from "../http/http.ts";
import type { Credentials } from "./credentials.ts";
import { type Blob, MANIFEST_TYPE } from "./image.ts";
import { type Answer, fetchAll, type RequestOptions } from "./request.ts";

/** Why a push did not succeed, in Docker's words. */
export class PushFailure extends Error {
  readonly kind: "unauthorized" | "unknown model" | "other";

  constructor(kind: PushFailure["kind"], message: string) {
    super(message);
    this.kind = kind;
  }

  /** Of a message of the daemon's. */
  static of(message: string): PushFailure {
    if (/name unknown|NAME_UNKNOWN/.test(message)) return new PushFailure("unknown model", message);
    return /unauthorized|no basic auth credentials|denied|authorization failed/i.test(message)
      ? new PushFailure("unauthorized", message)
      : new PushFailure("other", message);
  }
}

export interface RegistryOptions {
  readonly host: string;
  readonly repository: string;
  readonly credentials: Credentials | undefined;
  readonly userAgent: string;
}

/** One repository of a registry, over the distribution API, with the registry's own authentication. */
export class Registry {
  readonly #options: RegistryOptions;
  #authorization: string | undefined;

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** Whether the blob had to be sent. */
  async putBlob({ digest, bytes }: Blob): Promise<"pushed" | "there"> {
    const head = await this.#ask(`blobs/${digest}`, { method: "HEAD" });
    if (head.status === 200) return "there";
    const upload = await this.#demand("blobs/uploads/", { method: "POST" });
    const location = new URL(upload.headers.location ?? "", this.#url("blobs/uploads/"));
    location.searchParams.set("digest", digest);
    const headers = { "content-type": "application/octet-stream" };
    await this.#demand(location, { method: "PUT", headers, body: bytes });
    return "pushed";
  }

  async putManifest(reference: string, { mediaType, bytes }: Blob): Promise<void> {
    const headers = { "content-type": mediaType };
    await this.#demand(`manifests/${reference}`, { method: "PUT", headers, body: bytes });
  }

  /**
   * A descriptor of a tag's manifest; undefined when the registry does not tell. Docker's own registry would show
   * another manifest, converted, to whoever does not accept these types.
   */
  async manifestOf(
    tag: string,
  ): Promise<{ mediaType: string; digest: string; size: number } | undefined> {
    const headers = { accept: `${MANIFEST_TYPE}, application/vnd.oci.image.manifest.v1+json` };
    const answer = await this.#ask(`manifests/${tag}`, { method: "HEAD", headers });
    const digest = answer.headers["docker-content-digest"];
    if (answer.status !== 200 || typeof digest !== "string") return undefined;
    const mediaType = answer.headers["content-type"] ?? MANIFEST_TYPE;
    return { mediaType, digest, size: Number(answer.headers["content-length"]) };
  }

  /** The code of the registry's refusal to show a tag, such as NAME_UNKNOWN. */
  async refusalOf(tag: string): Promise<string | undefined> {
    return refusalIn(await this.#ask(`manifests/${tag}`))?.code;
  }

  #url(path: string): URL {
    const { host, repository } = this.#options;
    return new URL(`http://${host}/v2/${repository}/${path}`);
  }

  async #demand(path: string | URL, options: RequestOptions): Promise<Answer> {
    const answer = await this.#ask(path, options);
    if (answer.status < 300) return answer;
    const { code, message } = refusalIn(answer) ?? { code: "", message: `${answer.status}` };
    const words = `${code.toLowerCase().replaceAll("_", " ")}: ${message}`;
    throw answer.status === 401 ? new PushFailure("unauthorized", words) : PushFailure.of(words);
  }

  /** A request with what authorization there is, made again once when the registry asks for more. */
  async #ask(path: string | URL, options: RequestOptions = {}): Promise<Answer> {
    const url = path instanceof URL ? path : this.#url(path);
    const send = async (): Promise<Answer> => {
      const { userAgent } = this.#options;
      const authorization = this.#authorization;
      const identity = { "user-agent": userAgent, ...(authorization && { authorization }) };
      return await this.#reach(url, { ...options, headers: { ...identity, ...options.headers } });
    };
    const answer = await send();
    const challenge = answer.headers["www-authenticate"];
    if (answer.status !== 401 || challenge === undefined || this.#authorization !== undefined)
      return answer;
    this.#authorization = await this.#authorize(challenge);
    return await send();
  }

  /** What answers a challenge: Basic credentials, or a token that is good for push and pull. */
  async #authorize(challenge: string): Promise<string> {
    const { credentials, repository, userAgent } = this.#options;
    const basic =
      credentials &&
      `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
    if (!/^Bearer /i.test(challenge)) {
      if (basic === undefined) throw new PushFailure("unauthorized", "no basic auth credentials");
      return basic;
    }
    const parameter = (name: string): string =>
      new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? "";
    const url = new URL(parameter("realm"));
    url.searchParams.set("service", parameter("service"));
    url.searchParams.set("scope", `repository:${repository}:pull,push`);
    const answer = await this.#reach(url, {
      headers: { "user-agent": userAgent, ...(basic && { authorization: basic }) },
    });
    const token = parseObject(answer.body.toString())?.["token"];
    if (answer.status !== 200 || typeof token !== "string")
      throw new PushFailure("unauthorized", "unauthorized: authentication required");
    return `Bearer ${token}`;
  }

  /** Loopback only: no run of the stand-in reaches the outside. */
  async #reach(url: URL, options: RequestOptions): Promise<Answer> {
    const failed = (why: string) => PushFailure.of(`Get "${url.origin}/v2/": dial tcp: ${why}`);
    if (!/^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
      throw failed(`lookup ${url.hostname}: no such host`);
    try {
      return await fetchAll(url, options);
    } catch (error) {
      throw failed(error instanceof Error ? error.message : String(error));
    }
  }
}

function refusalIn(answer: Answer): { code: string; message: string } | undefined {
  const errors = parseObject(answer.body.toString())?.["errors"];
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (typeof first !== "object" || first === null) return undefined;
  const { code, message } = { code: "", message: "", ...first };
  return { code, message };
}
