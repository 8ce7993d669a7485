import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const PATH = process.env["PATH"] ?? "";
const directory = join(tmpdir(), `docker-program-${process.pid}`);

/**
 * Puts a `docker` before the machine's own that gives the version of the stand-in for a daemon (engine.ts): starting the
 * real one takes more CPU than a tenth of a step. It runs the real one for everything else.
 * @param engine address of the stand-in.
 * @returns the environment, as it is when the step has another PATH or daemon, or the machine has no `docker`.
 */
export function withDockerProgram(
  env: Readonly<Record<string, string | undefined>>,
  engine: string,
): Readonly<Record<string, string | undefined>> {
  if (env["PATH"] !== PATH || env["DOCKER_HOST"] !== engine) return env;
  const programs = PATH.split(delimiter).map((path) => join(path, "docker"));
  if (!existsSync(join(directory, "docker"))) {
    if (!programs.some((path) => existsSync(path))) return env;
    const quoted = PATH.replaceAll("'", "'\\''");
    const lines = [
      "#!/bin/sh",
      `if [ "$1" = version ]; then echo "27.0.0 amd64 Engine"; exit; fi`,
      `PATH='${quoted}'`,
      `exec docker "$@"`,
    ];
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "docker"), `${lines.join("\n")}\n`, { mode: 0o755 });
  }
  return { ...env, PATH: `${directory}${delimiter}${PATH}` };
}
