import gte from "semver/functions/gte.js";
import lt from "semver/functions/lt.js";

/** The commands that the stand-in has. */
export type Command = "build" | "push";

export interface Flag {
  readonly name: string;
  readonly takes: "nothing" | "a value";
  readonly short?: string;
  readonly since?: string;
  readonly until?: string;
  readonly isRepeated?: boolean;
  /** The one command that has it; absent where both do. */
  readonly of?: Command;
}

/** The flags of `cog build` and `cog push`, and the releases that have them (pkg/cli/build.go and push.go, by tag). */
const FLAGS: readonly Flag[] = [
  { name: "tag", takes: "a value", short: "t", of: "build" },
  { name: "secret", takes: "a value", isRepeated: true },
  { name: "no-cache", takes: "nothing" },
  { name: "separate-weights", takes: "nothing" },
  { name: "openapi-schema", takes: "a value" },
  { name: "use-cuda-base-image", takes: "a value" },
  { name: "use-cog-base-image", takes: "nothing" },
  { name: "dockerfile", takes: "a value" },
  { name: "progress", takes: "a value" },
  { name: "timestamp", takes: "a value", of: "build" },
  { name: "strip", takes: "nothing", since: "0.9.21" },
  { name: "precompile", takes: "nothing", since: "0.9.24" },
  { name: "x-fast", takes: "nothing", since: "0.13.7", until: "0.17.0" },
  { name: "x-localimage", takes: "nothing", since: "0.14.4", until: "0.17.0" },
  { name: "x-pipeline", takes: "nothing", since: "0.15.0", until: "0.17.0" },
  // A long flag of one letter at first: `--f=cog.yaml`, and `-f` was unknown.
  { name: "f", takes: "a value", since: "0.14.8", until: "0.16.4" },
  { name: "file", takes: "a value", short: "f", since: "0.16.4" },
  { name: "skip-schema-validation", takes: "nothing", since: "0.19.0", of: "build" },
  { name: "json", takes: "nothing", since: "0.23.0", of: "push" },
  { name: "registry", takes: "a value", since: "0.16.8" },
  { name: "no-color", takes: "nothing", since: "0.17.0" },
  { name: "debug", takes: "nothing" },
  { name: "help", takes: "nothing", short: "h" },
];

/** The flags that a command has in a release. */
export function flagsOf(command: Command, version: string): readonly Flag[] {
  return FLAGS.filter(
    ({ since, until, of }) =>
      (since === undefined || gte(version, since)) &&
      (until === undefined || lt(version, until)) &&
      (of === undefined || of === command),
  );
}
