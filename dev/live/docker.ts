import { homedir } from "node:os";
import { join } from "node:path";
import { callEngine, type DockerClientOptions, dockerHost } from "../../src/docker/client.ts";
import { errorMessage } from "../../src/lib/errors.ts";
import { isRecord, parseJson } from "../../src/lib/json.ts";
import { UsageError } from "./options.ts";
import type { Left } from "./removal.ts";

/** This machine's engine, as the Docker CLI finds it. */
export function dockerOptions(signal: AbortSignal): DockerClientOptions {
  return {
    environment: process.env,
    dockerConfigDirectory: process.env["DOCKER_CONFIG"] || join(homedir(), ".docker"),
    signal,
  };
}

/**
 * Checks that an engine responds.
 * @returns its address, as DOCKER_HOST spells it.
 * @throws {UsageError} when none does.
 */
export async function findEngine(options: DockerClientOptions): Promise<string> {
  try {
    const { status } = await callEngine("/_ping", options);
    if (status !== 200) throw new Error(`HTTP ${status}`);
    return await dockerHost(options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw new UsageError(
      `Docker does not respond (${errorMessage(error)}): start it, or set DOCKER_HOST.`,
    );
  }
}

/**
 * Removes the images of a repository from the engine. Its build cache stays.
 * @param repository with its registry: `r8.im/acme/hotdog`.
 */
export async function removeImages(
  repository: string,
  options: DockerClientOptions,
): Promise<readonly Left[]> {
  try {
    const filters = JSON.stringify({ reference: [repository] });
    const { text } = await callEngine(`/images/json?${new URLSearchParams({ filters })}`, options);
    const images = parseJson(text);
    const tags = (Array.isArray(images) ? images : []).flatMap((image) => {
      const names = isRecord(image) ? image["RepoTags"] : undefined;
      return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
    });
    const left: Left[] = [];
    for (const tag of tags.filter((name) => name.startsWith(`${repository}:`))) {
      const { status } = await callEngine(`/images/${tag}?force=true`, options, "DELETE");
      if (status >= 300 && status !== 404)
        left.push({ what: `Docker image ${tag}`, reason: `HTTP ${status}` });
    }
    return left;
  } catch (error) {
    return [{ what: `Docker images of ${repository}`, reason: errorMessage(error) }];
  }
}
