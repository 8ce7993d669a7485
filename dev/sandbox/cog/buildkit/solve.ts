import { randomBytes } from "node:crypto";
import { connectBuildKit } from "./connection.ts";
import type { ContextFile } from "./file-sync.ts";
import { callUnary, frame, messages, openCall } from "./grpc.ts";
import { decode, encode, type Message, mapFields, numberOf, textOf } from "./message.ts";
import { openSession } from "./session.ts";

/** A build as Cog asks BuildKit for it. */
export interface BuildKitBuild {
  readonly image: string;
  readonly dockerfile: string;
  /** Files of the project; empty: a build that has no context. */
  readonly context: readonly ContextFile[];
  /** Named contexts, as `--from` takes them. */
  readonly contexts: Readonly<Record<string, readonly ContextFile[]>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What `--mount=type=secret` finds, by ID. */
  readonly secrets: ReadonlyMap<string, Buffer>;
  readonly noCache: boolean;
}

/**
 * Builds an image in the BuildKit of a Docker engine, by the calls that Cog makes since 0.15.9
 * (replicate/cog, pkg/docker/buildkit.go; moby/buildkit, client/solve.go).
 * @param print takes each line of the progress.
 * @throws {GrpcError} when the build fails.
 */
export async function buildImage(
  address: string,
  build: BuildKitBuild,
  print: (line: string) => void,
): Promise<void> {
  const connection = await connectBuildKit(address);
  connection.on("error", () => {});
  const id = () => randomBytes(16).toString("hex").slice(0, 25);
  const [ref, sessionId] = [id(), id()];
  const directories = new Map<string, readonly ContextFile[]>([
    ["dockerfile", [{ path: "Dockerfile", content: Buffer.from(build.dockerfile) }]],
    ...Object.entries(build.contexts),
    ...(build.context.length > 0 ? [["context", build.context] as const] : []),
  ]);
  const session = openSession(connection, sessionId, { directories, secrets: build.secrets });
  try {
    const progress = followStatus(messages(openStatus(connection, ref)), print);
    await callUnary(
      connection,
      "/moby.buildkit.v1.Control/Solve",
      solveRequest(build, ref, sessionId),
    );
    await progress;
  } finally {
    session.destroy();
    connection.destroy();
  }
}

/** A SolveRequest (moby/buildkit, api/services/control/control.proto), field for field as Cog's client sends it. */
function solveRequest(build: BuildKitBuild, ref: string, session: string): Buffer {
  const named = Object.keys(build.contexts).map((name) => [`context:${name}`, `local:${name}`]);
  const labels = Object.entries(build.labels).map(([name, value]) => [`label:${name}`, value]);
  const attributes: Record<string, string> = {
    filename: "Dockerfile",
    syntax: "docker/dockerfile:1",
    platform: "linux/amd64",
    ...(build.noCache && { "no-cache": "" }),
    ...Object.fromEntries([...labels, ...named]),
  };
  const name = { name: build.image };
  return encode([
    [1, ref],
    [3, "moby"],
    ...mapFields(4, name),
    [5, session],
    [6, "dockerfile.v0"],
    ...mapFields(7, attributes),
    [8, encode([[4, encode([[1, "inline"]])]])],
    [13, encode([[1, "moby"], ...mapFields(2, name)])],
  ]);
}

function openStatus(connection: Parameters<typeof openCall>[0], ref: string) {
  const call = openCall(connection, "/moby.buildkit.v1.Control/Status");
  call.on("error", () => {});
  call.end(frame(encode([[1, ref]])));
  return call;
}

/** Prints the steps of a build as BuildKit's plain progress does, as far as anything reads it. */
async function followStatus(
  statuses: AsyncIterable<Message>,
  print: (line: string) => void,
): Promise<void> {
  const numbers = new Map<string, number>();
  const seen = new Set<string>();
  const once = (line: string): void => {
    if (!seen.has(line)) print(line);
    seen.add(line);
  };
  try {
    for await (const status of statuses)
      for (const bytes of status.get(1) ?? []) {
        if (!Buffer.isBuffer(bytes)) continue;
        const vertex = decodeVertex(bytes);
        const number = numbers.get(vertex.digest) ?? numbers.size + 1;
        numbers.set(vertex.digest, number);
        once(`#${number} ${vertex.name}`);
        if (vertex.isCached) once(`#${number} CACHED`);
        if (vertex.error !== "") once(`#${number} ERROR: ${vertex.error}`);
      }
  } catch {
    // The connection ended; the build's own call says why.
  }
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly isCached: boolean;
  readonly error: string;
}

function decodeVertex(bytes: Buffer): Vertex {
  const vertex = decode(bytes);
  return {
    digest: textOf(vertex, 1),
    name: textOf(vertex, 3),
    isCached: numberOf(vertex, 4) === 1,
    error: textOf(vertex, 7),
  };
}
