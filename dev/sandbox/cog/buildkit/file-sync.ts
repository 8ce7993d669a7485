import type { ServerHttp2Stream } from "node:http2";
import { frame, GrpcError, type Handler, messages, NOT_FOUND } from "./grpc.ts";
import { encode, numberOf } from "./message.ts";

/** A file of a build context; `content` absent: a directory. */
export interface ContextFile {
  readonly path: string;
  readonly content?: Buffer;
}

/** Packets of BuildKit's file transfer (tonistiigi/fsutil, types/wire.proto): Type 1, Stat 2, ID 3, Data 4. */
const STAT = 0;
const REQUEST = 1;
const DATA = 2;
const FIN = 3;
const PIECE = 32 * 1024;
/** Go's mode of a directory, os.ModeDir | 0755. */
const DIRECTORY_MODE = 0x8000_01ed;
const FILE_MODE = 0o644;

const packet = (...fields: Parameters<typeof encode>[0]): Buffer => frame(encode(fields));

/** moby.filesync.v1.FileSync/DiffCopy: sends the directory that the engine asks for by name. */
export function diffCopy(directories: ReadonlyMap<string, readonly ContextFile[]>): Handler {
  return async (stream, headers) => {
    const name = String(headers["dir-name"]);
    const files = directories.get(name);
    if (files === undefined) throw new GrpcError(NOT_FOUND, `no access allowed to dir "${name}"`);
    await send(stream, withDirectories(files));
  };
}

async function send(stream: ServerHttp2Stream, files: readonly ContextFile[]): Promise<void> {
  for (const file of files) stream.write(packet([1, STAT], [2, stat(file)]));
  // An empty one says that these are all.
  stream.write(packet([1, STAT]));
  // The end of the reading is not the end of the stream.
  for await (const message of messages(stream.iterator({ destroyOnReturn: false }))) {
    const type = numberOf(message, 1);
    if (type === FIN) {
      stream.write(packet([1, FIN]));
      return;
    }
    if (type !== REQUEST) continue;
    const id = numberOf(message, 3);
    const content = files[id]?.content ?? Buffer.alloc(0);
    for (let at = 0; at < content.length; at += PIECE)
      stream.write(packet([1, DATA], [3, id], [4, content.subarray(at, at + PIECE)]));
    stream.write(packet([1, DATA], [3, id]));
  }
}

/** fsutil's Stat: path 1, mode 2, size 5, modTime 6. The time is the same in every build. */
function stat({ path, content }: ContextFile): Buffer {
  return encode([
    [1, path],
    [2, content === undefined ? DIRECTORY_MODE : FILE_MODE],
    [5, content?.length ?? 0],
    [6, 1_700_000_000_000_000_000n],
  ]);
}

/** All files with the directories that they are in, in the order of a walk: by name, part for part. */
function withDirectories(files: readonly ContextFile[]): ContextFile[] {
  const all = new Map<string, ContextFile>();
  for (const file of files) {
    const parts = file.path.split("/");
    for (let count = 1; count < parts.length; count++) {
      const path = parts.slice(0, count).join("/");
      if (!all.has(path)) all.set(path, { path });
    }
    all.set(file.path, file);
  }
  const key = (path: string): string => path.replaceAll("/", "\0");
  return [...all.values()].sort((a, b) => (key(a.path) < key(b.path) ? -1 : 1));
}
