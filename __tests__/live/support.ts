import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { COG_VERSION, type World } from "../support/world.ts";

const MAIN = join(import.meta.dirname, "../../dev/live/main.ts");

/** Makes a minute of the platform a second. */
export const SPEED = 60;

/** `npm run live`, while it runs. */
export interface RunningLive {
  readonly process: ChildProcess;
  readonly result: Promise<LiveResult>;
}

export interface LiveResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--json` prints, as far as tests look at it. */
export interface Facts {
  readonly outcome: string;
  readonly ownerType: string;
  readonly uses: readonly {
    readonly use: string;
    readonly status: string;
    readonly problems: string[];
  }[];
  readonly questions: Readonly<
    Record<string, { readonly answer: string | null; readonly facts?: Record<string, unknown> }>
  >;
  readonly left: readonly { readonly what: string; readonly reason: string }[];
}

/** Starts the command on a world's sandbox and engine, with a directory for temporary files of its own. */
export async function startLive(
  world: World,
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv> = {},
): Promise<RunningLive> {
  const temporary = temporaryOf(world);
  await mkdir(temporary, { recursive: true });
  const child = spawn(process.execPath, [MAIN, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: world.runner.home,
      TMPDIR: temporary,
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      ACTION_SOURCE: process.env["ACTION_SOURCE"],
      DOCKER_HOST: world.runner.dockerHost,
      REPLICATE_API_TOKEN: world.sandbox.apiToken,
      ...world.sandbox.environment,
      ...environment,
    },
  });
  const [stdout, stderr] = [textOf(child, "stdout"), textOf(child, "stderr")];
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  const result = ended.then(([code]) => ({ code, stdout: stdout(), stderr: stderr() }));
  return { process: child, result };
}

/** Runs it for `acme`, with `--json` and the sandbox's Cog. */
export function startFacts(
  world: World,
  argv: readonly string[] = [],
  environment?: Readonly<NodeJS.ProcessEnv>,
): Promise<RunningLive> {
  const cog = ["--cog-version", COG_VERSION, "--cog-mirror", world.sandbox.mirror];
  return startLive(world, ["--owner", "acme", "--json", ...cog, ...argv], environment);
}

export function factsIn({ stdout, stderr }: LiveResult): Facts {
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`no facts:\n${stdout}${stderr}`, { cause });
  }
}

/** What a run has left: models, deployments, images in the engine, files, and whether GitHub was asked. */
export async function leftovers({ sandbox, runner }: World): Promise<object> {
  return {
    models: [...sandbox.state.models.keys()],
    deployments: [...sandbox.state.deployments.keys()],
    images: await imagesOf(runner.dockerHost),
    directories: (await readdir(temporaryOf({ runner }))).filter((name) =>
      name.startsWith("runner-"),
    ),
    gitHub: sandbox.requests.filter(({ service }) => service === "github"),
  };
}

export const NOTHING = { models: [], deployments: [], images: [], directories: [], gitHub: [] };

function temporaryOf({ runner }: Pick<World, "runner">): string {
  return join(runner.directory, "live");
}

async function imagesOf(dockerHost: string): Promise<unknown> {
  const socketPath = dockerHost.replace("unix://", "");
  const sent = request({ socketPath, path: "/images/json" }).end();
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function textOf(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
