import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";

const BLOCK = 512;
/** Not part of a build context, and changing by themselves. */
const LEFT_OUT = new Set([".git", "node_modules", "__pycache__"]);

export interface TarEntry {
  readonly path: string;
  readonly content: Buffer;
  readonly executable?: boolean;
}

/** Every file below a directory, sorted, under a prefix. */
export function filesBelow(directory: string, prefix: string): TarEntry[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(directory, path)
          .split("/")
          .some((part) => LEFT_OUT.has(part)),
    )
    .sort()
    .map((path) => ({
      path: prefix + relative(directory, path),
      content: readFileSync(path),
      executable: (statSync(path).mode & 0o100) !== 0,
    }));
}

/** A ustar archive. Times are zero: the same files make the same bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), padded(entry.content)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

/** The files of an archive that `tar` has written. */
export function untar(archive: Buffer): TarEntry[] {
  const entries: TarEntry[] = [];
  const text = (from: number, length: number, at: number): string =>
    archive.toString("utf8", at + from, at + from + length).replace(/\0.*$/s, "");
  for (let at = 0; (archive[at] ?? 0) !== 0; ) {
    const size = Number.parseInt(text(124, 12, at), 8);
    const path = [text(345, 155, at), text(0, 100, at)].filter((part) => part !== "").join("/");
    const executable = text(100, 8, at).includes("755");
    const start = at + BLOCK;
    entries.push({ path, content: archive.subarray(start, start + size), executable });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

function padded(content: Buffer): Buffer {
  const rest = content.length % BLOCK;
  return rest === 0 ? content : Buffer.concat([content, Buffer.alloc(BLOCK - rest)]);
}

/** The fields of a ustar header (POSIX.1-1988), by their place. */
function header({ path, content, executable = false }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const [prefix, name] = splitPath(path);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  block.write(name, 0);
  block.write(octal(executable ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(content.length, 12), 124);
  block.write(octal(0, 12), 136);
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\u000000", 257);
  block.write(prefix, 345);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A path of more than 100 bytes is split at a slash into a prefix and a name. */
function splitPath(path: string): readonly [prefix: string, name: string] {
  if (Buffer.byteLength(path) <= 100) return ["", path];
  const slash = path.indexOf("/", path.length - 100);
  return [path.slice(0, slash), path.slice(slash + 1)];
}
