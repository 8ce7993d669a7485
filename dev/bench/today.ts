import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Runner } from "../sandbox/runner.ts";
import type { Sandbox } from "../sandbox/server.ts";
import type { Project } from "./project.ts";
import { COG_VERSION } from "./stand-in.ts";

const SCRIPT = fileURLToPath(new URL("./today.sh", import.meta.url));

/** What today's script came to. */
export interface TodaysStep {
  readonly code: number | null;
  readonly version: string | undefined;
  readonly log: string;
}

interface Place {
  readonly sandbox: Sandbox;
  readonly runner: Runner;
  readonly project: Project;
  readonly model: string;
}

/** Starts today's script, with a home and a temporary directory of its own. */
export async function today({ sandbox, runner, project, model }: Place) {
  const directory = await mkdtemp(join(runner.directory, "today-"));
  const output = join(directory, "output");
  const child = spawn("bash", [SCRIPT], {
    cwd: project.directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      ...sandbox.environment,
      MODEL: model,
      HARDWARE: "cpu",
      REPLICATE_API_TOKEN: sandbox.apiToken,
      REPLICATE_CLI_AUTH_TOKEN: sandbox.cliToken,
      COG_MIRROR: sandbox.mirror,
      COG_VERSION,
      HOME: directory,
      RUNNER_TEMP: directory,
      GITHUB_SHA: project.commit,
      GITHUB_REF_NAME: "main",
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(directory, "summary"),
    },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const result = once(child, "close").then(async (): Promise<TodaysStep> => {
    const outputs = await readFile(output, "utf8").catch(() => "");
    const version = /^version=(.+)$/m.exec(outputs)?.[1];
    return { code: child.exitCode, version, log: Buffer.concat(chunks).toString() };
  });
  return { process: child, result };
}
