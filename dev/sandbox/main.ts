import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEngine } from "./engine.ts";
import { type Sandbox, startSandbox } from "./server.ts";

/** A release that the mirror publishes, and of which the action knows no digest: its binary is the stand-in. */
const COG_VERSION = "0.21.0";

/** Starts the sandbox and the engine's stand-in as the command line says, and prints how to use them. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      latency: { type: "string", default: "0" },
      speed: { type: "string", default: "1" },
      username: { type: "string", default: "acme" },
      "cog-binary": { type: "string" },
      "registry-auth": { type: "string", default: "bearer" },
      docker: { type: "boolean", default: false },
      "write-env": { type: "string" },
    },
  });
  const registryAuth = (["bearer", "basic", "none"] as const).find(
    (mode) => mode === values["registry-auth"],
  );
  if (registryAuth === undefined) throw new Error("--registry-auth is bearer, basic or none.");
  const cogBinary = values["cog-binary"];
  // A real Cog needs a real engine.
  const usesDocker = values.docker || cogBinary !== undefined;
  const sandbox = await startSandbox({
    registryAuth,
    account: { username: values.username },
    port: numberOf("port", values.port),
    latency: numberOf("latency", values.latency),
    speed: numberOf("speed", values.speed) || 1,
    cogPusher: usesDocker ? "auto" : "direct",
    ...(cogBinary !== undefined && { cogBinary }),
  });
  const directory = await mkdtemp(join(tmpdir(), "sandbox-"));
  const engine = usesDocker ? undefined : await startEngine(join(directory, "docker.sock"));
  const variables = {
    ...sandbox.environment,
    REPLICATE_API_TOKEN: sandbox.apiToken,
    ...(engine && { DOCKER_HOST: `unix://${engine.address()}` }),
    COG_MIRROR: sandbox.mirror,
  };
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  if (values["write-env"] !== undefined)
    await appendFile(values["write-env"], pairs.map((pair) => `${pair}\n`).join(""));
  print(sandbox, pairs);

  const stop = async (): Promise<void> => {
    engine?.close();
    engine?.closeAllConnections();
    await Promise.all([sandbox.close(), rm(directory, { recursive: true, force: true })]);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
}

function numberOf(option: string, value: string): number {
  const number = Number(value);
  if (number > 0 || value === "0") return number;
  throw new Error(`--${option} is "${value}" instead of a number.`);
}

function print(sandbox: Sandbox, pairs: readonly string[]): void {
  console.log(`# A sandbox of Replicate, for the account ${sandbox.account.username}. Stop it with Ctrl+C.
${pairs.map((pair) => `export ${pair}`).join("\n")}
# The account's CLI auth token, where one is wanted: ${sandbox.cliToken}
# In the step's "with:", besides model and hardware:
#   cog-mirror: ${sandbox.mirror}
#   cog-version: ${COG_VERSION}
#   github-token: ${sandbox.githubToken}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
