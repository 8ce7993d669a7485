import { readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject, parseObject } from "../http/http.ts";
import { fetchAll } from "./request.ts";
import { type CogScript, readScript, type Stage } from "./script.ts";

export type Pusher = "auto" | "docker" | "direct";

/** The sandbox that this run reports to, and its settings there. */
export interface Supervision {
  readonly script: CogScript;
  readonly pusher: Pusher;
  report(progress: { readonly stage?: Stage; readonly grandchild?: number }): Promise<void>;
}

/** Where Docker's configuration is. */
export function dockerConfigDirectory(): string {
  return process.env["DOCKER_CONFIG"] || join(homedir(), ".docker");
}

/** Announces this run to the sandbox, with all that it was given. */
export async function announce(
  sandbox: string,
  version: string,
  argv: readonly string[],
): Promise<Supervision> {
  const report = {
    version,
    argv,
    pid: process.pid,
    cwd: process.cwd(),
    environment: process.env,
    dockerConfig: listDockerConfig(dockerConfigDirectory()),
  };
  const orders = parseObject((await post(sandbox, "/sandbox/cog", report)).toString());
  const script = orders?.["script"];
  const pusher = process.env["SANDBOX_COG_PUSHER"] ?? orders?.["pusher"];
  return {
    script: readScript(isObject(script) ? script : {}),
    pusher: pusher === "docker" || pusher === "direct" ? pusher : "auto",
    report: async (progress) => {
      await post(sandbox, `/sandbox/cog/${String(orders?.["run"])}`, progress);
    },
  };
}

async function post(sandbox: string, path: string, value: unknown): Promise<Buffer> {
  const body = JSON.stringify(value);
  return (await fetchAll(new URL(path, sandbox), { method: "POST", body })).body;
}

function listDockerConfig(directory: string) {
  try {
    const mode = (path: string): number => statSync(path).mode & 0o777;
    const files = readdirSync(directory).map((name) => ({
      name,
      mode: mode(join(directory, name)),
    }));
    const hasConfig = files.some(({ name }) => name === "config.json");
    const source = hasConfig ? readFileSync(join(directory, "config.json"), "utf8") : "";
    return { directory, mode: mode(directory), files, config: parseObject(source) };
  } catch {
    // No such directory: nothing to report.
    return undefined;
  }
}
