import { stripVTControlCharacters } from "node:util";
import { lastLines, TailBuffer } from "./tail-buffer.ts";

/** What `cog push` said about the thing it pushed. */
export interface PushReport {
  /** Digests that may be the version's id, the likeliest first. Empty when Cog named none. */
  readonly digests: readonly string[];
  /** The tag of a bundle's push, which Cog makes from the time; undefined for a plain push. */
  readonly tag: string | undefined;
  /** Whether Cog has announced the push: everything is built by then. */
  readonly isPushing: boolean;
  /** What it said last, much of it: since the announcement of the push when there was one. */
  readonly said: readonly string[];
  /** The last lines. */
  readonly tail: readonly string[];
}

type Kind = "daemon" | "model" | "image" | "version";

/** `Pushing to r8.im/acme/hotdog...` since 0.20, `Pushing image r8.im/acme/hotdog...` and, up to 0.16, in quotes. */
const ANNOUNCEMENT =
  /^Pushing (?:to|image) '?(?<image>[^\s']{1,400}?)(?::[\w][\w.-]{0,127})?'?\.\.\.\s*$/;
/** Cog 0.20 and newer, of a bundle: `Pushing to r8.im/acme/flux:20260512T153042Z...` */
const PUSHING = /^Pushing to (?<image>\S+):(?<tag>[\w][\w.-]{0,127}?)\.\.\.\s*$/;

const DIGEST = "sha256:(?<hex>[0-9a-f]{64})";
/** Status symbols that Cog puts before its lines on a terminal, and up to 0.16 on any stream. */
const PREFIX = "(?:\\s*[⚙✔⚠✗ⅹ]\\s+)?";
const PATTERNS: readonly (readonly [Kind, RegExp])[] = [
  // Docker's own line at the end of a push: `latest: digest: sha256:… size: 4321`
  ["daemon", new RegExp(`^${PREFIX}[\\w][\\w.-]{0,127}: digest: ${DIGEST} size: \\d+\\s*$`)],
  // Cog 0.20 and newer: `  image  r8.im/acme/hotdog@sha256:…`, and the tree of a bundle
  ["model", new RegExp(`^\\s+model\\s+(?<image>\\S+)@${DIGEST}\\s*$`)],
  ["image", new RegExp(`^\\s+(?:[├└]─\\s+)?image\\s+(?<image>\\S+)@${DIGEST}\\s*$`)],
  // Fast push, 0.14.9 to 0.16.12: `New Version: <id>`
  ["version", new RegExp(`^${PREFIX}New Version:\\s*(?<hex>[0-9a-f]{64})\\s*$`)],
];
/** Every line that matters holds one of these: cheap to look for in a gigabyte of build output. */
const HINTS = ["sha256:", "New Version:", "Pushing to ", "Pushing image "];
/** How Docker tells of a layer that is on its way: a line for each state and, before another attempt, each second. */
const LAYER_STATE =
  /^[0-9a-f]{12}: (?:Preparing|Waiting|Pushing .*|Pushed|Layer already exists|Mounted from \S+|Retrying in \d+ seconds?)\s*$/;
/** Bytes: BuildKit repeats the output of the step that failed, and others may have gone on meanwhile. */
const SAID_LENGTH = 256 * 1024;
const TAIL_LINES = 40;
/** Characters. */
const TAIL_LENGTH = 16 * 1024;

/**
 * Reads the output of `cog push`, of every release from 0.9.18 to 0.23, as it streams by. Keeps what it
 * found and a bounded tail, whatever the output's size.
 *
 * In a plain push Docker's line wins over Cog's own: Cog asks the registry for the tag after the push
 * (pkg/model/resolver.go), and another run may have moved it by then. Of a bundle nobody says whether
 * Replicate takes the index's digest or the image's as the version's id, so both are kept, the index first.
 */
export class PushOutput {
  readonly #image: string;
  readonly #onDigest: (digest: string) => void;
  readonly #found = new Map<Kind, string>();
  readonly #said = new TailBuffer(SAID_LENGTH);
  #tag: string | undefined;
  #isPushing = false;

  /**
   * @param image name of the image that is pushed, as Cog prints it: `r8.im/acme/hotdog`.
   * @param onDigest is told the digest of a plain push when Docker names it, which Cog may not be done with.
   */
  constructor(image: string, onDigest: (digest: string) => void = () => undefined) {
    this.#image = image;
    this.#onDigest = onDigest;
  }

  /** Takes whole lines of one stream, as many as there are. */
  read(lines: Buffer): void {
    this.#said.add(lines);
    if (!HINTS.some((hint) => lines.includes(hint))) return;
    for (const line of stripVTControlCharacters(lines.toString("utf8")).split(/[\r\n]+/))
      this.#match(line);
  }

  report(): PushReport {
    const digests = (["version", "model", "daemon", "image"] as const)
      .map((kind) => this.#found.get(kind))
      .filter((digest) => digest !== undefined);
    const isBundle = this.#found.has("model");
    const said = linesOf(this.#said.text());
    const announced = said.findLastIndex((line) => this.#announces(line));
    return {
      tag: this.#tag,
      digests: isBundle ? [...new Set(digests)] : digests.slice(0, 1),
      isPushing: this.#isPushing,
      said: said.slice(announced + 1),
      tail: tailOf(said),
    };
  }

  #announces(line: string): boolean {
    return ANNOUNCEMENT.exec(line)?.groups?.["image"] === this.#image;
  }

  #match(line: string): void {
    if (this.#announces(line)) this.#isPushing = true;
    const pushing = PUSHING.exec(line)?.groups;
    if (pushing?.["image"] === this.#image) this.#tag = pushing["tag"];
    for (const [kind, pattern] of PATTERNS) {
      const { hex, image } = pattern.exec(line)?.groups ?? {};
      if (hex === undefined || (image !== undefined && image !== this.#image)) continue;
      this.#found.set(kind, `sha256:${hex}`);
      if (kind === "daemon" && this.#tag === undefined) this.#onDigest(`sha256:${hex}`);
    }
  }
}

/** Lines without colours and overwritten progress, without the empty ones and without the states of layers. */
function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== "" && !LAYER_STATE.test(line));
}

function tailOf(lines: readonly string[]): readonly string[] {
  const text = lines.slice(-TAIL_LINES).join("\n");
  return text === "" ? [] : lastLines(text, TAIL_LENGTH).split("\n");
}
