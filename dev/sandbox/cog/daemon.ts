import { Fatal } from "./console.ts";
import { Docker } from "./docker.ts";
import type { Run } from "./stage.ts";

/** A Docker daemon that answers. */
export interface Daemon {
  readonly docker: Docker;
  /** Whether it pushes, too; else it only keeps the image. */
  readonly pushes: boolean;
}

/** The daemon that is to have the image, if there is one. */
export async function findDaemon({ supervision: { pusher } }: Run): Promise<Daemon | undefined> {
  const setting = process.env["DOCKER_HOST"] || undefined;
  // A direct run asks for no daemon: it takes one that was named to it, and is on this machine.
  if (pusher === "direct" && !setting?.startsWith("unix://")) return undefined;
  const address = setting ?? "unix:///var/run/docker.sock";
  const docker = new Docker(address);
  if (await docker.answers()) return { docker, pushes: pusher !== "direct" };
  if (pusher !== "docker") return undefined;
  throw new Fatal(
    `error pinging docker daemon: Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`,
  );
}
