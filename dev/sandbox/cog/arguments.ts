import { Fatal, UsageError } from "./console.ts";
import { type Command, type Flag, flagsOf } from "./flags.ts";

/** Flags by name; the last one given counts, but of those that can be repeated all do, one a line. */
export type Flags = ReadonlyMap<string, string>;

export interface PushArguments {
  readonly image: string | undefined;
  readonly flags: Flags;
}

/** What follows `cog push`. */
export function readPushArguments(version: string, words: readonly string[]): PushArguments {
  const { names, flags } = readWords("push", version, words);
  if (names.length > 1) throw new UsageError(`accepts at most 1 arg(s), received ${names.length}`);
  return { image: names[0], flags };
}

/** Of these `cog build` takes one; `cog push` takes them all (checkMutuallyExclusiveFlags). */
const EXCLUSIVE = ["use-cog-base-image", "use-cuda-base-image", "dockerfile"];

/** What follows `cog build`: flags only. */
export function readBuildArguments(version: string, words: readonly string[]): Flags {
  const { names, flags } = readWords("build", version, words);
  if (names[0] !== undefined) throw new UsageError(`unknown command "${names[0]}" for "cog build"`);
  const given = EXCLUSIVE.filter((name) => flags.has(name)).map((name) => `--${name}`);
  if (given.length > 1)
    throw new Fatal(
      `The flags ${given.join(" and ")} are mutually exclusive: you can only set one of them.`,
    );
  return flags;
}

/** The config file that the flags name; `--f` is what `--file` was called up to 0.16.3. */
export function configFile(flags: Flags): string {
  return flags.get("file") ?? flags.get("f") ?? "cog.yaml";
}

/** Words as cobra reads them: flags, and names that belong to none. */
function readWords(command: Command, version: string, words: readonly string[]) {
  const flags = new Map<string, string>();
  const names: string[] = [];
  const known = flagsOf(command, version);
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") names.push(...queue.splice(0));
    else if (word.startsWith("--")) readLong(word, known, flags, queue);
    else if (word.startsWith("-") && word !== "-") readShort(word, known, flags, queue);
    else names.push(word);
  }
  return { names, flags };
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
  const given = value ?? following(flag, queue, `--${name}`);
  const before = flag.isRepeated ? flags.get(flag.name) : undefined;
  flags.set(flag.name, before === undefined ? given : `${before}\n${given}`);
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
  flags.set(
    flag.name,
    attached === "" ? following(flag, queue, `'${letter}' in ${word}`) : attached,
  );
}

/** The value of a flag that has none joined to it: a boolean needs none. */
function following(flag: Flag, queue: string[], word: string): string {
  if (flag.takes === "nothing") return "true";
  const value = queue.shift();
  if (value === undefined) throw new UsageError(`flag needs an argument: ${word}`);
  return value;
}
