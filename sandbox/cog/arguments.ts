import gte from "semver/functions/gte.js";
import lt from "semver/functions/lt.js";
import { UsageError } from "./console.ts";

interface Flag {
  readonly name: string;
  readonly takes: "nothing" | "a value";
  readonly short?: string;
  readonly since?: string;
  readonly until?: string;
}

/** The flags of `cog push` and the releases that have them (pkg/cli/push.go and build.go, by tag). */
const FLAGS: readonly Flag[] = [
  { name: "secret", takes: "a value" },
  { name: "no-cache", takes: "nothing" },
  { name: "separate-weights", takes: "nothing" },
  { name: "openapi-schema", takes: "a value" },
  { name: "use-cuda-base-image", takes: "a value" },
  { name: "use-cog-base-image", takes: "nothing" },
  { name: "dockerfile", takes: "a value" },
  { name: "progress", takes: "a value" },
  { name: "strip", takes: "nothing", since: "0.9.21" },
  { name: "precompile", takes: "nothing", since: "0.9.24" },
  { name: "x-fast", takes: "nothing", since: "0.13.7", until: "0.17.0" },
  { name: "x-localimage", takes: "nothing", since: "0.14.4", until: "0.17.0" },
  { name: "x-pipeline", takes: "nothing", since: "0.15.0", until: "0.17.0" },
  { name: "file", takes: "a value", short: "f", since: "0.14.8" },
  { name: "registry", takes: "a value", since: "0.16.8" },
  { name: "no-color", takes: "nothing", since: "0.17.0" },
  { name: "debug", takes: "nothing" },
  { name: "help", takes: "nothing", short: "h" },
];

export interface PushArguments {
  readonly image: string | undefined;
  /** By name; the last one given counts. */
  readonly flags: ReadonlyMap<string, string>;
}

/** What follows `cog push`, read as cobra reads it. */
export function readPushArguments(version: string, words: readonly string[]): PushArguments {
  const flags = new Map<string, string>();
  const images: string[] = [];
  const known = FLAGS.filter(
    ({ since, until }) =>
      (since === undefined || gte(version, since)) && (until === undefined || lt(version, until)),
  );
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") images.push(...queue.splice(0));
    else if (word.startsWith("--")) readLong(word, known, flags, queue);
    else if (word.startsWith("-") && word !== "-") readShort(word, known, flags, queue);
    else images.push(word);
  }
  if (images.length > 1)
    throw new UsageError(`accepts at most 1 arg(s), received ${images.length}`);
  return { image: images[0], flags };
}

function readLong(
  word: string,
  known: readonly Flag[],
  flags: Map<string, string>,
  queue: string[],
): void {
  const [, name = "", value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const flag = known.find((candidate) => candidate.name === name);
  if (flag === undefined) throw new UsageError(`unknown flag: --${name}`);
  flags.set(flag.name, value ?? following(flag, queue, `--${name}`));
}

function readShort(
  word: string,
  known: readonly Flag[],
  flags: Map<string, string>,
  queue: string[],
): void {
  const letter = word.slice(1, 2);
  const flag = known.find(({ short }) => short === letter);
  if (flag === undefined) throw new UsageError(`unknown shorthand flag: '${letter}' in ${word}`);
  const attached = word.slice(2).replace(/^=/, "");
  flags.set(flag.name, attached === "" ? following(flag, queue, word) : attached);
}

/** The value of a flag that has none joined to it: a boolean needs none. */
function following(flag: Flag, queue: string[], word: string): string {
  if (flag.takes === "nothing") return "true";
  const value = queue.shift();
  if (value === undefined) throw new UsageError(`flag needs an argument: ${word}`);
  return value;
}
