import { hostname } from "node:os";
import { isAbsolute } from "node:path";
import { errorMessage } from "../lib/errors.ts";
import { parseJson, reader } from "../lib/json.ts";
import { askEngine, type DockerClientOptions, dockerHost } from "./client.ts";

/** Where the daemon keeps its data on this machine, or why that can't be said. */
export type DockerRoot = { readonly path: string } | { readonly unknown: string };

const read = reader("The Docker engine's answer to GET /info");

/**
 * Asks the engine's API for its DockerRootDir. A daemon on a socket may still be elsewhere: in the virtual
 * machine of Docker Desktop, or on the host of the container that the job runs in. It is taken to be on this
 * machine when it calls it by the same name.
 */
export async function findDockerRoot(surroundings: DockerClientOptions): Promise<DockerRoot> {
  try {
    const host = await dockerHost(surroundings);
    if (!host.startsWith("unix://")) return { unknown: `the daemon is at ${host}` };
    const { status, text } = await askEngine(host, "/info", surroundings);
    if (status !== 200) return { unknown: `${host} answered HTTP ${status} to GET /info` };
    const info = read.record(parseJson(text));
    const path = read.text(info, "DockerRootDir");
    const name = read.text(info, "Name");
    if (name !== hostname()) return { unknown: `the daemon is on ${name}, not on this machine` };
    return isAbsolute(path) ? { path } : { unknown: `the daemon says that it is "${path}"` };
  } catch (error) {
    surroundings.signal.throwIfAborted();
    // That no daemon answers is told by the check of Docker itself.
    return { unknown: errorMessage(error) };
  }
}
