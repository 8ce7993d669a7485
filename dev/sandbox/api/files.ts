import { createHash, randomUUID } from "node:crypto";
import { isObject, json, parseObject, type Reply } from "../http/http.ts";
import type { StoredFile } from "../models/file.ts";
import type { ApiCall } from "./call.ts";
import { pageOf } from "./pages.ts";
import { problem } from "./problems.ts";

/** As recorded from the API; the schema's example says an hour. */
const LIFETIME = 24 * 60 * 60 * 1000;
const LONGEST_NAME = 255;

function fileObject(file: StoredFile, origin: string) {
  const sum = (algorithm: string) => createHash(algorithm).update(file.bytes).digest("hex");
  const md5 = sum("md5");
  return {
    id: file.id,
    name: file.name,
    content_type: file.contentType,
    size: file.bytes.length,
    etag: md5,
    checksums: { sha256: sum("sha256"), md5 },
    metadata: file.metadata,
    created_at: file.createdAt.toISOString(),
    expires_at: new Date(file.createdAt.getTime() + LIFETIME).toISOString(),
    urls: { get: `${origin}/v1/files/${file.id}` },
  };
}

/** files.create. Only the 413 is documented of its refusals; the 400s are not. */
export async function createFile(call: ApiCall): Promise<Reply> {
  const { state, settings, account } = call;
  const form = await readForm(call);
  const content = form?.get("content") ?? null;
  if (form === undefined || content === null) return refusedFile("content is required");
  const bytes =
    typeof content === "string" ? Buffer.from(content) : Buffer.from(await content.arrayBuffer());
  if (bytes.length > settings.fileLimit) return tooLarge(settings.fileLimit);
  const part = typeof content === "string" ? { name: "", type: "" } : content;
  const name = (await field(form, "filename")) ?? part.name;
  if (Buffer.byteLength(name) > LONGEST_NAME) return refusedFile("filename is too long");
  const metadata = parseObject((await field(form, "metadata")) ?? "{}");
  if (!isObject(metadata)) return refusedFile("metadata must be valid JSON");
  const file: StoredFile = {
    id: Buffer.from(randomUUID()).toString("base64url"),
    username: account.username,
    name,
    contentType: (await field(form, "type")) ?? (part.type || "application/octet-stream"),
    bytes,
    metadata,
    createdAt: new Date(),
  };
  state.files.push(file);
  return json(201, fileObject(file, call.url.origin));
}

/** The form of a multipart body; undefined when it is none. */
async function readForm({ headers, body }: ApiCall): Promise<FormData | undefined> {
  const contentType = headers["content-type"];
  if (contentType?.startsWith("multipart/form-data") !== true) return undefined;
  const response = new Response(new Uint8Array(body), { headers: { "content-type": contentType } });
  return await response.formData().catch(() => undefined);
}

/** A field, which may come as a part with a type of its own. */
async function field(form: FormData, name: string): Promise<string | undefined> {
  const value = form.get(name);
  if (value === null) return undefined;
  return typeof value === "string" ? value : await value.text();
}

function ownFiles({ state, account }: ApiCall): StoredFile[] {
  const since = Date.now() - LIFETIME;
  return state.files
    .filter(
      ({ username, createdAt }) => username === account.username && createdAt.getTime() > since,
    )
    .toReversed();
}

/** files.list: the newest first. */
export function listFiles(call: ApiCall): Reply {
  const page = pageOf(ownFiles(call), call.url);
  const results = page.results.map((file) => fileObject(file, call.url.origin));
  return json(200, { ...page, results });
}

const onFile =
  (act: (file: StoredFile, call: ApiCall) => Reply) =>
  (call: ApiCall, id: string): Reply => {
    const file = ownFiles(call).find((own) => own.id === id);
    return file === undefined ? problem(404, { detail: "File not found" }) : act(file, call);
  };

/** files.get */
export const getFile = onFile((file, call) => json(200, fileObject(file, call.url.origin)));

/** files.delete */
export const deleteFile = onFile((file, { state }) => {
  state.files.splice(state.files.indexOf(file), 1);
  return { status: 204 };
});

/**
 * files.download. Replicate wants an owner, an expiry and a signature made with a secret of the account; here
 * the token does, and the three are not looked at.
 */
export const downloadFile = onFile(({ bytes, contentType }) => ({
  status: 200,
  headers: { "content-type": contentType },
  body: bytes,
}));

const refusedFile = (detail: string): Reply => problem(400, { title: "Bad request", detail });

/** These words are the schema's. */
const tooLarge = (limit: number): Reply =>
  problem(413, { detail: `Files must be less than ${limit / 1_000_000}MB in size` });
