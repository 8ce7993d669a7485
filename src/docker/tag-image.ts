import { ProgramNotFound } from "../lib/exec.ts";
import { callEngine, type DockerClientOptions, runDocker } from "./client.ts";

/**
 * Gives an image of the local daemon another tag.
 * @param image and tag: `repository:tag`.
 * @throws {Error} when the daemon does not have the image, or does not respond.
 */
export async function tagImage(
  image: string,
  tag: string,
  options: DockerClientOptions,
): Promise<void> {
  const [repo = "", name = ""] = tag.split(":");
  const path = `/images/${image}/tag?${new URLSearchParams({ repo, tag: name })}`;
  await change(["tag", image, tag], { method: "POST", path }, options);
}

/**
 * Removes a tag, and the image when it has no other.
 * @throws {Error} when the daemon does not have the tag, or does not respond.
 */
export async function untagImage(tag: string, options: DockerClientOptions): Promise<void> {
  await change(["image", "rm", tag], { method: "DELETE", path: `/images/${tag}` }, options);
}

/** By the Docker CLI, or by the engine's API when there is none. */
async function change(
  args: readonly string[],
  { method, path }: { readonly method: "POST" | "DELETE"; readonly path: string },
  options: DockerClientOptions,
): Promise<void> {
  try {
    await runDocker(args, options);
    return;
  } catch (error) {
    if (!(error instanceof ProgramNotFound)) throw error;
  }
  const { host, status } = await callEngine(path, options, method);
  if (status >= 300) throw new Error(`HTTP ${status} from ${host}`);
}
