import { randomBytes } from "node:crypto";
import { extname } from "node:path";
import { type Call, type Reply, text } from "../http/http.ts";

/** A file's content, or what makes it when somebody asks for it. */
export type OutputBytes = Uint8Array | (() => Promise<Uint8Array>);

interface OutputFile {
  readonly bytes: OutputBytes;
  readonly contentType: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".mp3": "audio/mpeg",
  ".wav": "audio/wav",
  ".mp4": "video/mp4",
  ".json": "application/json",
  ".txt": "text/plain",
};

/** The files of outputs: what replicate.delivery is to Replicate. */
export class Outputs {
  readonly #files = new Map<string, OutputFile>();
  readonly #origin: string;
  readonly #admits: (authorization: string | undefined) => boolean;

  /** @param admits whether a request with this header may read */
  constructor(origin: string, admits: (authorization: string | undefined) => boolean) {
    this.#origin = origin;
    this.#admits = admits;
  }

  /** Puts a file in place, and gives its address. The name decides the type where none is given. */
  add(name: string, bytes: OutputBytes, contentType?: string): string {
    const path = `/outputs/${randomBytes(16).toString("hex")}/${encodeURIComponent(name)}`;
    const type = contentType ?? CONTENT_TYPES[extname(name).toLowerCase()];
    this.#files.set(path, { bytes, contentType: type ?? "application/octet-stream" });
    return `${this.#origin}${path}`;
  }

  /** The file at a path. What replicate.delivery says where there is none is not known. */
  async answer(call: Call): Promise<Reply> {
    if (!this.#admits(call.headers.authorization)) return text(401, "Unauthorized");
    const file = call.method === "GET" ? this.#files.get(call.url.pathname) : undefined;
    if (file === undefined) return text(404, "Not found");
    const bytes = typeof file.bytes === "function" ? await file.bytes() : file.bytes;
    return { status: 200, headers: { "content-type": file.contentType }, body: Buffer.from(bytes) };
  }
}
