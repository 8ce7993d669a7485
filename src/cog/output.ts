import { stripVTControlCharacters } from "node:util";
import { truncateStart } from "../lib/text.ts";
import { digestsInJson } from "./json-output.ts";
import type { OutputStream } from "./process.ts";

/** What the output of `cog push` contains about the push. */
export interface PushReport {
  /** Digests that may be the version's ID, the most likely one first. Empty when Cog printed none. */
  readonly digests: readonly string[];
  /** The tag of a bundle, which Cog creates from the time; undefined for a plain push. */
  readonly tag: string | undefined;
  /** Whether Cog has announced the push. The build is complete by then. */
  readonly isPushing: boolean;
  /** The last lines, 256 KB at most: since the announcement of the push if there was one. */
  readonly output: readonly string[];
  /** The last 40 lines. */
  readonly tail: readonly string[];
}

type Kind = "daemon" | "model" | "image" | "version";

const TAG = "[\\w][\\w.-]{0,127}";
const DIGEST = "sha256:([0-9a-f]{64})";
/** Status symbols that Cog puts before its lines on a terminal, and up to 0.16 on any stream. */
const PREFIX = "(?:\\s*[⚙✔⚠✗ⅹ]\\s+)?";
/** Every relevant line contains one of these, which are fast to find in a gigabyte of build output. */
const HINTS = ["sha256:", "New Version:", "Pushing to ", "Pushing image "];
/** Docker's progress of a layer: a line for each state and, before a retry, for each second. */
const LAYER_STATE =
  /^[0-9a-f]{12}: (?:Preparing|Waiting|Pushing .*|Pushed|Layer already exists|Mounted from \S+|Retrying in \d+ seconds?)\s*$/;
/** Bytes. BuildKit repeats the output of a failed step, and other steps may have continued in the meantime. */
const MAX_OUTPUT = 256 * 1024;
const TAIL_LINES = 40;
/** Characters. */
const MAX_TAIL = 16 * 1024;

/**
 * Parses the output of `cog push` from 0.9.18 to 0.23 while it is printed, in bounded memory.
 *
 * In a plain push, Docker's digest takes precedence over Cog's: Cog looks the tag up in the registry after the push
 * (pkg/model/resolver.go), and another run may have moved it by then. For a bundle, it is not documented whether the
 * version's ID is the digest of the index or of the image, so both are returned, the index first.
 */
export class PushOutput {
  readonly #image: string;
  readonly #announcement: RegExp;
  readonly #patterns: readonly (readonly [Kind, RegExp])[];
  readonly #onDigest: (digest: string) => void;
  readonly #found = { stdout: new Map<Kind, string>(), stderr: new Map<Kind, string>() };
  readonly #output = new TailBuffer();
  readonly #stdout = new TailBuffer();
  #tag: string | undefined;
  #isPushing = false;

  /**
   * @param image name of the image that is pushed, as Cog prints it: `r8.im/acme/hotdog`.
   * @param onDigest receives the digest of a plain push as soon as Docker prints it, while Cog may still be running.
   */
  constructor(image: string, onDigest: (digest: string) => void = () => undefined) {
    this.#image = image;
    this.#onDigest = onDigest;
    const name = RegExp.escape(image);
    // `Pushing to r8.im/acme/hotdog...` since 0.20, with the tag of a bundle: `r8.im/acme/flux:20260512T153042Z`.
    // `Pushing image r8.im/acme/hotdog...` before, and in quotes up to 0.16.
    this.#announcement = new RegExp(
      `^Pushing (?:to|image) '?${name}(?::(${TAG}?))?'?\\.\\.\\.\\s*$`,
    );
    this.#patterns = [
      // Docker's own line at the end of a push: `latest: digest: sha256:… size: 4321`
      ["daemon", new RegExp(`^${PREFIX}${TAG}: digest: ${DIGEST} size: \\d+\\s*$`)],
      // Cog 0.20 and newer: `  image  r8.im/acme/hotdog@sha256:…`, and the tree of a bundle
      ["model", new RegExp(`^\\s+model\\s+${name}@${DIGEST}\\s*$`)],
      ["image", new RegExp(`^\\s+(?:[├└]─\\s+)?image\\s+${name}@${DIGEST}\\s*$`)],
      // Fast push, 0.14.9 to 0.16.12: `New Version: <id>`
      ["version", new RegExp(`^${PREFIX}New Version:\\s*([0-9a-f]{64})\\s*$`)],
    ];
  }

  /** Parses whole lines of one stream. */
  read(lines: Buffer, stream: OutputStream = "stderr"): void {
    this.#output.add(lines);
    if (stream === "stdout") this.#stdout.add(lines);
    if (!HINTS.some((hint) => lines.includes(hint))) return;
    for (const line of stripVTControlCharacters(lines.toString("utf8")).split(/[\r\n]+/))
      this.#match(line, stream);
  }

  report(): PushReport {
    const inJson = digestsInJson(this.#stdout.text(), this.#image);
    const found = new Map([...this.#found.stdout, ...this.#found.stderr, ...inJson]);
    const digests = (["version", "model", "daemon", "image"] as const)
      .map((kind) => found.get(kind))
      .filter((digest) => digest !== undefined);
    const isBundle = found.has("model");
    const lines = linesOf(this.#output.text());
    const announced = lines.findLastIndex((line) => this.#announcement.test(line));
    return {
      tag: this.#tag,
      digests: isBundle ? [...new Set(digests)] : digests.slice(0, 1),
      isPushing: this.#isPushing,
      output: lines.slice(announced + 1),
      tail: tailOf(lines),
    };
  }

  #match(line: string, stream: OutputStream): void {
    const announced = this.#announcement.exec(line);
    if (announced !== null) {
      this.#isPushing = true;
      this.#tag = announced[1];
      // Printed by the build. Up to 0.14.7, Docker's line is on standard output, and can be read before this one.
      this.#found.stderr.clear();
    }
    for (const [kind, pattern] of this.#patterns) {
      const hex = pattern.exec(line)?.[1];
      if (hex === undefined) continue;
      this.#found[stream].set(kind, `sha256:${hex}`);
      if (kind === "daemon" && this.#tag === undefined) this.#onDigest(`sha256:${hex}`);
    }
  }
}

/** Lines without colors and overwritten progress, without empty ones and the progress of layers. */
function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "" && !LAYER_STATE.test(line));
}

function tailOf(lines: readonly string[]): readonly string[] {
  const text = lines.slice(-TAIL_LINES).join("\n");
  return text === "" ? [] : truncateStart(text, MAX_TAIL).split("\n");
}

/** The end of a stream. Stored as bytes: decoding a gigabyte would take more memory than all that is stored. */
class TailBuffer {
  readonly #pieces: Buffer[] = [];
  #length = 0;

  /** @param lines whole lines. */
  add(lines: Buffer): void {
    this.#pieces.push(lines);
    this.#length += lines.length;
    for (let [first] = this.#pieces; first !== undefined; [first] = this.#pieces) {
      if (this.#length - first.length < MAX_OUTPUT) return;
      this.#pieces.shift();
      this.#length -= first.length;
    }
  }

  /** The last whole lines, at most MAX_OUTPUT characters. */
  text(): string {
    return truncateStart(Buffer.concat(this.#pieces).toString("utf8"), MAX_OUTPUT);
  }
}
