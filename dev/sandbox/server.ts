import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { strike } from "./http/faults.ts";
import { type Call, send, text } from "./http/http.ts";
import { noteAnswer, recordOf } from "./http/requests.ts";
import type { SandboxOptions } from "./options.ts";
import { Sandbox } from "./sandbox.ts";

export type { CogRun } from "./cog/runs.ts";
export type { CogScript, Stage } from "./cog/script.ts";
export type { StepEvent } from "./github/events.ts";
export * as events from "./github/events.ts";
export type { CommentSeed, GitHub, GitHubOptions } from "./github/github.ts";
export type { PullSeed } from "./github/pulls.ts";
export type { ReleaseSeed } from "./github/release-notes.ts";
export type {
  Comment,
  Deployment,
  GitHubRelease,
  Permissions,
  Pull,
} from "./github/store.ts";
export type { Fault } from "./http/faults.ts";
export type { RequestRecord } from "./http/requests.ts";
export type { Release } from "./mirror/mirror.ts";
export type { Account } from "./models/account.ts";
export type { DeploymentSeed, ReplicateDeployment } from "./models/deployment.ts";
export type { StoredFile } from "./models/file.ts";
export type { Model, ModelSeed } from "./models/model.ts";
export { type Picture, paint } from "./models/picture.ts";
export type { Occasion, Plan, Script } from "./models/plan.ts";
export type { PredictionRecord, Status } from "./models/prediction.ts";
export * as scripts from "./models/scripts.ts";
export type { SandboxOptions } from "./options.ts";
export type { Sandbox } from "./sandbox.ts";

/** Milliseconds. */
const KEEP_ALIVE = 60_000;

/** Starts a sandbox on 127.0.0.1, on a free port unless one is given. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  // As the load balancers of real services: a connection outlives the pauses between a step's requests.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE });
  await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${portOf(server)}`;
  const sandbox = new Sandbox(options, origin, () => stop(server));
  server.on("request", (request, response) => {
    answer(sandbox, request, response, options.latency ?? 0).catch(async (error: unknown) => {
      // Either the client has gone, or the sandbox has a mistake: it must not look like a service's.
      if (request.destroyed || response.headersSent) response.destroy();
      else await send(response, text(500, `The sandbox failed: ${String(error)}`));
    });
  });
  return sandbox;
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    const isBusy = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
    throw isBusy
      ? new Error(`Port ${port} is in use: set another one, or none.`, { cause })
      : cause;
  }
}

async function answer(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
  latency: number,
): Promise<void> {
  const call = await readCall(request, sandbox.origin);
  if (call.url.pathname.startsWith("/sandbox/"))
    return await send(response, await sandbox.answer(call));
  const record = recordOf(call);
  sandbox.requests.push(record);
  response.once("finish", () => {
    record.status = response.statusCode;
  });
  if (latency > 0) await pause(latency);
  await sandbox.onRequest(record);
  const fault = sandbox.faults.take(call);
  if (fault === undefined) {
    const reply = await sandbox.answer(call);
    noteAnswer(record, reply);
    await send(response, reply);
  } else await strike(fault, () => sandbox.answer(call), response);
}

async function readCall(request: IncomingMessage, origin: string): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", origin),
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no port.");
  return address.port;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
